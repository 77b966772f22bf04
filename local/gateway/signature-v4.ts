import { createHmac, timingSafeEqual } from "node:crypto";
import { canonicalRequest, type SignedRequest, sha256 } from "./canonical-request.ts";

const ALGORITHM = "AWS4-HMAC-SHA256";
const UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

/** What a signed request says about itself, before anything is verified. */
export interface Signature {
  readonly accessKeyId: string;
  /** `20261231`, as in the credential scope. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `20261231T235959Z`. */
  readonly timestamp: string;
  /** Milliseconds since the epoch. */
  readonly signedAt: number;
  readonly sessionToken: string | undefined;
  /** Set for a presigned URL. */
  readonly expiresSeconds: number | undefined;
}

/** A signature that lacks a part, or has one that cannot be read. */
export class IncompleteSignature extends Error {}

/** The signature of a request, from its header or its query; undefined when it has none. @throws {IncompleteSignature} */
export function readSignature(request: SignedRequest): Signature | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined)
    return authorization.startsWith("AWS4-") ? fromHeader(request, authorization) : undefined;
  return request.url.includes("X-Amz-Algorithm=") ? fromQuery(request.url) : undefined;
}

function fromHeader(request: SignedRequest, authorization: string): Signature {
  const space = authorization.indexOf(" ");
  checkAlgorithm(authorization.slice(0, space));
  const fields = new Map<string, string>();
  for (const field of authorization.slice(space + 1).split(",")) {
    const equals = field.indexOf("=");
    if (equals > 0) fields.set(field.slice(0, equals).trim(), field.slice(equals + 1).trim());
  }
  const timestamp = single(request.headers["x-amz-date"]);
  return assemble({
    credential: fields.get("Credential"),
    signedHeaders: fields.get("SignedHeaders"),
    signature: fields.get("Signature"),
    timestamp,
    sessionToken: single(request.headers["x-amz-security-token"]),
    expires: undefined,
  });
}

function fromQuery(url: string): Signature {
  const query = new URLSearchParams(url.slice(url.indexOf("?") + 1));
  checkAlgorithm(query.get("X-Amz-Algorithm") ?? "");
  return assemble({
    credential: query.get("X-Amz-Credential") ?? undefined,
    signedHeaders: query.get("X-Amz-SignedHeaders") ?? undefined,
    signature: query.get("X-Amz-Signature") ?? undefined,
    timestamp: query.get("X-Amz-Date") ?? undefined,
    sessionToken: query.get("X-Amz-Security-Token") ?? undefined,
    expires: query.get("X-Amz-Expires") ?? "",
  });
}

interface Parts {
  readonly credential: string | undefined;
  readonly signedHeaders: string | undefined;
  readonly signature: string | undefined;
  readonly timestamp: string | undefined;
  readonly sessionToken: string | undefined;
  readonly expires: string | undefined;
}

const MAX_PRESIGNED_SECONDS = 604_800;

function assemble(parts: Parts): Signature {
  const credential = required(parts.credential, "Credential").split("/");
  const [accessKeyId = "", date = "", region = "", service = "", terminator] = credential;
  if (credential.length !== 5 || terminator !== "aws4_request")
    throw new IncompleteSignature(
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${parts.credential}'`,
    );
  const timestamp = required(parts.timestamp, "X-Amz-Date");
  const expiresSeconds = parts.expires === undefined ? undefined : Number(parts.expires);
  if (expiresSeconds !== undefined && !(expiresSeconds >= 1 && expiresSeconds <= MAX_PRESIGNED_SECONDS))
    throw new IncompleteSignature(
      `X-Amz-Expires must be between 1 and ${MAX_PRESIGNED_SECONDS}, got '${parts.expires}'`,
    );
  const signedHeaders = required(parts.signedHeaders, "SignedHeaders").split(";");
  if (!signedHeaders.includes("host"))
    throw new IncompleteSignature("'Host' must be a 'SignedHeader' in the AWS Authorization.");
  return {
    accessKeyId,
    date,
    region,
    service,
    signedHeaders,
    signature: required(parts.signature, "Signature"),
    timestamp,
    signedAt: parseTimestamp(timestamp, date),
    sessionToken: parts.sessionToken,
    expiresSeconds,
  };
}

