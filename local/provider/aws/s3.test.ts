import assert from "node:assert/strict";
import { join } from "node:path";
import { temporaryDirectory } from "../../../tests/kit/platform.ts";
import { Clock } from "../../core/clock.ts";
import { Iam } from "../../iam/iam.ts";
import { Kms } from "../../services/kms/kms.ts";
import { S3 } from "../../services/s3/s3.ts";
import { ProviderRegistry } from "../registry.ts";
import { type Properties, UNKNOWN } from "../resource.ts";
import { s3Module } from "./s3.ts";

const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const BUCKET = "aws:s3/bucket:Bucket";
const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";
const typeOf = (name: string) => `aws:s3/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
const TLS_ONLY = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: ["arn:aws:s3:::files", "arn:aws:s3:::files/*"],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ],
};

describe("aws:s3 in the provider", () => {
  let clock: Clock;
  let s3: S3;
  let registry: ProviderRegistry;
  beforeEach(() => {
    clock = new Clock();
    const iam = new Iam({ account, clock });
    const keys = new Kms({ account, clock, iam });
    s3 = new S3({ account, clock, iam, keys, workDirectory: join(temporaryDirectory(), "s3") });
    registry = new ProviderRegistry({ modules: [s3Module(s3)] });
  });
  afterEach(() => clock.close());

  const identity = (type: string, name = "files") => ({
    type,
    name,
    urn: `urn:pulumi:dev::orderflow::${type}::${name}`,
  });
  const check = (type: string, news: Properties, olds: Properties = {}) =>
    registry.check({ ...identity(type), olds, news });
  const create = async (type: string, news: Properties) => {
    const { inputs, failures } = await check(type, news);
    assert.deepEqual(failures, []);
    return registry.create({ ...identity(type), properties: inputs, preview: false });
  };
  const update = async (type: string, id: string, olds: Properties, news: Properties) => {
    const { inputs, failures } = await check(type, news, olds);
    assert.deepEqual(failures, []);
    return registry.update({
      ...identity(type),
      id,
      olds,
      oldInputs: olds,
      news: inputs,
      ignoreChanges: [],
      preview: false,
    });
  };
  const remove = (type: string, id: string, properties: Properties) =>
    registry.delete({ ...identity(type), id, properties, oldInputs: {} });
  const read = (type: string, id: string) => registry.read({ ...identity(type), id, properties: {} });

  it("makes a bucket with tags, reads it, changes its tags and deletes it", async () => {
    const { id, properties } = await create(BUCKET, { bucket: "files", tags: { team: "orders" } });
    assert.equal(id, "files");
    assert.deepEqual(properties, {
      id,
      arn: "arn:aws:s3:::files",
      bucket: "files",
      bucketDomainName: "files.s3.amazonaws.com",
      bucketRegion: "eu-west-1",
      bucketRegionalDomainName: "files.s3.eu-west-1.amazonaws.com",
      forceDestroy: false,
      region: "eu-west-1",
      requestPayer: "BucketOwner",
      tags: { team: "orders" },
    });
    const updated = await update(BUCKET, id, properties, { bucket: "files", tags: {} });
    assert.deepEqual(updated.tags, {});
    assert.equal((await read(BUCKET, id))?.properties.arn, "arn:aws:s3:::files");
    await remove(BUCKET, id, properties);
    await remove(BUCKET, id, properties);
    assert.equal(await read(BUCKET, id), undefined);
  });

  it("names a bucket by itself in small letters, and keeps the name", async () => {
    const named = { ...identity(BUCKET, "OrderFiles"), olds: {}, news: {} };
    const { inputs } = await registry.check(named);
    assert.match(String(inputs.bucket), /^orderfiles-[0-9a-f]{7}$/);
    assert.equal((await registry.check({ ...named, olds: inputs })).inputs.bucket, inputs.bucket);
  });

  it("deletes a bucket with objects in it only if it is told to", async () => {
    const { id, properties } = await create(BUCKET, { bucket: "files" });
    await create(OBJECT, { bucket: id, key: "a", content: "b" });
    await assert.rejects(remove(BUCKET, id, properties), { name: "BucketNotEmpty" });
    await remove(BUCKET, id, { ...properties, forceDestroy: true });
    assert.equal(s3.buckets.find("files"), undefined);
  });

  const SETTINGS: readonly (readonly [name: string, inputs: Properties, changed: Properties])[] = [
    [
      "BucketVersioning",
      { versioningConfiguration: { status: "Enabled" } },
      { versioningConfiguration: { status: "Suspended" } },
    ],
    [
      "BucketServerSideEncryptionConfiguration",
      {
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "alias/orders" },
            bucketKeyEnabled: true,
          },
        ],
      },
      {
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, bucketKeyEnabled: false }],
      },
    ],
    [
      "BucketPublicAccessBlock",
      { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
      {
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: false,
      },
    ],
    [
      "BucketLifecycleConfiguration",
      {
        rules: [
          { id: "logs", status: "Enabled", filter: { prefix: "1/" }, expiration: { days: 7 } },
          {
            id: "old",
            status: "Disabled",
            filter: { prefix: "" },
            noncurrentVersionExpiration: { noncurrentDays: 30, newerNoncurrentVersions: 2 },
          },
        ],
      },
      {
        rules: [
          {
            id: "markers",
            status: "Enabled",
            filter: { prefix: "" },
            expiration: { expiredObjectDeleteMarker: true },
          },
        ],
      },
    ],
    [
      "BucketOwnershipControls",
      { rule: { objectOwnership: "BucketOwnerEnforced" } },
      { rule: { objectOwnership: "BucketOwnerEnforced" } },
    ],
    [
      "BucketPolicy",
      { policy: JSON.stringify(TLS_ONLY) },
      { policy: JSON.stringify({ ...TLS_ONLY, Id: "2" }) },
    ],
  ];
  for (const [name, inputs, changed] of SETTINGS)
    it(`sets, reads, changes and takes away a ${name}`, async () => {
      await create(BUCKET, { bucket: "files" });
      const type = typeOf(name);
      const { id, properties } = await create(type, { bucket: "files", ...inputs });
      assert.equal(id, "files");
      assert.deepEqual({ ...properties, ...inputs }, properties);
      const imported = await read(type, id);
      assert.deepEqual({ ...imported?.inputs, ...inputs }, imported?.inputs);
      const updated = await update(type, id, properties, { bucket: "files", ...changed });
      assert.deepEqual({ ...updated, ...changed }, updated);
      await remove(type, id, updated);
      await remove(type, id, updated);
    });

  it("puts objects from text and assets, with tags and headers, and takes all versions of them away", async () => {
    await create(BUCKET, { bucket: "files" });
    await create(typeOf("BucketVersioning"), {
      bucket: "files",
      versioningConfiguration: { status: "Enabled" },
    });
    const inputs = { bucket: "files", key: "a/b.json", content: "{}", contentType: "application/json" };
    const { id, properties } = await create(OBJECT, { ...inputs, tags: { team: "orders" } });
    assert.equal(id, "files/a/b.json");
    assert.equal(properties.arn, "arn:aws:s3:::files/a/b.json");
    assert.equal(properties.etag, "99914b932bd37a50b983c5e7c90ae93b");
    const updated = await update(OBJECT, id, properties, { ...inputs, content: "[]" });
    assert.notEqual(updated.versionId, properties.versionId);
    assert.equal((await read(OBJECT, id))?.properties.contentType, "application/json");
    await remove(OBJECT, id, updated);
    assert.equal(s3.buckets.require("files").isEmpty, true);
    assert.equal(await read(OBJECT, id), undefined);
  });

  const refused: readonly (readonly [what: string, type: string, news: Properties, property: string])[] = [
    ["a name in capitals", BUCKET, { bucket: "Files" }, "bucket"],
    ["an access control list", BUCKET, { bucket: "files", acl: "public-read" }, "acl"],
    ["settings in the bucket", BUCKET, { versioning: { enabled: true } }, "versioning"],
    ["object locks", BUCKET, { objectLockEnabled: true }, "objectLockEnabled"],
    ["a setting of no bucket", typeOf("BucketPolicy"), { policy: TLS_ONLY }, "bucket"],
    ["a policy that is none", typeOf("BucketPolicy"), { bucket: "files", policy: "{}" }, "policy"],
    [
      "a rule without an action",
      typeOf("BucketLifecycleConfiguration"),
      { bucket: "files", rules: [{ id: "1", status: "Enabled" }] },
      "rules",
    ],
    [
      "a transition",
      typeOf("BucketLifecycleConfiguration"),
      {
        bucket: "files",
        rules: [{ id: "1", status: "Enabled", transitions: [{ days: 1, storageClass: "GLACIER" }] }],
      },
      "rules[0].transitions",
    ],
    [
      "the uploader's objects",
      typeOf("BucketOwnershipControls"),
      { bucket: "files", rule: { objectOwnership: "ObjectWriter" } },
      "rule.objectOwnership",
    ],
    [
      "two contents",
      OBJECT,
      { bucket: "files", key: "a", content: "a", contentBase64: "YQ==" },
      "contentBase64",
    ],
  ];
  for (const [what, type, news, property] of refused)
    it(`refuses ${what}`, async () => {
      const { failures } = await check(type, news);
      assert.deepEqual(
        failures.map((failure) => failure.property),
        [property],
      );
    });

  it("refuses at creation a policy that opens a bucket which blocks that", async () => {
    await create(BUCKET, { bucket: "files" });
    const Statement = [
      { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::files/*" },
    ];
    const policy = { Version: "2012-10-17", Statement };
    await assert.rejects(create(typeOf("BucketPolicy"), { bucket: "files", policy }), /BlockPublicPolicy/);
  });

  it("lets unknown values pass at check", async () => {
    for (const [type, news] of [
      [typeOf("BucketPolicy"), { bucket: UNKNOWN, policy: UNKNOWN }],
      [typeOf("BucketLifecycleConfiguration"), { bucket: UNKNOWN, rules: UNKNOWN }],
      [OBJECT, { bucket: UNKNOWN, key: UNKNOWN, content: UNKNOWN }],
    ] as const)
      assert.deepEqual((await check(type, news)).failures, []);
  });
});
