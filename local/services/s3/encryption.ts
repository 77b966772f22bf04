import type { Principal } from "../../core/access.ts";
import { AwsError } from "../../core/errors.ts";
import type { Members } from "../../core/members.ts";
import type { Keys, KeyUse } from "../../core/ports.ts";
import type { Bucket } from "./bucket.ts";
import { accessDenied, invalidArgument, notImplemented } from "./errors.ts";
import type { ObjectEncryption } from "./model.ts";

const MANAGED_KEY = "alias/aws/s3";

/**
 * The keys that objects are encrypted with, each used on behalf of the caller.
 * Source: S3 User Guide, "Using server-side encryption with AWS KMS keys (SSE-KMS)".
 */
export class Encryption {
  readonly #keys: Keys;

  constructor(keys: Keys) {
    this.#keys = keys;
  }

  /** What a new object is encrypted with: what its request says, or its bucket's default. @throws {AwsError} */
  ofNew(principal: Principal, bucket: Bucket, key: string, input: Members): ObjectEncryption {
    const encryption = this.#asked(bucket, input);
    this.#use(principal, bucket, key, encryption, "kms:GenerateDataKey");
    return isOwn(encryption) ? { ...encryption, keyArn: this.#keys.resolve(encryption.keyArn) } : encryption;
  }

  /** @throws {AwsError} when the caller may not use the object's key. */
  requireAccess(principal: Principal, bucket: Bucket, key: string, encryption: ObjectEncryption): void {
    this.#use(principal, bucket, key, encryption, "kms:Decrypt");
  }

  #asked(bucket: Bucket, input: Members): ObjectEncryption {
    const { encryption } = bucket.settings;
    const algorithm = input.optionalText("ServerSideEncryption");
    const key = input.optionalText("SSEKMSKeyId");
    const bucketKeyEnabled = input.optionalBoolean("BucketKeyEnabled") ?? encryption.bucketKeyEnabled;
    if (algorithm === undefined && key === undefined) return { ...encryption, bucketKeyEnabled };
    if (algorithm === "AES256" && key === undefined) return { algorithm, bucketKeyEnabled: false };
    if (algorithm === "aws:kms:dsse") throw notImplemented(`the encryption ${algorithm}`);
    if (algorithm !== "aws:kms")
      throw invalidArgument(
        key === undefined
          ? "The encryption method specified is not supported"
          : "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms",
      );
    return { algorithm, bucketKeyEnabled, ...(key === undefined ? {} : { keyArn: key }) };
  }

  #use(
    principal: Principal,
    { arn }: Bucket,
    objectKey: string,
    encryption: ObjectEncryption,
    action: KeyUse["action"],
  ): void {
    if (!isOwn(encryption)) return;
    const encryptionContext = { "aws:s3:arn": encryption.bucketKeyEnabled ? arn : `${arn}/${objectKey}` };
    try {
      this.#keys.use(principal, { key: encryption.keyArn, action, via: "s3", encryptionContext });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.code === "AccessDeniedException") throw accessDenied(error.message);
      throw new AwsError(`KMS.${error.code}`, error.message);
    }
  }
}

/** Whether it is by a key of the account's own, which not everybody may use who may use the object. */
function isOwn(encryption: ObjectEncryption): encryption is ObjectEncryption & { readonly keyArn: string } {
  return encryption.keyArn !== undefined && !encryption.keyArn.endsWith(MANAGED_KEY);
}
