import type { Principal } from "../core/access.ts";
import type { Account } from "../core/account.ts";
import type { Clock } from "../core/clock.ts";
import { AwsError } from "../core/errors.ts";
import type { Credentials } from "../iam/credentials.ts";
import type { SignedRequest } from "./canonical-request.ts";
import { GLOBAL_REGION, GLOBAL_SERVICES } from "./service-traits.ts";
import {
  hasOtherBody,
  IncompleteSignature,
  namesItsBody,
  readSignature,
  type Signature,
  SigningKeys,
} from "./signature-v4.ts";

/** Where access keys are looked up; expired ones included. */
export interface CredentialSource {
  credentials(accessKeyId: string): Credentials | undefined;
}

const SKEW_MS = 15 * 60_000;

/**
 * Verifies Signature Version 4, in the header or in a presigned URL. A client's own clock keeps real time when the
 * local one has been advanced, so a signature is current if it is by either of them; temporary credentials expire by
 * the local clock. The codes are those of the JSON protocols.
 */
export class Authentication {
  readonly #account: Account;
  readonly #clock: Clock;
  readonly #source: CredentialSource;
  readonly #keys = new SigningKeys();

  constructor(options: { readonly account: Account; readonly clock: Clock; readonly iam: CredentialSource }) {
    this.#account = options.account;
    this.#clock = options.clock;
    this.#source = options.iam;
  }

  /** The signature as the request states it; undefined when it is not signed. @throws {AwsError} */
  read(request: SignedRequest): Signature | undefined {
    try {
      return readSignature(request);
    } catch (error) {
      if (error instanceof IncompleteSignature)
        throw new AwsError("IncompleteSignatureException", error.message);
      throw error;
    }
  }

  /** Who signed the request. @throws {AwsError} */
  verify(request: SignedRequest, signature: Signature): Principal {
    const credentials = this.#source.credentials(signature.accessKeyId);
    if (credentials === undefined || credentials.sessionToken !== signature.sessionToken)
      throw new AwsError(
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
      );
    if (!this.#keys.verify(request, signature, credentials.secretAccessKey))
      throw invalidSignature(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
      );
    if (signature.service === "s3" && !namesItsBody(request))
      throw new AwsError(
        "InvalidArgument",
        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER or a valid sha256 value.",
      );
    if (signature.service === "s3" && hasOtherBody(request))
      throw new AwsError(
        "XAmzContentSHA256Mismatch",
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
      );
    if (!this.#isRegion(signature))
      throw invalidSignature(
        `Credential should be scoped to a valid region, not '${signature.region}'. The local cloud is in '${this.#account.region}'.`,
      );
    this.#checkTime(signature);
    if (credentials.expiration !== undefined && credentials.expiration <= this.#clock.now())
      throw new AwsError("ExpiredTokenException", "The security token included in the request is expired");
    return credentials.principal;
  }

  #isRegion({ region, service }: Signature): boolean {
    return region === this.#account.region || (region === GLOBAL_REGION && GLOBAL_SERVICES.has(service));
  }

  #checkTime(signature: Signature): void {
    const age = Date.now() - signature.signedAt;
    const localAge = age + this.#clock.offset;
    const latest = signature.expiresSeconds === undefined ? SKEW_MS : signature.expiresSeconds * 1000;
    const current = (elapsed: number) => elapsed >= -SKEW_MS && elapsed <= latest;
    if (current(age) || current(localAge)) return;
    const now = basicFormat(Date.now());
    throw invalidSignature(
      age < 0
        ? `Signature not yet current: ${signature.timestamp} is still later than ${basicFormat(Date.now() + SKEW_MS)} (${now} + 15 min.)`
        : `Signature expired: ${signature.timestamp} is now earlier than ${basicFormat(Date.now() - latest)} (${now} - ${latest / 60_000} min.)`,
    );
  }
}

function invalidSignature(message: string): AwsError {
  return new AwsError("InvalidSignatureException", message);
}

function basicFormat(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}
