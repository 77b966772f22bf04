import { createHash, randomBytes } from "node:crypto";
import type { Members } from "../../core/members.ts";
import type { Call } from "../../core/service.ts";
import { malformedXml } from "../../gateway/xml.ts";
import type { Body } from "./bodies.ts";
import { ownerId } from "./bucket-operations.ts";
import {
  algorithmNamed,
  type Checksum,
  type ChecksumAlgorithm,
  compositeChecksum,
  describeChecksum,
  givenAlgorithm,
} from "./checksums.ts";
import { type Digests, digestsOf, verifiedDigests } from "./digests.ts";
import { invalidArgument, invalidRequest, s3Error } from "./errors.ts";
import { compareKeys } from "./keys.ts";
import type { ObjectContent } from "./model.ts";
import {
  bytesFor,
  describeEncryption,
  describeVersion,
  etagOf,
  headersIn,
  metadataIn,
  refuseUnhonoured,
  tagsIn,
} from "./object-members.ts";
import {
  bucketIn,
  type Engine,
  keyIn,
  type Operations,
  objectAccess,
  onBucket,
  onObject,
  operation,
} from "./operations.ts";
import { checkCopyConditions, checkWriteConditions } from "./preconditions.ts";
import { readableVersion } from "./read-operations.ts";
import { elements, requiredText, structureOf, textOf } from "./structures.ts";
import type { Part, Upload } from "./uploads.ts";
import { accessToPut, kept, received, sourceIn } from "./write-operations.ts";

/** Source: S3 User Guide, "Amazon S3 multipart upload limits". */
const MAX_PARTS = 10_000;
const MIN_PART_BYTES = 5 * 1024 * 1024;
const MAX_LISTED = 1_000;

