import assert from "node:assert/strict";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  ListObjectVersionsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { Cloud } from "../../local/cloud.ts";
import { temporaryDirectory } from "../kit/platform.ts";

const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const DAY_MS = 24 * 3_600_000;

const document = (...Statement: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const TRUST = document({
  Effect: "Allow",
  Principal: { AWS: ACCOUNT.accountId },
  Action: "sts:AssumeRole",
});

/** S3's client against a cloud with nothing deployed, as the account and as roles. */
describe("S3, to the SDK's client", () => {
  let cloud: Cloud;
  let root: S3Client;
  const clients: { destroy(): void }[] = [];
  let buckets = 0;

  before(async () => {
    cloud = await Cloud.start({ account: ACCOUNT, port: 0, workDirectory: temporaryDirectory() });
    root = as(cloud.iam.rootCredentials);
  });
  after(async () => {
    for (const client of clients) client.destroy();
    await cloud.close();
  });

  const as = (credentials: object): S3Client => {
    const client = new S3Client({
      endpoint: cloud.endpoint,
      region: ACCOUNT.region,
      credentials: credentials as never,
      maxAttempts: 1,
    });
    clients.push(client);
    return client;
  };
  /** A client of a new role with these statements. */
  const withRole = (name: string, ...statements: readonly object[]): S3Client => {
    const { arn } = cloud.iam.roles.create({ name, assumeRolePolicy: TRUST });
    if (statements.length > 0) cloud.iam.roles.putPolicy(name, "p", document(...statements));
    const session = cloud.iam.assume(arn, cloud.iam.rootPrincipal, "session", 900);
    const { accessKeyId, secretAccessKey, sessionToken } = session;
    return as({ accessKeyId, secretAccessKey, sessionToken });
  };
  const newBucket = async (): Promise<string> => {
    const Bucket = `orders-${++buckets}`;
    const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" } as const;
    await root.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    return Bucket;
  };
  const put = (Bucket: string, Key: string, Body: string | Uint8Array, more: object = {}) =>
    root.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  const textOf = async (Bucket: string, Key: string, more: object = {}) => {
    const { Body } = await root.send(new GetObjectCommand({ Bucket, Key, ...more }));
    return Body?.transformToString();
  };
  const allow = (
    Action: string | readonly string[],
    Resource: string | readonly string[],
    more: object = {},
  ) => ({
    Effect: "Allow",
    Action,
    Resource,
    ...more,
  });

  describe("buckets", () => {
    it("are made with AWS's defaults, listed, found and deleted", async () => {
      const Bucket = await newBucket();
      const { Buckets } = await root.send(new ListBucketsCommand({}));
      assert.ok(Buckets?.some(({ Name }) => Name === Bucket));
      const { BucketRegion } = await root.send(new HeadBucketCommand({ Bucket }));
      assert.equal(BucketRegion, "eu-west-1");
      const { Status } = await root.send(new GetBucketVersioningCommand({ Bucket }));
      assert.equal(Status, undefined);
      const { PublicAccessBlockConfiguration } = await root.send(new GetPublicAccessBlockCommand({ Bucket }));
      assert.deepEqual(PublicAccessBlockConfiguration, {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      });
      const encryption = await root.send(new GetBucketEncryptionCommand({ Bucket }));
      assert.equal(
        encryption.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault
          ?.SSEAlgorithm,
        "AES256",
      );
      await root.send(new DeleteBucketCommand({ Bucket }));
      await assert.rejects(root.send(new HeadBucketCommand({ Bucket })), { name: "NotFound" });
      await assert.rejects(put(Bucket, "a", "b"), { name: "NoSuchBucket" });
    });

    const refused: readonly (readonly [string, object, string])[] = [
      ["a name in capitals", { Bucket: "Orders" }, "InvalidBucketName"],
      ["a name like an address", { Bucket: "10.0.0.1" }, "InvalidBucketName"],
      [
        "the first region, which is no place",
        { Bucket: "nowhere-1", CreateBucketConfiguration: { LocationConstraint: "us-east-1" } },
        "InvalidLocationConstraint",
      ],
      [
        "another region",
        { Bucket: "nowhere-2", CreateBucketConfiguration: { LocationConstraint: "eu-central-1" } },
        "IllegalLocationConstraintException",
      ],
      [
        "access control lists",
        {
          Bucket: "listed",
          ACL: "public-read",
          CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
        },
        "AccessControlListNotSupported",
      ],
    ];
    for (const [what, input, name] of refused)
      it(`are refused with ${what}`, async () => {
        await assert.rejects(root.send(new CreateBucketCommand(input as never)), { name });
      });

    it("are not made twice, nor deleted with anything in them", async () => {
      const Bucket = await newBucket();
      await assert.rejects(
        root.send(
          new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
        ),
        { name: "BucketAlreadyOwnedByYou" },
      );
      await put(Bucket, "a", "b");
      await assert.rejects(root.send(new DeleteBucketCommand({ Bucket })), { name: "BucketNotEmpty" });
    });

    it("have no policy that opens them while public policies are blocked", async () => {
      const Bucket = await newBucket();
      await assert.rejects(root.send(new GetBucketPolicyCommand({ Bucket })), { name: "NoSuchBucketPolicy" });
      const open = allow("s3:GetObject", `arn:aws:s3:::${Bucket}/*`, { Principal: "*" });
      const policy = new PutBucketPolicyCommand({ Bucket, Policy: document(open) });
      await assert.rejects(root.send(policy), { name: "AccessDenied", message: /BlockPublicPolicy/ });
      await root.send(
        new PutPublicAccessBlockCommand({
          Bucket,
          PublicAccessBlockConfiguration: { BlockPublicPolicy: false, RestrictPublicBuckets: false },
        }),
      );
      await root.send(policy);
      await put(Bucket, "open", "to all");
      const response = await fetch(`${cloud.endpoint}/${Bucket}/open`);
      assert.equal(await response.text(), "to all");
      const denied = await fetch(`${cloud.endpoint}/${Bucket}/open`, { method: "DELETE" });
      assert.equal(denied.status, 403);
      await root.send(
        new PutPublicAccessBlockCommand({
          Bucket,
          PublicAccessBlockConfiguration: { RestrictPublicBuckets: true },
        }),
      );
      assert.equal((await fetch(`${cloud.endpoint}/${Bucket}/open`)).status, 403);
    });

    it("keep the policy's text, and refuse one of another bucket, of no role, or of no S3 action", async () => {
      const Bucket = await newBucket();
      const tls = {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      };
      const Policy = document(tls);
      await root.send(new PutBucketPolicyCommand({ Bucket, Policy }));
      assert.equal((await root.send(new GetBucketPolicyCommand({ Bucket }))).Policy, Policy);
      for (const wrong of [
        { ...tls, Resource: "arn:aws:s3:::another/*" },
        { ...tls, Action: "sqs:*" },
        { ...tls, Principal: { AWS: "arn:aws:iam::000000000000:role/nobody" } },
      ])
        await assert.rejects(root.send(new PutBucketPolicyCommand({ Bucket, Policy: document(wrong) })), {
          name: "MalformedPolicy",
        });
    });
  });

  describe("objects", () => {
    it("come back as they were put, with what was said of them", async () => {
      const Bucket = await newBucket();
      const { ETag, ChecksumCRC32 } = await put(Bucket, "a b/ü+.txt", "hello", {
        ContentType: "text/plain",
        CacheControl: "no-store",
        Metadata: { origin: "web" },
        Tagging: "team=orders",
      });
      assert.equal(ETag, '"5d41402abc4b2a76b9719d911017c592"');
      assert.equal(ChecksumCRC32, "NhCmhg==");
      const got = await root.send(new GetObjectCommand({ Bucket, Key: "a b/ü+.txt" }));
      assert.equal(await got.Body?.transformToString(), "hello");
      assert.deepEqual(
        [got.ContentType, got.CacheControl, got.Metadata, got.ContentLength, got.TagCount, got.ETag],
        ["text/plain", "no-store", { origin: "web" }, 5, 1, ETag],
      );
      const head = await root.send(new HeadObjectCommand({ Bucket, Key: "a b/ü+.txt" }));
      assert.equal(head.ContentLength, 5);
      assert.equal(head.ServerSideEncryption, "AES256");
    });

    it("are read in ranges and on conditions", async () => {
      const Bucket = await newBucket();
      const { ETag } = await put(Bucket, "k", "0123456789");
      const read = (more: object) => root.send(new GetObjectCommand({ Bucket, Key: "k", ...more }));
      const part = await read({ Range: "bytes=2-4" });
      assert.equal(part.ContentRange, "bytes 2-4/10");
      assert.equal(await part.Body?.transformToString(), "234");
      assert.equal(await textOf(Bucket, "k", { Range: "bytes=-3" }), "789");
      assert.equal(await textOf(Bucket, "k", { Range: "bytes=8-99" }), "89");
      await assert.rejects(read({ Range: "bytes=10-" }), { name: "InvalidRange" });
      await assert.rejects(read({ IfMatch: '"other"' }), { name: "PreconditionFailed" });
      await assert.rejects(
        read({ IfNoneMatch: ETag }),
        (error: { $metadata: { httpStatusCode: number } }) => {
          assert.equal(error.$metadata.httpStatusCode, 304);
          return true;
        },
      );
      await assert.rejects(read({ IfUnmodifiedSince: new Date(0) }), { name: "PreconditionFailed" });
    });

    it("are written on conditions: one of many writers at once wins", async () => {
      const Bucket = await newBucket();
      const writers = Array.from({ length: 10 }, (_, index) =>
        put(Bucket, "lock", `${index}`, { IfNoneMatch: "*" }).then(
          () => "won",
          (error: Error) => error.name,
        ),
      );
      const outcomes = await Promise.all(writers);
      assert.equal(outcomes.filter((outcome) => outcome === "won").length, 1);
      assert.equal(outcomes.filter((outcome) => outcome === "PreconditionFailed").length, 9);
      await assert.rejects(put(Bucket, "lock", "x", { IfMatch: '"other"' }), { name: "PreconditionFailed" });
    });

    it("are deleted on conditions, which take the permission to read them", async () => {
      const Bucket = await newBucket();
      const { ETag } = await put(Bucket, "k", "v");
      const arn = `arn:aws:s3:::${Bucket}/*`;
      const deleter = withRole("deleter", allow("s3:DeleteObject", arn));
      const remove = (client: S3Client, Key: string, IfMatch?: string) =>
        client.send(new DeleteObjectCommand({ Bucket, Key, IfMatch }));
      await assert.rejects(remove(deleter, "k", ETag), { name: "AccessDenied", message: /s3:GetObject/ });
      await assert.rejects(remove(root, "k", '"other"'), { name: "PreconditionFailed" });
      await assert.rejects(remove(root, "never", "*"), { name: "NoSuchKey" });
      const many = { Objects: [{ Key: "k", ETag: '"other"' }, { Key: "never" }] };
      const { Deleted, Errors } = await root.send(new DeleteObjectsCommand({ Bucket, Delete: many }));
      assert.deepEqual(
        [Deleted, Errors?.map(({ Key, Code }) => [Key, Code])],
        [[{ Key: "never" }], [["k", "PreconditionFailed"]]],
      );
      await remove(deleter, "k", "*");
      await assert.rejects(textOf(Bucket, "k"), { name: "NoSuchKey" });
    });

    it("are not written on conditions that S3 does not have, nor encrypted in ways that are not there", async () => {
      const Bucket = await newBucket();
      for (const more of [
        { IfMatch: '"x"', IfNoneMatch: "*" },
        { IfNoneMatch: '"x"' },
        { IfMatch: "*" },
        { ServerSideEncryption: "aws:kms:dsse" },
        { ServerSideEncryption: "aws:kms", SSEKMSEncryptionContext: "e30=" },
      ])
        await assert.rejects(put(Bucket, "k", "v", more), { name: "NotImplemented" }, JSON.stringify(more));
    });

    it("are refused when the content is not what its digest says", async () => {
      const Bucket = await newBucket();
      await assert.rejects(put(Bucket, "k", "a", { ContentMD5: "1B2M2Y8AsgTpgAmY7PhCfg==" }), {
        name: "BadDigest",
      });
      await assert.rejects(put(Bucket, "k", "a", { ContentMD5: "short" }), { name: "InvalidDigest" });
      await assert.rejects(put(Bucket, "k", "a", { ChecksumCRC32: "AAAAAA==" }), { name: "BadDigest" });
    });

    it("come in chunks with a trailing checksum", async () => {
      const Bucket = await newBucket();
      const { Readable } = await import("node:stream");
      const Body = Readable.from([Buffer.alloc(100_000, "a"), Buffer.alloc(50_000, "b")]);
      await root.send(new PutObjectCommand({ Bucket, Key: "k", Body, ContentLength: 150_000 }));
      const { ContentLength, ContentEncoding } = await root.send(new HeadObjectCommand({ Bucket, Key: "k" }));
      assert.equal(ContentLength, 150_000);
      assert.equal(ContentEncoding, undefined);
      assert.equal(await textOf(Bucket, "k", { Range: "bytes=99999-100000" }), "ab");
    });

    it("keep every version, and a marker where they were deleted", async () => {
      const Bucket = await newBucket();
      await put(Bucket, "k", "before versions");
      await root.send(
        new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
      );
      const { VersionId: first } = await put(Bucket, "k", "one");
      const { VersionId: second } = await put(Bucket, "k", "two");
      assert.notEqual(first, second);
      assert.equal(await textOf(Bucket, "k"), "two");
      assert.equal(await textOf(Bucket, "k", { VersionId: first }), "one");
      assert.equal(await textOf(Bucket, "k", { VersionId: "null" }), "before versions");
      const marker = await root.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
      assert.equal(marker.DeleteMarker, true);
      await assert.rejects(textOf(Bucket, "k"), { name: "NoSuchKey" });
      await assert.rejects(textOf(Bucket, "k", { VersionId: marker.VersionId }), {
        name: "MethodNotAllowed",
      });
      const { Versions, DeleteMarkers } = await root.send(new ListObjectVersionsCommand({ Bucket }));
      assert.deepEqual(
        Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest]),
        [
          [second, false],
          [first, false],
          ["null", false],
        ],
      );
      assert.equal(DeleteMarkers?.[0]?.IsLatest, true);
      const reader = withRole("version-reader", allow("s3:GetObject", `arn:aws:s3:::${Bucket}/*`));
      await assert.rejects(reader.send(new GetObjectCommand({ Bucket, Key: "k" })), { name: "AccessDenied" });
      await root.send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId: marker.VersionId }));
      assert.equal(await textOf(Bucket, "k"), "two");
      await root.send(
        new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Suspended" } }),
      );
      assert.equal((await put(Bucket, "k", "three")).VersionId, undefined);
      const { VersionId } = await root.send(new HeadObjectCommand({ Bucket, Key: "k" }));
      assert.equal(VersionId, "null");
      assert.equal(await textOf(Bucket, "k", { VersionId: second }), "two");
    });

    it("are listed in order, by page, by prefix and by folder", async () => {
      const Bucket = await newBucket();
      for (const key of ["b", "a/2", "a/1", "a/x/1", "c/1"]) await put(Bucket, key, key);
      const list = (more: object) => root.send(new ListObjectsV2Command({ Bucket, ...more }));
      const keys = ({ Contents = [] }: ListObjectsV2CommandOutput) => Contents.map(({ Key }) => Key);
      assert.deepEqual(keys(await list({})), ["a/1", "a/2", "a/x/1", "b", "c/1"]);
      const folders = await list({ Delimiter: "/" });
      assert.deepEqual(keys(folders), ["b"]);
      assert.deepEqual(folders.CommonPrefixes, [{ Prefix: "a/" }, { Prefix: "c/" }]);
      const seen: unknown[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await list({ MaxKeys: 1, Delimiter: "/", ContinuationToken });
        seen.push(...keys(page), ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
      assert.deepEqual(seen, ["a/", "b", "c/"]);
      assert.deepEqual(keys(await list({ StartAfter: "a/x/1" })), ["b", "c/1"]);
      assert.deepEqual(keys(await list({ Prefix: "a/x" })), ["a/x/1"]);
    });

    it("are copied, with their metadata or with other", async () => {
      const Bucket = await newBucket();
      await put(Bucket, "ü 1", "one", { Metadata: { a: "b" }, ContentType: "text/plain" });
      const CopySource = `${Bucket}/${encodeURIComponent("ü 1")}`;
      await root.send(new CopyObjectCommand({ Bucket, Key: "2", CopySource }));
      const copy = await root.send(new HeadObjectCommand({ Bucket, Key: "2" }));
      assert.deepEqual([copy.Metadata, copy.ContentType], [{ a: "b" }, "text/plain"]);
      await root.send(
        new CopyObjectCommand({
          Bucket,
          Key: "2",
          CopySource: `${Bucket}/2`,
          MetadataDirective: "REPLACE",
          Metadata: { c: "d" },
        }),
      );
      const { Metadata } = await root.send(new HeadObjectCommand({ Bucket, Key: "2" }));
      assert.deepEqual(Metadata, { c: "d" });
      await assert.rejects(
        root.send(new CopyObjectCommand({ Bucket, Key: "2", CopySource: `${Bucket}/2` })),
        { name: "InvalidRequest" },
      );
    });

    it("have tags that change in place, on which permissions may depend", async () => {
      const Bucket = await newBucket();
      await put(Bucket, "k", "v", { Tagging: "team=orders" });
      const reader = withRole(
        "tag-reader",
        allow("s3:GetObject", `arn:aws:s3:::${Bucket}/*`, {
          Condition: { StringEquals: { "s3:ExistingObjectTag/team": "orders" } },
        }),
      );
      const read = () => reader.send(new GetObjectCommand({ Bucket, Key: "k" }));
      await read();
      const Tagging = { TagSet: [{ Key: "team", Value: "billing" }] };
      await root.send(new PutObjectTaggingCommand({ Bucket, Key: "k", Tagging }));
      const { TagSet } = await root.send(new GetObjectTaggingCommand({ Bucket, Key: "k" }));
      assert.deepEqual(TagSet, Tagging.TagSet);
      await assert.rejects(read(), { name: "AccessDenied" });
      await root.send(new DeleteObjectTaggingCommand({ Bucket, Key: "k" }));
      const { TagCount } = await root.send(new HeadObjectCommand({ Bucket, Key: "k" }));
      assert.equal(TagCount, undefined);
      const many = Array.from({ length: 11 }, (_, index) => `k${index}=v`).join("&");
      await assert.rejects(put(Bucket, "k", "v", { Tagging: many }), { name: "BadRequest" });
    });

    it("are deleted many at once", async () => {
      const Bucket = await newBucket();
      for (const key of ["1", "2", "3"]) await put(Bucket, key, key);
      const Objects = [{ Key: "1" }, { Key: "2" }, { Key: "never" }];
      const { Deleted, Errors } = await root.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
      assert.deepEqual(Deleted, Objects);
      assert.equal(Errors, undefined);
      const { Contents } = await root.send(new ListObjectsV2Command({ Bucket }));
      assert.deepEqual(
        Contents?.map(({ Key }) => Key),
        ["3"],
      );
    });

    it("expire at the midnight that follows their days", async () => {
      const Bucket = await newBucket();
      await root.send(
        new PutBucketLifecycleConfigurationCommand({
          Bucket,
          LifecycleConfiguration: {
            Rules: [{ ID: "logs", Status: "Enabled", Filter: { Prefix: "logs/" }, Expiration: { Days: 1 } }],
          },
        }),
      );
      await put(Bucket, "logs/1", "old");
      await put(Bucket, "kept", "for ever");
      const midnight = DAY_MS - (cloud.clock.now() % DAY_MS);
      await cloud.clock.advance(midnight + DAY_MS - 60_000);
      assert.equal(await textOf(Bucket, "logs/1"), "old");
      await cloud.clock.advance(120_000);
      await assert.rejects(textOf(Bucket, "logs/1"), { name: "NoSuchKey" });
      assert.equal(await textOf(Bucket, "kept"), "for ever");
    });
  });

  describe("permissions", () => {
    it("are asked for every action, and a missing key is told only to who may list", async () => {
      const Bucket = await newBucket();
      await put(Bucket, "in/1", "one");
      const arn = `arn:aws:s3:::${Bucket}`;
      const reader = withRole("reader", allow("s3:GetObject", `${arn}/in/*`));
      const get = (client: S3Client, Key: string) => client.send(new GetObjectCommand({ Bucket, Key }));
      assert.equal(await (await get(reader, "in/1")).Body?.transformToString(), "one");
      await assert.rejects(get(reader, "out/1"), { name: "AccessDenied" });
      await assert.rejects(get(reader, "in/2"), { name: "AccessDenied", message: /s3:ListBucket/ });
      await assert.rejects(reader.send(new ListObjectsV2Command({ Bucket })), { name: "AccessDenied" });
      const lister = withRole(
        "lister",
        allow("s3:GetObject", `${arn}/*`),
        allow("s3:ListBucket", arn, { Condition: { StringLike: { "s3:prefix": "in/*" } } }),
      );
      await lister.send(new ListObjectsV2Command({ Bucket, Prefix: "in/" }));
      await assert.rejects(lister.send(new ListObjectsV2Command({ Bucket })), { name: "AccessDenied" });
    });

    it("come from the bucket's policy too, whose Deny wins but never locks the account out of the policy", async () => {
      const Bucket = await newBucket();
      const arn = `arn:aws:s3:::${Bucket}`;
      const guest = withRole("guest");
      await put(Bucket, "k", "v");
      await assert.rejects(guest.send(new GetObjectCommand({ Bucket, Key: "k" })), { name: "AccessDenied" });
      const role = "arn:aws:iam::000000000000:role/guest";
      const letIn = allow("s3:GetObject", `${arn}/*`, { Principal: { AWS: role } });
      await root.send(new PutBucketPolicyCommand({ Bucket, Policy: document(letIn) }));
      await guest.send(new GetObjectCommand({ Bucket, Key: "k" }));
      const nobody = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [arn, `${arn}/*`] };
      await root.send(new PutBucketPolicyCommand({ Bucket, Policy: document(letIn, nobody) }));
      for (const client of [guest, root])
        await assert.rejects(client.send(new GetObjectCommand({ Bucket, Key: "k" })), {
          name: "AccessDenied",
        });
      await root.send(new PutBucketPolicyCommand({ Bucket, Policy: document(letIn) }));
      await guest.send(new GetObjectCommand({ Bucket, Key: "k" }));
    });

    it("include the key's where an object is encrypted with one", async () => {
      const Bucket = await newBucket();
      const arn = `arn:aws:s3:::${Bucket}`;
      const kms = new KMSClient({
        endpoint: cloud.endpoint,
        region: ACCOUNT.region,
        credentials: cloud.iam.rootCredentials,
      });
      clients.push(kms);
      const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
      const KMSMasterKeyID = KeyMetadata?.Arn ?? "";
      await root.send(
        new PutBucketEncryptionCommand({
          Bucket,
          ServerSideEncryptionConfiguration: {
            Rules: [
              {
                ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID },
                BucketKeyEnabled: true,
              },
            ],
          },
        }),
      );
      const objects = allow(["s3:PutObject", "s3:GetObject"], `${arn}/*`);
      const keyless = withRole("keyless", objects);
      const writer = withRole("writer", objects, allow("kms:GenerateDataKey", KMSMasterKeyID));
      const both = withRole(
        "both",
        objects,
        allow(["kms:GenerateDataKey", "kms:Decrypt"], KMSMasterKeyID, {
          Condition: { StringEquals: { "kms:EncryptionContext:aws:s3:arn": arn } },
        }),
      );
      const write = (client: S3Client) => client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "v" }));
      const read = (client: S3Client) => client.send(new GetObjectCommand({ Bucket, Key: "k" }));
      await assert.rejects(write(keyless), { name: "AccessDenied", message: /kms:GenerateDataKey/ });
      const { SSEKMSKeyId, BucketKeyEnabled } = await write(writer);
      assert.deepEqual([SSEKMSKeyId, BucketKeyEnabled], [KMSMasterKeyID, true]);
      await assert.rejects(read(writer), { name: "AccessDenied", message: /kms:Decrypt/ });
      await write(both);
      await read(both);
      await assert.rejects(put(Bucket, "k", "v", { ServerSideEncryption: "aws:kms", SSEKMSKeyId: "none" }), {
        name: "KMS.NotFoundException",
      });
    });

    it("may depend on how an object is to be encrypted", async () => {
      const Bucket = await newBucket();
      const arn = `arn:aws:s3:::${Bucket}`;
      const encrypting = withRole(
        "encrypting",
        allow("s3:PutObject", `${arn}/*`, {
          Condition: { StringEquals: { "s3:x-amz-server-side-encryption": "AES256" } },
        }),
      );
      const write = (more: object) =>
        encrypting.send(new PutObjectCommand({ Bucket, Key: "k", Body: "v", ...more }));
      await assert.rejects(write({}), { name: "AccessDenied" });
      await write({ ServerSideEncryption: "AES256" });
    });
  });
});
