import type { Access, Authorizer, PolicyValue, Principal } from "../../core/access.ts";
import type { Account } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import { type Members, operationsOf } from "../../core/members.ts";
import type { RoleSessions } from "../../core/ports.ts";
import type { Call, Operation } from "../../core/service.ts";
import type { Bodies } from "./bodies.ts";
import type { Bucket } from "./bucket.ts";
import { isPublic } from "./bucket-policy.ts";
import type { Buckets } from "./buckets.ts";
import type { Encryption } from "./encryption.ts";
import { accessDenied, s3Error } from "./errors.ts";

export interface Engine {
  readonly account: Account;
  readonly clock: Clock;
  readonly buckets: Buckets;
  readonly bodies: Bodies;
  readonly encryption: Encryption;
  /** Decides on what a call does beyond its own action, and knows which roles a bucket policy may name. */
  readonly iam: Authorizer & Pick<RoleSessions, "requireRole">;
}

export type Operations = Readonly<Record<string, Operation<unknown>>>;

export const operation = operationsOf(
  (name) => new AwsError("InvalidRequest", `Missing required parameter for this request: ${name}`),
);

/** Request parameters that are condition keys. Source: Service Authorization Reference, "Amazon S3". */
const CONDITION_KEYS: Readonly<Record<string, string>> = {
  Prefix: "s3:prefix",
  Delimiter: "s3:delimiter",
  MaxKeys: "s3:max-keys",
  VersionId: "s3:VersionId",
  ServerSideEncryption: "s3:x-amz-server-side-encryption",
  SSEKMSKeyId: "s3:x-amz-server-side-encryption-aws-kms-key-id",
  StorageClass: "s3:x-amz-storage-class",
  CopySource: "s3:x-amz-copy-source",
  MetadataDirective: "s3:x-amz-metadata-directive",
  IfMatch: "s3:if-match",
  IfNoneMatch: "s3:if-none-match",
  ACL: "s3:x-amz-acl",
  ObjectOwnership: "s3:x-amz-object-ownership",
  ContentSha256: "s3:x-amz-content-sha256",
};

/** What the account itself may do whatever the bucket's policy says, so that nobody locks it out. */
const NEVER_LOCKED = ["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"];

export function bucketAccess(bucket: Bucket, action: string, input: Members, principal: Principal): Access {
  return accessTo(bucket, action, bucket.arn, principal, conditions(input));
}

export function objectAccess(
  bucket: Bucket,
  action: string,
  key: string,
  input: Members,
  principal: Principal,
): Access {
  const tags = bucket.current(key)?.content?.tags ?? {};
  const existing = Object.entries(tags).map(([tag, value]) => [`s3:ExistingObjectTag/${tag}`, value]);
  const context = { ...conditions(input), ...Object.fromEntries(existing) };
  return accessTo(bucket, action, `${bucket.arn}/${key}`, principal, context);
}

function accessTo(
  bucket: Bucket,
  action: string,
  resource: string,
  principal: Principal,
  context: Readonly<Record<string, PolicyValue>>,
): Access {
  const { policy, publicAccessBlock } = bucket.settings;
  const restricted = publicAccessBlock?.RestrictPublicBuckets === true && principal.kind === "anonymous";
  const exempt = principal.kind === "root" && NEVER_LOCKED.includes(action);
  const applies = policy !== undefined && !exempt && !(restricted && isPublic(policy.document));
  return { action, resource, context, ...(applies && { resourcePolicy: policy.document }) };
}

/** The condition keys of a request. */
export function conditions(input: Members): Readonly<Record<string, PolicyValue>> {
  const context: Record<string, PolicyValue> = {};
  for (const [member, key] of Object.entries(CONDITION_KEYS)) {
    const value = input.value(member);
    if (typeof value === "string") context[key] = value;
  }
  return context;
}

/** The bucket of a call. @throws {AwsError} `NoSuchBucket`; `AccessDenied` where it is not whose the caller expects. */
export function bucketIn({ account, buckets }: Engine, input: Members): Bucket {
  const bucket = buckets.require(input.text("Bucket"));
  const owner = input.optionalText("ExpectedBucketOwner");
  if (owner !== undefined && owner !== account.accountId) throw accessDenied();
  return bucket;
}

export function onBucket(engine: Engine, action: string) {
  return (input: Members, { principal }: Call): readonly Access[] => [
    bucketAccess(bucketIn(engine, input), action, input, principal),
  ];
}

export function onObject(engine: Engine, action: string, actionOnVersion = action) {
  return (input: Members, { principal }: Call): readonly Access[] => {
    const versioned = input.optionalText("VersionId") !== undefined;
    const bucket = bucketIn(engine, input);
    return [objectAccess(bucket, versioned ? actionOnVersion : action, keyIn(input), input, principal)];
  };
}

const MAX_KEY_BYTES = 1_024;

/** @throws {AwsError} `KeyTooLongError` */
export function keyIn(input: Members): string {
  const key = input.text("Key");
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw s3Error("KeyTooLongError");
  return key;
}