/** Objects that come in parts. */
export function multipartOperations(engine: Engine): Operations {
  const { clock, encryption, bodies } = engine;

  const uploadIn = (input: Members) => {
    const bucket = bucketIn(engine, input);
    const upload = bucket.uploads.require(input.text("UploadId"), keyIn(input));
    return { bucket, upload };
  };

  const addPart = (input: Members, { principal }: Call, body: Body, { md5, checksum }: Digests): Part => {
    const { bucket, upload } = uploadIn(input);
    encryption.requireAccess(principal, bucket, upload.key, upload.object.encryption);
    const part = { number: partNumberIn(input), etag: md5, body, checksum, lastModified: clock.now() };
    bucket.uploads.addPart(upload, part);
    return part;
  };

  return {
    CreateMultipartUpload: operation(
      (input, { principal }) => accessToPut(engine, input, principal),
      (input, { principal }) => {
        const bucket = bucketIn(engine, input);
        const key = keyIn(input);
        refuseUnhonoured(bucket, input);
        const settings = checksumSettings(input);
        const upload: Upload = {
          id: randomBytes(48).toString("base64url"),
          key,
          initiated: clock.now(),
          object: {
            headers: headersIn(input),
            metadata: metadataIn(input),
            tags: tagsIn(input),
            encryption: encryption.ofNew(principal, bucket, key, input),
          },
          ...settings,
          parts: new Map(),
        };
        bucket.uploads.set(upload);
        return {
          ...describeEncryption(upload.object.encryption),
          ChecksumAlgorithm: settings.algorithm,
          ChecksumType: settings.checksumType,
          InitiateMultipartUploadResult: { Bucket: bucket.name, Key: key, UploadId: upload.id },
        };
      },
    ),
    UploadPart: operation(onObject(engine, "s3:PutObject"), async (input, call) => {
      const { upload } = uploadIn(input);
      return await received(bodies, input, async (body) => {
        requireChosenAlgorithm(input, upload);
        const digests = await verifiedDigests(input, body, upload.algorithm);
        const part = addPart(input, call, body, digests);
        return { ...describePart(part), ...describeEncryption(upload.object.encryption) };
      });
    }),
    UploadPartCopy: operation(
      (input, { principal }) => {
        const { bucket, key, versionId } = sourceIn(engine, input);
        const action = versionId === undefined ? "s3:GetObject" : "s3:GetObjectVersion";
        return [
          objectAccess(bucket, action, key, input, principal),
          objectAccess(bucketIn(engine, input), "s3:PutObject", keyIn(input), input, principal),
        ];
      },
      async (input, call) => {
        const { upload } = uploadIn(input);
        const source = sourceIn(engine, input);
        const original = readableVersion(engine, source, input, call);
        checkCopyConditions(input, original);
        const { body } = original.content;
        const { start, end } = copiedRange(input.optionalText("CopySourceRange"), body.size);
        return await kept(await bodies.cut(body, start, end + 1), async (part) => {
          const { checksum, ...digests } = await digestsOf(part, upload.algorithm);
          const { ETag, ...described } = describePart(addPart(input, call, part, { ...digests, checksum }));
          const LastModified = clock.date();
          return {
            ...describeEncryption(upload.object.encryption),
            CopyPartResult: { ETag, LastModified, ...described },
          };
        });
      },
    ),
    CompleteMultipartUpload: operation(onObject(engine, "s3:PutObject"), async (input, call) => {
      const { bucket: found, upload } = uploadIn(input);
      const parts = partsIn(input, upload);
      encryption.requireAccess(call.principal, found, upload.key, upload.object.encryption);
      return await kept(await bodies.join(parts.map((part) => part.body)), async (body) => {
        const checksum =
          upload.checksumType === "COMPOSITE"
            ? compositeChecksum(upload.algorithm, parts)
            : (await digestsOf(body, upload.algorithm)).checksum;
        requireChecksum(input, checksum);
        const { bucket } = uploadIn(input);
        const current = bucket.current(upload.key);
        checkWriteConditions(input, current);
        if (input.optionalText("IfMatch") !== undefined && (current?.lastModified ?? 0) > upload.initiated)
          throw s3Error("ConditionalRequestConflict", { Condition: "If-Match", Key: upload.key });
        const content: ObjectContent = {
          ...upload.object,
          body,
          etag: `${etagOf(upload.object.encryption, md5Of(parts), bytesFor(call))}-${parts.length}`,
          checksum,
          parts: parts.map((part) => part.body.size),
        };
        const version = bucket.put(upload.key, content, clock.now());
        bucket.uploads.delete(upload);
        const { ETag, ...described } = describeVersion(bucket, version);
        return {
          ...described,
          CompleteMultipartUploadResult: {
            Location: `/${bucket.name}/${upload.key}`,
            ...{ Bucket: bucket.name, Key: upload.key, ETag },
            ...describeChecksum(checksum),
          },
        };
      });
    }),
    AbortMultipartUpload: operation(onObject(engine, "s3:AbortMultipartUpload"), (input) => {
      const { bucket, upload } = uploadIn(input);
      bucket.uploads.delete(upload);
      return {};
    }),
    ListParts: operation(onObject(engine, "s3:ListMultipartUploadParts"), (input) => {
      const { bucket, upload } = uploadIn(input);
      const marker = input.optionalInteger("PartNumberMarker") ?? 0;
      const size = sizeIn(input, "MaxParts");
      const rest = sorted(upload).filter(({ number }) => number > marker);
      const page = rest.slice(0, size);
      const owner = { ID: ownerId(engine.account.accountId) };
      return {
        ListPartsResult: {
          ...{ Bucket: bucket.name, Key: upload.key, UploadId: upload.id },
          PartNumberMarker: marker,
          NextPartNumberMarker: page.at(-1)?.number,
          MaxParts: size,
          IsTruncated: rest.length > page.length,
          ChecksumAlgorithm: upload.algorithm,
          ChecksumType: upload.checksumType,
          Initiator: owner,
          Owner: owner,
          StorageClass: "STANDARD",
          Part: page.map((part) => ({
            PartNumber: part.number,
            LastModified: new Date(part.lastModified),
            Size: part.body.size,
            ...describePart(part),
          })),
        },
      };
    }),
    ListMultipartUploads: operation(onBucket(engine, "s3:ListBucketMultipartUploads"), (input) => {
      const bucket = bucketIn(engine, input);
      const prefix = input.optionalText("Prefix") ?? "";
      const keyMarker = input.optionalText("KeyMarker") ?? "";
      const idMarker = input.optionalText("UploadIdMarker") ?? "";
      const size = sizeIn(input, "MaxUploads");
      const rest = [...bucket.uploads]
        .filter(({ key, id }) => key.startsWith(prefix) && isBehind([key, id], [keyMarker, idMarker]))
        .sort((one, other) => (isBehind([one.key, one.id], [other.key, other.id]) ? 1 : -1));
      const page = rest.slice(0, size);
      const isTruncated = rest.length > page.length;
      const owner = { ID: ownerId(engine.account.accountId) };
      return {
        ListMultipartUploadsResult: {
          ...{ Bucket: bucket.name, Prefix: prefix, KeyMarker: keyMarker, UploadIdMarker: idMarker },
          NextKeyMarker: isTruncated ? page.at(-1)?.key : undefined,
          NextUploadIdMarker: isTruncated ? page.at(-1)?.id : undefined,
          MaxUploads: size,
          IsTruncated: isTruncated,
          Upload: page.map((upload) => ({
            ...{ Key: upload.key, UploadId: upload.id, Initiated: new Date(upload.initiated) },
            ChecksumAlgorithm: upload.algorithm,
            ChecksumType: upload.checksumType,
            Initiator: owner,
            Owner: owner,
            StorageClass: "STANDARD",
          })),
        },
      };
    }),
  };
}

function describePart({ etag, checksum }: Part) {
  return { ETag: `"${etag}"`, [`Checksum${checksum.algorithm}`]: checksum.value };
}

