import { randomBytes } from "node:crypto";
import { AwsError } from "../../core/errors.ts";
import { identityBytes } from "../../core/identity.ts";
import type { Members } from "../../core/members.ts";
import type { Call } from "../../core/service.ts";
import type { Bucket, RandomBytes } from "./bucket.ts";
import { refuseAcls } from "./bucket-operations.ts";
import { invalidRequest, notImplemented, refuseMembers } from "./errors.ts";
import type { ObjectEncryption, ObjectHeaders, ObjectVersion } from "./model.ts";
import { readQueryTags } from "./tags.ts";

const HEADERS: readonly (keyof ObjectHeaders)[] = [
  "ContentType",
  "CacheControl",
  "ContentDisposition",
  "ContentEncoding",
  "ContentLanguage",
  "Expires",
];
const DEFAULT_CONTENT_TYPE = "binary/octet-stream";
const MAX_METADATA_BYTES = 2_048;

/** What S3 knows of an object, and the local cloud would not honour. @throws {AwsError} `NotImplemented` */
export function refuseUnhonoured(bucket: Bucket, input: Members): void {
  refuseAcls(input, bucket.settings.ownership);
  const storageClass = input.optionalText("StorageClass") ?? "STANDARD";
  if (storageClass !== "STANDARD") throw notImplemented(`the storage class ${storageClass}`);
  refuseMembers(
    input,
    "ObjectLockMode",
    "ObjectLockRetainUntilDate",
    "ObjectLockLegalHoldStatus",
    "WebsiteRedirectLocation",
    "SSECustomerAlgorithm",
    "SSEKMSEncryptionContext",
    "WriteOffsetBytes",
  );
}

/** Without the encoding that a client used for the way here only. */
export function headersIn(input: Members): ObjectHeaders {
  const given = HEADERS.map((name) => [name, input.optionalText(name)] as const);
  const { ContentEncoding, ...headers } = Object.fromEntries(
    given.filter(([, value]) => value !== undefined && value !== ""),
  );
  const encodings = ContentEncoding?.split(",").map((encoding) => encoding.trim());
  const lasting = encodings?.filter((encoding) => encoding !== "aws-chunked").join(",");
  return { ContentType: DEFAULT_CONTENT_TYPE, ...headers, ...(lasting && { ContentEncoding: lasting }) };
}

/** @throws {AwsError} `MetadataTooLarge` */
export function metadataIn(input: Members): Readonly<Record<string, string>> {
  const metadata = input.optionalTextMap("Metadata") ?? {};
  const size = Object.entries(metadata).reduce(
    (total, entry) => total + Buffer.byteLength(entry.join("")),
    0,
  );
  if (size > MAX_METADATA_BYTES)
    throw new AwsError("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size");
  return metadata;
}

/** The tags in a header, which are written like a query. @throws {AwsError} `InvalidTag`, `InvalidArgument` */
export function tagsIn(input: Members): Readonly<Record<string, string>> {
  return readQueryTags(input.optionalText("Tagging") ?? "");
}

/** A digest of the content for AWS's own key, of nothing one knows for KMS. */
export function etagOf({ algorithm }: ObjectEncryption, md5: string, bytes: RandomBytes): string {
  return algorithm === "AES256" ? md5 : bytes(16).toString("hex");
}

/** What a deployment makes, which no access key signs, it makes again as it was. */
export function bytesFor({ accessKeyId }: Call): RandomBytes {
  return accessKeyId === undefined ? identityBytes : randomBytes;
}

/** What every answer about a version says. */
export function describeVersion(bucket: Bucket, { versionId, content }: ObjectVersion) {
  if (content === undefined) throw invalidRequest("A delete marker has no content.");
  return {
    ETag: `"${content.etag}"`,
    ...describeEncryption(content.encryption),
    ...(bucket.settings.versioning !== undefined && { VersionId: versionId }),
  };
}

export function describeEncryption({ algorithm, keyArn, bucketKeyEnabled }: ObjectEncryption) {
  return {
    ServerSideEncryption: algorithm,
    ...(algorithm === "aws:kms" && {
      SSEKMSKeyId: keyArn,
      ...(bucketKeyEnabled && { BucketKeyEnabled: true }),
    }),
  };
}
