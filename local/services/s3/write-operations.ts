import type { Access, Principal } from "../../core/access.ts";
import { AwsError } from "../../core/errors.ts";
import type { Members } from "../../core/members.ts";
import type { Call } from "../../core/service.ts";
import type { Bucket } from "./bucket.ts";
import { algorithmNamed, checksumOf, describeChecksum, verifiedChecksum } from "./checksums.ts";
import { invalidArgument, invalidRequest } from "./errors.ts";
import type { ObjectContent } from "./model.ts";
import {
  bytesFor,
  describeVersion,
  etagOf,
  headersIn,
  metadataIn,
  refuseUnhonoured,
  tagsIn,
} from "./object-members.ts";
import { bucketIn, type Engine, keyIn, type Operations, objectAccess, operation } from "./operations.ts";
import { checkCopyConditions, checkWriteConditions } from "./preconditions.ts";
import { readableVersion } from "./read-operations.ts";
import { requestedTags } from "./tag-operations.ts";

/** What puts an object into a bucket. */
export function writeOperations(engine: Engine): Operations {
  const { clock, encryption } = engine;
  return {
    PutObject: operation(
      (input, { principal }) => accessToPut(engine, input, principal),
      (input, call) => {
        const bucket = bucketIn(engine, input);
        const key = keyIn(input);
        refuseUnhonoured(bucket, input);
        checkWriteConditions(input, bucket.current(key));
        const body = input.value("Body") as Buffer;
        const checksum = verifiedChecksum(input, body);
        const encrypted = encryption.ofNew(call.principal, bucket, key, input);
        const content: ObjectContent = {
          body,
          etag: etagOf(encrypted, body, bytesFor(call)),
          headers: headersIn(input),
          metadata: metadataIn(input),
          encryption: encrypted,
          checksum,
          tags: tagsIn(input),
        };
        const version = bucket.put(key, content, clock.now(), bytesFor(call));
        return { ...describeVersion(bucket, version), ...describeChecksum(checksum) };
      },
    ),
    CopyObject: operation(
      (input, { principal }) => {
        const { bucket, key, versionId } = sourceIn(engine, input);
        const suffix = versionId === undefined ? "" : "Version";
        const tagged = Object.keys(bucket.current(key)?.content?.tags ?? {}).length > 0;
        return [
          objectAccess(bucket, `s3:GetObject${suffix}`, key, input, principal),
          ...(tagged && input.optionalText("TaggingDirective") !== "REPLACE"
            ? [
                objectAccess(bucket, `s3:GetObject${suffix}Tagging`, key, input, principal),
                objectAccess(bucketIn(engine, input), "s3:PutObjectTagging", keyIn(input), input, principal),
              ]
            : []),
          ...accessToPut(engine, input, principal),
        ];
      },
      (input, call) => {
        const source = sourceIn(engine, input);
        const bucket = bucketIn(engine, input);
        const key = keyIn(input);
        refuseUnhonoured(bucket, input);
        const original = readableVersion(engine, source, input, call);
        checkCopyConditions(input, original);
        checkWriteConditions(input, bucket.current(key));
        const content = copied(engine, original.content, { bucket, key, input, call });
        if (isSame(source, { bucket, key }) && changesNothing(original.content, content, input))
          throw invalidRequest(
            "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
          );
        const version = bucket.put(key, content, clock.now());
        const { ETag, ...rest } = describeVersion(bucket, version);
        const isVersioned = source.bucket.settings.versioning !== undefined;
        return {
          ...rest,
          ...(isVersioned && { CopySourceVersionId: original.versionId }),
          CopyObjectResult: {
            ETag,
            LastModified: new Date(version.lastModified),
            ...describeChecksum(content.checksum),
          },
        };
      },
    ),
  };
}

/** Tags in the same request need a permission of their own. */
function accessToPut(engine: Engine, input: Members, principal: Principal): readonly Access[] {
  const tags = tagsIn(input);
  const access = objectAccess(bucketIn(engine, input), "s3:PutObject", keyIn(input), input, principal);
  const put = { ...access, context: { ...access.context, ...requestedTags(tags) } };
  return Object.keys(tags).length === 0 ? [put] : [put, { ...put, action: "s3:PutObjectTagging" }];
}

interface Place {
  readonly bucket: Bucket;
  readonly key: string;
}

function copied(
  { encryption }: Engine,
  original: ObjectContent,
  { bucket, key, input, call }: Place & { readonly input: Members; readonly call: Call },
): ObjectContent {
  const encrypted = encryption.ofNew(call.principal, bucket, key, input);
  const algorithm = input.optionalText("ChecksumAlgorithm");
  const named = algorithm === undefined ? original.checksum.algorithm : algorithmNamed(algorithm);
  return {
    ...original,
    ...(replaces(input, "MetadataDirective") && { headers: headersIn(input), metadata: metadataIn(input) }),
    ...(replaces(input, "TaggingDirective") && { tags: tagsIn(input) }),
    encryption: encrypted,
    etag: etagOf(encrypted, original.body, bytesFor(call)),
    checksum: { algorithm: named, value: checksumOf(named, original.body) },
  };
}

/** @throws {AwsError} `InvalidArgument` */
function replaces(input: Members, directive: "MetadataDirective" | "TaggingDirective"): boolean {
  const value = input.optionalText(directive) ?? "COPY";
  if (value !== "COPY" && value !== "REPLACE")
    throw invalidArgument(`Unknown ${directive === "MetadataDirective" ? "metadata" : "tagging"} directive.`);
  return value === "REPLACE";
}

function isSame(source: Place & { readonly versionId: string | undefined }, { bucket, key }: Place): boolean {
  return source.bucket === bucket && source.key === key && source.versionId === undefined;
}

function changesNothing(original: ObjectContent, content: ObjectContent, input: Members): boolean {
  const asks = ["MetadataDirective", "ServerSideEncryption", "SSEKMSKeyId", "StorageClass"];
  return (
    original.headers === content.headers && asks.slice(1).every((name) => input.value(name) === undefined)
  );
}

/** @throws {AwsError} `InvalidArgument`, `NoSuchBucket` */
function sourceIn({ buckets }: Engine, input: Members) {
  const [path = "", query] = input.text("CopySource").split("?", 2);
  const versionId = new URLSearchParams(query).get("versionId") ?? undefined;
  const [bucketName = "", ...key] = decoded(path).replace(/^\//, "").split("/");
  if (key.length === 0 || key.join("/") === "")
    throw invalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
  return { bucket: buckets.require(bucketName), key: key.join("/"), versionId };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new AwsError("InvalidArgument", "Invalid copy source encoding.");
  }
}
