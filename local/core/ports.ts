/**
 * What services of the local cloud ask of one another. Each port is implemented by the service it is
 * named for, and everything else depends on the port only.
 */
import type { Principal, SessionSettings } from "./access.ts";

/** CloudWatch's side of a metric. */
export interface MetricDatum {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  readonly unit?: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
}

export interface MetricSink {
  put(datum: MetricDatum): void;
}

/** One use of a customer-managed key by a service on behalf of a principal. */
export interface KeyUse {
  /** ARN, id or alias of the key. */
  readonly key: string;
  readonly action:
    | "kms:Decrypt"
    | "kms:Encrypt"
    | "kms:GenerateDataKey"
    | "kms:DescribeKey"
    | "kms:CreateGrant";
  /** The service that uses the key for the principal, for example `sqs`. */
  readonly via: string;
  readonly encryptionContext?: Readonly<Record<string, string>>;
}

export interface Keys {
  /**
   * @throws {AwsError} `AccessDeniedException` when key policy and identity policy do not allow it, `NotFoundException`,
   * `DisabledException`, `KMSInvalidStateException` (pending deletion).
   */
  use(principal: Principal, use: KeyUse): void;
  /** The key's ARN. @throws {AwsError} `NotFoundException` */
  resolve(key: string): string;
}

/** For a service that keeps what the key encrypts, and not only asks whether the caller may use it. */
export interface KeyCipher extends Keys {
  /** @throws {AwsError} as `use` */
  encrypt(principal: Principal, use: KeyUse, plaintext: Buffer): Buffer;
  /**
   * With the key that the ciphertext names.
   * @throws {AwsError} as `use` for `kms:Decrypt`, `InvalidCiphertextException`
   */
  decrypt(principal: Principal, use: Omit<KeyUse, "key" | "action">, ciphertext: Buffer): Buffer;
}

/** Temporary credentials of a role. */
export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the epoch. */
  readonly expiration: number;
  readonly principal: Extract<Principal, { kind: "session" }>;
}

/** What a caller may ask of a session beyond its name. */
export interface SessionRequest extends Partial<SessionSettings> {
  readonly externalId?: string;
}

export interface RoleSessions {
  /** @throws {AwsError} `AccessDenied` when the role's trust policy does not let `caller` in. */
  assume(
    roleArn: string,
    caller: Principal,
    sessionName: string,
    durationSeconds: number,
    request?: SessionRequest,
  ): Session;
  /** @throws {AwsError} `NoSuchEntity` */
  requireRole(roleArn: string): { readonly arn: string; readonly name: string };
  /** The principal that a call would have in a session of the role; for checks at creation. */
  principalOf(roleArn: string, sessionName: string): Extract<Principal, { kind: "session" }>;
}

export interface FunctionInvocation {
  readonly functionArn: string;
  /** The event as JSON. */
  readonly payload: string;
  readonly principal: Principal;
  /** The ARN of the resource a service invokes for; `aws:SourceArn` of the permission. */
  readonly sourceArn?: string;
  /** `Root=1-…;Parent=…;Sampled=1`; made anew where absent. */
  readonly traceHeader?: string;
}

export interface FunctionResult {
  /** Set when the function threw, timed out, ran out of memory or exited. */
  readonly functionError?: "Unhandled";
  /** The answer, or the error object, as JSON. */
  readonly payload: string;
  readonly requestId: string;
}

export interface FunctionInvoker {
  /** Runs a function and waits for its answer. @throws {AwsError} `AccessDeniedException`, `ResourceNotFoundException`, `TooManyRequestsException`, `RequestEntityTooLargeException` */
  invoke(invocation: FunctionInvocation): Promise<FunctionResult>;
  /** @throws {AwsError} `ResourceNotFoundException` */
  requireFunction(functionArn: string): { readonly arn: string; readonly timeoutSeconds: number };
}

/** Lambda as services use it that hand an event over and do not wait for the function's answer. */
export interface EventInvoker {
  /** Invocation type `Event`. @throws {AwsError} `AccessDeniedException`, `ResourceNotFoundException`, `RequestEntityTooLargeException` */
  invokeEvent(invocation: FunctionInvocation): { readonly requestId: string };
  /** @throws {AwsError} `ResourceNotFoundException` */
  requireFunction(functionArn: string): { readonly arn: string };
}

/** A JSON Web Key Set, as an issuer publishes it. */
export interface JsonWebKeySet {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

/** Issuers of tokens that live on the local cloud. */
export interface TokenIssuers {
  /** The keys of an issuer such as `https://cognito-idp.REGION.amazonaws.com/POOL`, or undefined when it is not one of ours. */
  keySet(issuer: string): JsonWebKeySet | undefined;
}
