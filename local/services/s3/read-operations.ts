import { AwsError } from "../../core/errors.ts";
import type { Members } from "../../core/members.ts";
import type { Call } from "../../core/service.ts";
import type { Bucket } from "./bucket.ts";
import { describeChecksum } from "./checksums.ts";
import { accessDenied, invalidRequest, isDeleteMarker, refuseMembers, s3Error } from "./errors.ts";
import type { ObjectContent, ObjectVersion } from "./model.ts";
import { describeVersion } from "./object-members.ts";
import {
  bucketAccess,
  bucketIn,
  type Engine,
  keyIn,
  type Operations,
  onObject,
  operation,
} from "./operations.ts";
import { checkReadConditions } from "./preconditions.ts";
import { byteRange } from "./range.ts";

/** What an object is, and what is in it. */
export function readOperations(engine: Engine): Operations {
  const get = (input: Members, call: Call) => {
    refuseMembers(input, "SSECustomerAlgorithm");
    const bucket = bucketIn(engine, input);
    const place = { bucket, key: keyIn(input), versionId: input.optionalText("VersionId") };
    const version = readableVersion(engine, place, input, call);
    checkReadConditions(input, version);
    const { body, headers, metadata, checksum, tags } = version.content;
    const range = rangeIn(input, version.content);
    const tagCount = Object.keys(tags).length;
    return {
      ...headers,
      ...overridden(input),
      ...describeVersion(bucket, version),
      ...(input.optionalText("ChecksumMode") === "ENABLED" &&
        range === undefined &&
        describeChecksum(checksum)),
      ...(tagCount > 0 && { TagCount: tagCount }),
      Metadata: metadata,
      LastModified: new Date(version.lastModified).toUTCString(),
      AcceptRanges: "bytes",
      Body: range === undefined ? body.slice(0, body.size) : body.slice(range.start, range.end + 1),
      ...(range && { ContentRange: `bytes ${range.start}-${range.end}/${body.size}`, Status: 206 }),
      ...(input.value("PartNumber") !== undefined && { PartsCount: version.content.parts?.length }),
    };
  };
  const access = onObject(engine, "s3:GetObject", "s3:GetObjectVersion");
  return { GetObject: operation(access, get), HeadObject: operation(access, get) };
}

/** What a request asks for of a content: a range, or one of the parts that it was uploaded in. @throws {AwsError} */
function rangeIn(input: Members, { body, parts = [body.size] }: ObjectContent) {
  const header = input.optionalText("Range");
  const number = input.optionalInteger("PartNumber");
  if (number === undefined) return byteRange(header, body.size);
  if (header !== undefined)
    throw invalidRequest("Cannot specify both Range header and partNumber query parameter");
  if (body.size === 0 && number === 1) return undefined;
  const size = parts[number - 1];
  if (size === undefined) throw s3Error("InvalidPartNumber");
  const start = parts.slice(0, number - 1).reduce((total, part) => total + part, 0);
  return { start, end: start + size - 1 };
}

interface Place {
  readonly bucket: Bucket;
  readonly key: string;
  readonly versionId: string | undefined;
}

/** The version with its content, which the caller may decrypt. @throws {AwsError} */
export function readableVersion(
  engine: Engine,
  { bucket, key, versionId }: Place,
  input: Members,
  call: Call,
): ObjectVersion & { readonly content: ObjectContent } {
  const version = versionId === undefined ? bucket.versions(key)[0] : bucket.version(key, versionId);
  const content = version?.content;
  if (version === undefined || (content === undefined && versionId === undefined)) {
    requireToldOfMissing(engine, bucket, input, call);
    throw version === undefined ? s3Error("NoSuchKey", { Key: key }) : isDeleteMarker("NoSuchKey", version);
  }
  if (content === undefined) throw isDeleteMarker("MethodNotAllowed", version);
  engine.encryption.requireAccess(call.principal, bucket, key, content.encryption);
  return { ...version, content };
}

/** S3 tells only those of a missing or deleted key who may list the bucket. @throws {AwsError} `AccessDenied` */
function requireToldOfMissing({ iam }: Engine, bucket: Bucket, input: Members, { principal }: Call): void {
  try {
    iam.authorize(principal, bucketAccess(bucket, "s3:ListBucket", input, principal));
  } catch (error) {
    throw error instanceof AwsError ? accessDenied(error.message) : error;
  }
}

/** The headers that a request asks for in place of the object's own. */
const OVERRIDES: Readonly<Record<string, string>> = {
  ResponseContentType: "ContentType",
  ResponseCacheControl: "CacheControl",
  ResponseContentDisposition: "ContentDisposition",
  ResponseContentEncoding: "ContentEncoding",
  ResponseContentLanguage: "ContentLanguage",
  ResponseExpires: "Expires",
};

function overridden(input: Members): Readonly<Record<string, string>> {
  const asked = Object.entries(OVERRIDES).map(([member, header]) => [header, input.optionalText(member)]);
  return Object.fromEntries(asked.filter(([, value]) => value !== undefined));
}
