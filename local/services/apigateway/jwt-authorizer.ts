import type { IncomingMessage } from "node:http";
import { compactVerify, decodeJwt, decodeProtectedHeader, type JWTPayload } from "jose";
import type { Clock } from "../../core/clock.ts";
import type { IssuerKeys } from "./issuer-keys.ts";
import type { Authorizer } from "./model.ts";
import { parseQuery } from "./request-target.ts";
import { type Verified, VerifiedTokens } from "./verified-tokens.ts";

/** `requestContext.authorizer.jwt` */
export interface JwtAuthorization {
  readonly claims: Readonly<Record<string, string>>;
  readonly scopes: readonly string[] | null;
}

/** Why a request is not let in: 401, or 403 for a good token without a scope of the route. */
export class Refusal extends Error {
  readonly status: 401 | 403;
  /** Of `www-authenticate`; undefined where there was no token at all. */
  readonly description: string | undefined;

  constructor(status: 401 | 403, description?: string) {
    super(description ?? "the request has no token");
    this.status = status;
    this.description = description;
  }
}

const RSA_ALGORITHMS = ["RS256", "RS384", "RS512"];

const verifiedTokens = new VerifiedTokens();

/**
 * Checks a request's token as a JWT authorizer does.
 * Source: API Gateway Developer Guide, "Control access to HTTP APIs with JWT authorizers in API Gateway".
 * @throws {Refusal}
 */
export async function authorize(
  message: IncomingMessage,
  rawQueryString: string,
  authorizer: Authorizer,
  scopes: readonly string[],
  keys: IssuerKeys,
  clock: Clock,
): Promise<JwtAuthorization> {
  const token = identity(message, rawQueryString, authorizer);
  const { issuer, audience } = authorizer.jwtConfiguration;
  const { payload, claims } = await verified(token, issuer, keys);
  checkAudience(payload, audience);
  checkTimes(payload, clock.now() / 1000);
  return { claims, scopes: grantedScopes(payload, scopes) };
}

function identity(message: IncomingMessage, rawQueryString: string, authorizer: Authorizer): string {
  const [, kind, name = ""] =
    /^\$request\.(header|querystring)\.(.+)$/.exec(authorizer.identitySource[0] ?? "") ?? [];
  const value =
    kind === "querystring" ? parseQuery(rawQueryString).get(name) : message.headers[name.toLowerCase()];
  const token = String(value ?? "").replace(/^bearer( +|$)/i, "");
  if (token === "") throw new Refusal(401);
  return token;
}

async function verified(token: string, issuer: string, keys: IssuerKeys): Promise<Verified> {
  const known = verifiedTokens.find(token);
  if (known !== undefined && known.keys === (await keys.of(issuer).catch(() => undefined))) return known;
  if (token.split(".").length !== 3) throw invalid("token contains an invalid number of segments");
  const { header, payload } = decoded(token);
  const { alg, kid } = header;
  if (!RSA_ALGORITHMS.includes(alg ?? "")) throw invalid(`signing method ${printable(alg)} is invalid`);
  if (typeof kid !== "string" || kid === "") throw invalid("the token has no key id");
  if (payload.iss !== issuer) throw invalid("the token has an invalid issuer");
  const getKey = await keys.of(issuer).catch((error: Error) => {
    throw invalid(printable(error.message));
  });
  try {
    await compactVerify(token, getKey, { algorithms: RSA_ALGORITHMS });
    const good = { keys: getKey, payload, claims: claimTexts(payload) };
    verifiedTokens.remember(token, good);
    return good;
  } catch (error) {
    const unknownKey = (error as { code?: string }).code === "ERR_JWKS_NO_MATCHING_KEY";
    throw invalid(unknownKey ? "the token's key id is unknown to its issuer" : "signature is invalid");
  }
}

function decoded(token: string) {
  try {
    return { header: decodeProtectedHeader(token), payload: decodeJwt(token) };
  } catch {
    throw invalid("the token is malformed");
  }
}

function checkAudience(payload: JWTPayload, audience: readonly string[]): void {
  const claimed = payload.aud === undefined ? [payload.client_id] : [payload.aud].flat();
  if (!claimed.some((entry) => typeof entry === "string" && audience.includes(entry)))
    throw invalid("the token does not have a valid audience");
}

function checkTimes({ exp, nbf, iat }: JWTPayload, now: number): void {
  if (typeof exp !== "number" || exp <= now) throw invalid("the token has expired");
  if (nbf !== undefined && !(nbf <= now)) throw invalid("the token is not valid yet");
  if (iat !== undefined && !(Math.floor(iat) <= now)) throw invalid("the token is used before issued");
}

function grantedScopes(payload: JWTPayload, required: readonly string[]): readonly string[] | null {
  if (required.length === 0) return null;
  const claim = payload.scope ?? payload.scp;
  const claimed = Array.isArray(claim) ? claim : typeof claim === "string" ? claim.split(" ") : [];
  const granted = required.filter((scope) => claimed.includes(scope));
  if (granted.length === 0) throw new Refusal(403, "the token has none of the route's scopes");
  return granted;
}

/** Claims as HTTP APIs hand them over: every value a string, a list as `[a b]`, an object as `map[a:b]`. */
function claimTexts(payload: JWTPayload): Record<string, string> {
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, claimText(value)]));
}

function claimText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(claimText).join(" ")}]`;
  if (typeof value !== "object") return String(value);
  if (value === null) return "<nil>";
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `map[${entries.map(([name, entry]) => `${name}:${claimText(entry)}`).join(" ")}]`;
}

function invalid(description: string): Refusal {
  return new Refusal(401, description);
}

/** Text that may stand in a quoted header value. */
function printable(value: unknown): string {
  return String(value)
    .replace(/[^\x20-\x7e]|["\\]/g, "")
    .slice(0, 300);
}