/** What of the source a part is to be; all without a range. @throws {AwsError} `InvalidArgument` */
function copiedRange(header: string | undefined, size: number): { start: number; end: number } {
  if (header === undefined) return { start: 0, end: size - 1 };
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(header)?.map(Number) ?? [];
  if (start === undefined || end === undefined || end < start)
    throw invalidArgument(
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
    );
  if (end >= size) throw invalidArgument(`Range specified is not valid for source object of size: ${size}`);
  return { start, end };
}

/** Which checksum an object will have. @throws {AwsError} `InvalidRequest` */
function checksumSettings(input: Members): Pick<Upload, "algorithm" | "isAlgorithmChosen" | "checksumType"> {
  const named = input.optionalText("ChecksumAlgorithm");
  const algorithm: ChecksumAlgorithm = named === undefined ? "CRC64NVME" : algorithmNamed(named);
  const byDefault = algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE";
  const checksumType = input.optionalText("ChecksumType") ?? byDefault;
  const isPossible =
    checksumType === "COMPOSITE"
      ? algorithm !== "CRC64NVME"
      : checksumType === "FULL_OBJECT" && algorithm.startsWith("CRC");
  if (!isPossible)
    throw invalidRequest(
      `The ${checksumType} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  return {
    algorithm,
    isAlgorithmChosen: named !== undefined,
    checksumType: checksumType as Checksum["type"],
  };
}

/** @throws {AwsError} `InvalidRequest` where a part comes with another checksum than its upload was begun for */
function requireChosenAlgorithm(input: Members, { algorithm, isAlgorithmChosen }: Upload): void {
  const actual = givenAlgorithm(input);
  if (isAlgorithmChosen && actual !== algorithm)
    throw invalidRequest(
      `Checksum Type mismatch occurred, expected checksum Type: ${algorithm.toLowerCase()}, actual checksum Type: ${actual?.toLowerCase() ?? "null"}`,
    );
}

/** @throws {AwsError} `InvalidArgument` */
function partNumberIn(input: Members): number {
  const number = input.integer("PartNumber");
  if (number < 1 || number > MAX_PARTS)
    throw invalidArgument("Part number must be an integer between 1 and 10000, inclusive");
  return number;
}

/** The parts that an upload is to be completed with. @throws {AwsError} `InvalidRequest`, `MalformedXML`, `InvalidPart`, `InvalidPartOrder`, `EntityTooSmall` */
function partsIn(input: Members, upload: Upload): readonly Part[] {
  const given = elements(structureOf(input.value("CompleteMultipartUpload") ?? ""), "Part").map(structureOf);
  if (given.length === 0) throw invalidRequest("You must specify at least one part");
  if (given.length > MAX_PARTS) throw malformedXml();
  const parts = given.map((element) => {
    const part = upload.parts.get(Number(requiredText(element, "PartNumber")));
    const etag = requiredText(element, "ETag").replaceAll('"', "");
    const checksum = part && textOf(element, `Checksum${part.checksum.algorithm}`);
    if (part === undefined || part.etag !== etag || (checksum ?? part.checksum.value) !== part.checksum.value)
      throw s3Error("InvalidPart");
    if (checksum === undefined && upload.checksumType === "COMPOSITE")
      throw invalidRequest(
        `The upload was created using a ${upload.algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${part.number} in the request.`,
      );
    return part;
  });
  for (const [index, part] of parts.entries()) {
    const next = parts[index + 1];
    if (next === undefined) continue;
    if (next.number <= part.number) throw s3Error("InvalidPartOrder");
    if (part.body.size < MIN_PART_BYTES)
      throw s3Error("EntityTooSmall", { PartNumber: String(part.number), ETag: part.etag });
  }
  return parts;
}

/** @throws {AwsError} `InvalidRequest`, `BadDigest` where the object has another checksum than the client says */
function requireChecksum(input: Members, { algorithm, value, type }: Checksum): void {
  if ((input.optionalText("ChecksumType") ?? type) !== type)
    throw invalidRequest(
      `The upload was created using the ${type} checksum mode. The complete request must use the same checksum mode.`,
    );
  const given = input.optionalText(`Checksum${algorithm}`);
  if (given !== undefined && given !== value) throw s3Error("BadDigest");
}

/** Of the digests of the parts. */
function md5Of(parts: readonly Part[]): string {
  const digests = Buffer.from(parts.map(({ etag }) => etag).join(""), "hex");
  return createHash("md5").update(digests).digest("hex");
}

function sorted({ parts }: Upload): readonly Part[] {
  return [...parts.values()].sort((one, other) => one.number - other.number);
}

/** @throws {AwsError} `InvalidArgument` */
function sizeIn(input: Members, member: "MaxParts" | "MaxUploads"): number {
  const size = input.optionalInteger(member) ?? MAX_LISTED;
  if (size < 0) throw invalidArgument(`Argument ${member} must be an integer between 0 and 2147483647`);
  return Math.min(size, MAX_LISTED);
}

type Place = readonly [key: string, id: string];

function isBehind([key, id]: Place, [keyMarker, idMarker]: Place): boolean {
  if (key !== keyMarker) return compareKeys(key, keyMarker) > 0;
  return idMarker !== "" && id > idMarker;
}
