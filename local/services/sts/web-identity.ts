import { compactVerify, decodeJwt, type JWTPayload, type JWTVerifyGetKey } from "jose";
import type { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import type { OidcProvider, OidcProviders } from "../../iam/oidc-providers.ts";

/** The public keys of an issuer. @throws {Error} saying why they can't be had */
export type KeysOfIssuer = (issuer: string) => Promise<JWTVerifyGetKey>;

/** Somebody whom an identity provider of the account vouches for. */
export interface WebIdentity {
  readonly provider: OidcProvider;
  readonly subject: string;
  /** The application that the token was made for. */
  readonly audience: string;
  /** What trust policies see. Source: IAM User Guide, "Available keys for AWS OIDC federation". */
  readonly context: Readonly<Record<string, string>>;
}

const ALGORITHMS = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"];

/**
 * Checks a token against the account's identity providers.
 * @throws {AwsError} `InvalidIdentityToken`, `ExpiredTokenException`, `IDPCommunicationError`
 */
export async function webIdentityOf(
  token: string,
  { clock, providers, keysOf }: { clock: Clock; providers: OidcProviders; keysOf: KeysOfIssuer },
): Promise<WebIdentity> {
  const payload = decoded(token);
  const issuer = payload.iss ?? "";
  const provider = providers.find(providers.arnOf(issuer));
  if (!issuer.startsWith("https://") || provider === undefined)
    throw invalid(`No OpenIDConnect provider found in your account for ${issuer}`);
  await verify(token, issuer, keysOf);
  checkTimes(payload, clock.now() / 1_000);
  const audience = audienceOf(payload);
  if (!provider.clientIds.includes(audience)) throw invalid("Incorrect token audience");
  const { sub: subject } = payload;
  if (subject === undefined) throw invalid("Missing a required claim: sub");
  const context = { [`${provider.url}:aud`]: audience, [`${provider.url}:sub`]: subject };
  return { provider, subject, audience, context };
}

function decoded(token: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch {
    throw invalid(
      "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
    );
  }
}

async function verify(token: string, issuer: string, keysOf: KeysOfIssuer): Promise<void> {
  const keys = await keysOf(issuer).catch((error: Error) => {
    throw new AwsError(
      "IDPCommunicationError",
      `Couldn't retrieve verification key from your identity provider, ${issuer}: ${error.message}`,
    );
  });
  await compactVerify(token, keys, { algorithms: ALGORITHMS }).catch(() => {
    throw invalid("Couldn't verify the token's signature with the keys of its issuer.");
  });
}

function checkTimes({ exp, iat }: JWTPayload, now: number): void {
  if (exp === undefined || iat === undefined) throw invalid("Missing a required claim: exp or iat");
  if (exp <= now)
    throw new AwsError(
      "ExpiredTokenException",
      `Token expired: current date/time ${Math.floor(now)} must be before the expiration date/time ${exp}`,
    );
  if (Math.floor(iat) > now) throw invalid("The token was issued in the future.");
}

/** Of a token for several, the one that it says was authorised. */
function audienceOf({ aud, azp }: JWTPayload): string {
  return typeof azp === "string" ? azp : ([aud].flat()[0] ?? "");
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidIdentityToken", message);
}