function parseTimestamp(timestamp: string, date: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp);
  if (parts === null)
    throw new IncompleteSignature(
      `Date must be in ISO-8601 'basic format'. Got '${timestamp}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  if (!timestamp.startsWith(date))
    throw new IncompleteSignature(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${timestamp.slice(0, 8)}', from '${timestamp}'.`,
    );
  const [, year, month, day, hour, minute, second] = parts.map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
}

function checkAlgorithm(algorithm: string): void {
  if (algorithm !== ALGORITHM) throw new IncompleteSignature(`Unsupported AWS 'algorithm': '${algorithm}'.`);
}

function required(value: string | undefined, name: string): string {
  if (value === undefined || value === "")
    throw new IncompleteSignature(`Authorization header requires '${name}' parameter.`);
  return value;
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** Signing keys by credential scope; deriving one costs four HMACs. */
export class SigningKeys {
  readonly #keys = new Map<string, Buffer>();

  /** Whether the request was signed with the secret, unchanged since. */
  verify(request: SignedRequest, signature: Signature, secretAccessKey: string): boolean {
    const canonical = canonicalRequest(request, {
      service: signature.service,
      signedHeaders: signature.signedHeaders,
      payloadHash: payloadHash(request, signature),
      ...(signature.expiresSeconds === undefined ? {} : { omitQuery: "X-Amz-Signature" }),
    });
    const scope = `${signature.date}/${signature.region}/${signature.service}/aws4_request`;
    const stringToSign = `${ALGORITHM}\n${signature.timestamp}\n${scope}\n${sha256(canonical)}`;
    const expected = hmac(this.#key(signature, secretAccessKey, scope), stringToSign);
    const given = Buffer.from(signature.signature, "hex");
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  #key(signature: Signature, secret: string, scope: string): Buffer {
    const id = `${signature.accessKeyId}/${scope}`;
    let key = this.#keys.get(id);
    if (key === undefined) {
      if (this.#keys.size >= MAX_KEYS) this.#keys.clear();
      key = [signature.date, signature.region, signature.service, "aws4_request"].reduce<Buffer>(
        (derived, part) => hmac(derived, part),
        Buffer.from(`AWS4${secret}`),
      );
      this.#keys.set(id, key);
    }
    return key;
  }
}

const MAX_KEYS = 1_000;

function hmac(key: Buffer, data: string): Buffer {
  return createHmac("sha256", key).update(data).digest();
}

/** S3 signs what the client declares; every other service the body as it arrived. */
function payloadHash(request: SignedRequest, signature: Signature): string {
  const declared = single(request.headers["x-amz-content-sha256"]);
  if (declared === UNSIGNED_PAYLOAD) return UNSIGNED_PAYLOAD;
  if (signature.service === "s3") {
    if (declared !== undefined) return declared;
    if (signature.expiresSeconds !== undefined) return UNSIGNED_PAYLOAD;
  }
  return bodyHash(request);
}

/** Whether what is signed in place of the body says one of the things that S3 knows: anything else would leave it open. */
export function namesItsBody({ headers }: SignedRequest): boolean {
  const declared = single(headers["x-amz-content-sha256"]);
  return (
    declared === undefined || declared === UNSIGNED_PAYLOAD || /^(STREAMING-.*|[\da-f]{64})$/.test(declared)
  );
}

/** Whether a request has another body than the digest that was signed in its place. */
export function hasOtherBody(request: SignedRequest): boolean {
  const declared = single(request.headers["x-amz-content-sha256"]);
  return declared !== undefined && /^[\da-f]{64}$/.test(declared) && declared !== bodyHash(request);
}

function bodyHash({ body, file }: SignedRequest): string {
  return file?.sha256 ?? sha256(body);
}
