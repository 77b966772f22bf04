import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { Cloud } from "../../local/cloud.ts";
import { temporaryDirectory } from "../kit/platform.ts";
import { waitFor } from "../kit/wait.ts";

const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const MIB = 1024 * 1024;
const PART = 5 * MIB;
const Bucket = "uploads";

/** Objects that are too long for memory, and those that come in parts. */
describe("S3's uploads", function () {
  this.timeout(60_000);
  let cloud: Cloud;
  let s3: S3Client;

  before(async () => {
    cloud = await Cloud.start({ account: ACCOUNT, port: 0, workDirectory: temporaryDirectory() });
    s3 = new S3Client({
      endpoint: cloud.endpoint,
      region: ACCOUNT.region,
      credentials: cloud.iam.rootCredentials,
      maxAttempts: 1,
      logger: { trace: () => {}, debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    });
    const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" } as const;
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  });
  after(async () => {
    s3.destroy();
    await cloud.close();
  });

  const begin = async (Key: string, more: object = {}): Promise<string> => {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }));
    return UploadId ?? "";
  };
  const part = async (Key: string, UploadId: string, PartNumber: number, Body: Buffer) => {
    const sent = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
    return { PartNumber, ETag: sent.ETag, ChecksumCRC32: sent.ChecksumCRC32 };
  };
  const complete = (Key: string, UploadId: string, Parts: object[], more: object = {}) =>
    s3.send(
      new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }),
    );
  const md5 = (...bodies: readonly Buffer[]) =>
    Buffer.concat(bodies.map((body) => createHash("md5").update(body).digest()));

  it("join parts in their order, with AWS's entity tag and a checksum of checksums", async () => {
    const bodies = [Buffer.alloc(PART, "a"), Buffer.alloc(PART, "b"), Buffer.from("the end")];
    const UploadId = await begin("joined", { ChecksumAlgorithm: "CRC32", ContentType: "text/plain" });
    const parts = [];
    for (const number of [3, 1, 2])
      parts.push(await part("joined", UploadId, number, bodies[number - 1] as Buffer));
    parts.sort((one, other) => one.PartNumber - other.PartNumber);
    const listed = await s3.send(new ListPartsCommand({ Bucket, Key: "joined", UploadId, MaxParts: 2 }));
    assert.deepEqual([listed.Parts?.length, listed.IsTruncated, listed.NextPartNumberMarker], [2, true, "2"]);
    const { ETag, ChecksumCRC32, ChecksumType } = await complete("joined", UploadId, parts);
    assert.equal(
      ETag,
      `"${createHash("md5")
        .update(md5(...bodies))
        .digest("hex")}-3"`,
    );
    assert.match(String(ChecksumCRC32), /^[\w+/]{6}==-3$/);
    assert.equal(ChecksumType, "COMPOSITE");
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: "joined" }));
    assert.equal(got.ContentType, "text/plain");
    assert.deepEqual(await got.Body?.transformToByteArray(), new Uint8Array(Buffer.concat(bodies)));
    const second = await s3.send(new GetObjectCommand({ Bucket, Key: "joined", PartNumber: 3 }));
    assert.equal(await second.Body?.transformToString(), "the end");
    assert.equal(second.PartsCount, 3);
    await assert.rejects(complete("joined", UploadId, parts), { name: "NoSuchUpload" });
  });

  it("are refused with parts that are missing, changed, out of order or too small", async () => {
    const UploadId = await begin("refused");
    const [one, two] = [
      await part("refused", UploadId, 1, Buffer.from("small")),
      await part("refused", UploadId, 2, Buffer.from("last")),
    ];
    const refused: readonly (readonly [object[], string])[] = [
      [[{ PartNumber: 9, ETag: one.ETag }], "InvalidPart"],
      [[{ PartNumber: 1, ETag: two.ETag }], "InvalidPart"],
      [[two, one], "InvalidPartOrder"],
      [[one, two], "EntityTooSmall"],
      [[], "InvalidRequest"],
    ];
    for (const [parts, name] of refused) await assert.rejects(complete("refused", UploadId, parts), { name });
    await assert.rejects(part("refused", UploadId, 10_001, Buffer.from("x")), { name: "InvalidArgument" });
    await assert.rejects(part("other", UploadId, 1, Buffer.from("x")), { name: "NoSuchUpload" });
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: "refused", UploadId }));
    await assert.rejects(complete("refused", UploadId, [two]), { name: "NoSuchUpload" });
  });

  it("take no part with another checksum than they were begun for, and say each part's in the end", async () => {
    const Key = "checked";
    const UploadId = await begin(Key, { ChecksumAlgorithm: "SHA256" });
    await assert.rejects(part(Key, UploadId, 1, Buffer.from("x")), {
      name: "InvalidRequest",
      message: /expected checksum Type: sha256, actual checksum Type: crc32$/,
    });
    const ChecksumAlgorithm = "SHA256";
    const { ETag, ChecksumSHA256 } = await s3.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: "x", ChecksumAlgorithm }),
    );
    await assert.rejects(complete(Key, UploadId, [{ PartNumber: 1, ETag }]), {
      name: "InvalidRequest",
      message: /missing for part 1/,
    });
    const parts = [{ PartNumber: 1, ETag, ChecksumSHA256 }];
    await assert.rejects(complete(Key, UploadId, parts, { ChecksumType: "FULL_OBJECT" }), {
      name: "InvalidRequest",
      message: /using the COMPOSITE checksum mode/,
    });
    await complete(Key, UploadId, parts);
  });

  it("take parts of other objects", async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: "source", Body: Buffer.alloc(PART, "s") }));
    const UploadId = await begin("copied");
    const copy = (PartNumber: number, CopySourceRange?: string) =>
      s3.send(
        new UploadPartCopyCommand({
          ...{ Bucket, Key: "copied", UploadId, PartNumber, CopySource: `${Bucket}/source` },
          ...(CopySourceRange !== undefined && { CopySourceRange }),
        }),
      );
    const whole = await copy(1);
    const piece = await copy(2, "bytes=0-9");
    await assert.rejects(copy(3, `bytes=0-${PART}`), { name: "InvalidArgument" });
    await complete("copied", UploadId, [
      { PartNumber: 1, ETag: whole.CopyPartResult?.ETag },
      { PartNumber: 2, ETag: piece.CopyPartResult?.ETag },
    ]);
    const { ContentLength } = await s3.send(new HeadObjectCommand({ Bucket, Key: "copied" }));
    assert.equal(ContentLength, PART + 10);
  });

  it("write on conditions, and keep nothing of what was refused", async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: "taken", Body: "first" }));
    const UploadId = await begin("taken");
    const parts = [await part("taken", UploadId, 1, Buffer.from("second"))];
    await assert.rejects(complete("taken", UploadId, parts, { IfNoneMatch: "*" }), {
      name: "PreconditionFailed",
    });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: "taken" }));
    assert.equal(await Body?.transformToString(), "first");
  });

  it("are listed, and aborted by a lifecycle rule", async () => {
    const UploadId = await begin("abandoned");
    await part("abandoned", UploadId, 1, Buffer.from("never finished"));
    const uploads = async () => {
      const { Uploads = [] } = await s3.send(
        new ListMultipartUploadsCommand({ Bucket, Prefix: "abandoned" }),
      );
      return Uploads.map((upload) => upload.UploadId);
    };
    assert.deepEqual(await uploads(), [UploadId]);
    const AbortIncompleteMultipartUpload = { DaysAfterInitiation: 1 };
    const Rules = [
      { Status: "Enabled", Filter: { Prefix: "aband" }, AbortIncompleteMultipartUpload },
    ] as const;
    await s3.send(
      new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [...Rules] } }),
    );
    await cloud.clock.advance(49 * 3_600_000);
    assert.deepEqual(await uploads(), []);
  });

  it("of 40 MiB go through, in one piece, and are on disk and not in memory", async () => {
    const size = 40 * MIB;
    let most = 0;
    const inMemory = () => process.memoryUsage().arrayBuffers;
    const atFirst = inMemory();
    const watch = setInterval(() => {
      most = Math.max(most, inMemory() - atFirst);
    }, 5);
    const chunk = Buffer.alloc(MIB, "0123456789abcdef");
    const Body = Readable.from(Array.from({ length: size / MIB }, () => chunk));
    await s3.send(new PutObjectCommand({ Bucket, Key: "large", Body, ContentLength: size }));
    await s3.send(new CopyObjectCommand({ Bucket, Key: "larger", CopySource: `${Bucket}/large` }));
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "large" }));
    assert.deepEqual(
      Contents?.map(({ Size }) => Size),
      [size, size],
    );
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "large" }));
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: "larger" }));
    const digest = createHash("sha256");
    for await (const data of got.Body as Readable) digest.update(data);
    const expected = createHash("sha256");
    for (let at = 0; at < size; at += MIB) expected.update(chunk);
    assert.equal(digest.digest("hex"), expected.digest("hex"));
    clearInterval(watch);
    assert.ok(most < size, `${most} bytes were held at once, by the client and the cloud`);
  });

  it("that break off leave nothing behind", async () => {
    const before = new Set(readdirSync(cloud.s3.bodies.directory));
    const hasMore = () => readdirSync(cloud.s3.bodies.directory).some((name) => !before.has(name));
    const Body = new Readable({ read: () => {} });
    Body.push(Buffer.alloc(6 * MIB));
    const abort = new AbortController();
    const sent = s3.send(new PutObjectCommand({ Bucket, Key: "broken", Body, ContentLength: 8 * MIB }), {
      abortSignal: abort.signal,
    });
    await Promise.all([
      assert.rejects(sent),
      waitFor("half of it to be there", hasMore).then(() => abort.abort()),
    ]);
    await waitFor("the half to be gone", () => !hasMore());
    await assert.rejects(s3.send(new HeadObjectCommand({ Bucket, Key: "broken" })), { name: "NotFound" });
  });
});
