import type { Access, Principal } from "../../core/access.ts";
import { AwsError } from "../../core/errors.ts";
import type { Members } from "../../core/members.ts";
import type { SpooledBody } from "../../gateway/spooled-body.ts";
import type { Bodies, Body } from "./bodies.ts";
import { algorithmNamed, type Checksum, type ChecksumAlgorithm, describeChecksum } from "./checksums.ts";
import { digestsOf, verifiedDigests } from "./digests.ts";
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
  const { clock, encryption, bodies } = engine;
  return {
    PutObject: operation(
      (input, { principal }) => accessToPut(engine, input, principal),
      (input, call) =>
        received(bodies, input, async (body) => {
          const { md5, checksum } = await verifiedDigests(input, body);
          const bucket = bucketIn(engine, input);
          const key = keyIn(input);
          refuseUnhonoured(bucket, input);
          checkWriteConditions(input, bucket.current(key));
          const encrypted = encryption.ofNew(call.principal, bucket, key, input);
          const content: ObjectContent = {
            body,
            etag: etagOf(encrypted, md5, bytesFor(call)),
            headers: headersIn(input),
            metadata: metadataIn(input),
            encryption: encrypted,
            checksum,
            tags: tagsIn(input),
          };
          const version = bucket.put(key, content, clock.now(), bytesFor(call));
          const { VersionId, ...described } = describeVersion(bucket, version);
          // The version without an id is told to whoever reads it only.
          const id = VersionId !== "null" && { VersionId };
          return { ...described, ...id, ...describeChecksum(checksum) };
        }),
    ),
    CopyObject: operation(
      (input, { principal }) => [
        ...accessToCopy(engine, input, principal),
        ...accessToPut(engine, input, principal),
      ],
      async (input, call) => {
        const source = sourceIn(engine, input);
        refuseUnhonoured(bucketIn(engine, input), input);
        const original = readableVersion(engine, source, input, call);
        checkCopyConditions(input, original);
        if (changesNothing(input) && isSame(source, input))
          throw invalidRequest(
            "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
          );
        const { parts: _, ...copied } = original.content;
        const digests = await digestsOf(copied.body, algorithmIn(input, copied.checksum));
        return await kept(await bodies.copy(copied.body), (body) => {
          const bucket = bucketIn(engine, input);
          const key = keyIn(input);
          checkWriteConditions(input, bucket.current(key));
          const encrypted = encryption.ofNew(call.principal, bucket, key, input);
          const content: ObjectContent = {
            ...copied,
            body,
            ...(replaces(input, "MetadataDirective") && {
              headers: headersIn(input),
              metadata: metadataIn(input),
            }),
            ...(replaces(input, "TaggingDirective") && { tags: tagsIn(input) }),
            encryption: encrypted,
            etag: etagOf(encrypted, digests.md5, bytesFor(call)),
            checksum: digests.checksum,
          };
          const version = bucket.put(key, content, clock.now());
          const { ETag, ...rest } = describeVersion(bucket, version);
          return {
            ...rest,
            ...(original.versionId !== "null" && { CopySourceVersionId: original.versionId }),
            CopyObjectResult: {
              ETag,
              LastModified: new Date(version.lastModified),
              ...describeChecksum(content.checksum),
            },
          };
        });
      },
    ),
  };
}

/** Makes use of the body of a request. */
export async function received<Answer>(
  bodies: Bodies,
  input: Members,
  use: (body: Body) => Answer | Promise<Answer>,
): Promise<Answer> {
  return await kept(await bodies.store(input.value("Body") as Buffer | SpooledBody), use);
}

/** Makes use of a body that nothing else has yet. Where that fails, nothing is left of it. */
export async function kept<Answer>(
  body: Body,
  use: (body: Body) => Answer | Promise<Answer>,
): Promise<Answer> {
  try {
    return await use(body);
  } catch (error) {
    body.discard();
    throw error;
  }
}

/** What a copy needs of its source. Where its tags come along, they are read, and written, as well. */
function accessToCopy(engine: Engine, input: Members, principal: Principal): readonly Access[] {
  const { bucket, key, versionId } = sourceIn(engine, input);
  const suffix = versionId === undefined ? "" : "Version";
  const read = objectAccess(bucket, `s3:GetObject${suffix}`, key, input, principal);
  const hasTags = Object.keys(bucket.current(key)?.content?.tags ?? {}).length > 0;
  if (!hasTags || replaces(input, "TaggingDirective")) return [read];
  return [
    read,
    objectAccess(bucket, `s3:GetObject${suffix}Tagging`, key, input, principal),
    objectAccess(bucketIn(engine, input), "s3:PutObjectTagging", keyIn(input), input, principal),
  ];
}

/** Tags in the same request need a permission of their own. */
export function accessToPut(engine: Engine, input: Members, principal: Principal): readonly Access[] {
  const tags = tagsIn(input);
  const access = objectAccess(bucketIn(engine, input), "s3:PutObject", keyIn(input), input, principal);
  const put = { ...access, context: { ...access.context, ...requestedTags(tags) } };
  return Object.keys(tags).length === 0 ? [put] : [put, { ...put, action: "s3:PutObjectTagging" }];
}

function algorithmIn(input: Members, { algorithm }: Checksum): ChecksumAlgorithm {
  const named = input.optionalText("ChecksumAlgorithm");
  return named === undefined ? algorithm : algorithmNamed(named);
}

/** @throws {AwsError} `InvalidArgument` */
function replaces(input: Members, directive: "MetadataDirective" | "TaggingDirective"): boolean {
  const value = input.optionalText(directive) ?? "COPY";
  if (value !== "COPY" && value !== "REPLACE")
    throw invalidArgument(`Unknown ${directive === "MetadataDirective" ? "metadata" : "tagging"} directive.`);
  return value === "REPLACE";
}

function isSame({ bucket, key, versionId }: ReturnType<typeof sourceIn>, input: Members): boolean {
  return bucket.name === input.text("Bucket") && key === keyIn(input) && versionId === undefined;
}

/** Whether a copy would be what it is a copy of. */
function changesNothing(input: Members): boolean {
  const asked = ["ServerSideEncryption", "SSEKMSKeyId", "StorageClass"];
  return !replaces(input, "MetadataDirective") && asked.every((name) => input.value(name) === undefined);
}

/** @throws {AwsError} `InvalidArgument`, `NoSuchBucket` */
export function sourceIn({ buckets }: Engine, input: Members) {
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
