import assert from "node:assert/strict";
import { DynamoDbHarness } from "../../services/dynamodb/testing.ts";
import { ProviderRegistry } from "../registry.ts";
import { type Properties, UNKNOWN } from "../resource.ts";
import { dynamodbModule } from "./dynamodb.ts";

const TYPE = "aws:dynamodb/table:Table";
const KEY = "arn:aws:kms:eu-west-1:000000000000:key/1234";
const ORDERS = {
  name: "orders",
  attributes: [{ name: "id", type: "S" }],
  hashKey: "id",
  billingMode: "PAY_PER_REQUEST",
};
const BY_OWNER = { name: "by-owner", hashKey: "owner", projectionType: "ALL" };
const INDEXED = {
  ...ORDERS,
  attributes: [...ORDERS.attributes, { name: "owner", type: "S" }],
  globalSecondaryIndexes: [BY_OWNER],
};

describe("aws:dynamodb in the provider", () => {
  let h: DynamoDbHarness;
  let registry: ProviderRegistry;
  beforeEach(() => {
    h = new DynamoDbHarness();
    registry = new ProviderRegistry({ modules: [dynamodbModule(h.db)] });
  });
  afterEach(() => h.close());

  const identity = { type: TYPE, name: "orders", urn: `urn:pulumi:dev::orderflow::${TYPE}::orders` };
  const check = (news: Properties) => registry.check({ ...identity, olds: {}, news });
  const checked = async (news: Properties) => {
    const { inputs, failures } = await check(news);
    assert.deepEqual(failures, []);
    return inputs;
  };
  const create = async (news: Properties) =>
    registry.create({ ...identity, properties: await checked(news), preview: false });
  const diff = async (olds: Properties, news: Properties) => {
    const [oldInputs, inputs] = [await checked(olds), await checked(news)];
    return registry.diff({
      ...identity,
      id: "orders",
      olds: oldInputs,
      oldInputs,
      news: inputs,
      ignoreChanges: [],
    });
  };
  const update = async (olds: Properties, news: Properties) => {
    const [oldInputs, inputs] = [await checked(olds), await checked(news)];
    const change = {
      id: "orders",
      olds: oldInputs,
      oldInputs,
      news: inputs,
      ignoreChanges: [],
      preview: false,
    };
    return registry.update({ ...identity, ...change });
  };
  const describeTable = async () =>
    (await h.call<{ Table: Record<string, unknown> }>("DescribeTable", { TableName: "orders" })).Table;

  it("creates a table with the AWS provider's outputs", async () => {
    const { id, properties } = await create({
      ...INDEXED,
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: KEY },
      ttl: { attributeName: "expires", enabled: true },
      streamEnabled: true,
      streamViewType: "NEW_AND_OLD_IMAGES",
      tags: { stack: "dev" },
    });
    assert.equal(id, "orders");
    assert.equal(properties.arn, "arn:aws:dynamodb:eu-west-1:000000000000:table/orders");
    assert.match(String(properties.streamArn), /table\/orders\/stream\/\d/);
    assert.deepEqual(properties.pointInTimeRecovery, { enabled: true, recoveryPeriodInDays: 35 });
    assert.deepEqual(properties.ttl, { attributeName: "expires", enabled: true });
    assert.equal(properties.tableClass, "STANDARD");
    assert.deepEqual((await describeTable()).SSEDescription, {
      Status: "ENABLED",
      SSEType: "KMS",
      KMSMasterKeyArn: KEY,
    });
    const { Tags } = await h.call("ListTagsOfResource", { ResourceArn: String(properties.arn) });
    assert.deepEqual(Tags, [{ Key: "stack", Value: "dev" }]);
  });

  it("names a table by itself", async () => {
    const { name: _, ...unnamed } = ORDERS;
    assert.match(String((await checked(unnamed)).name), /^orders-[0-9a-f]{7}$/);
  });

  for (const [what, change, property, reason] of [
    ["unused attributes", { attributes: INDEXED.attributes }, "attributes", /Unused attributes: \["owner"\]/],
    ["undefined keys", { hashKey: "absent" }, "attributes", /Unmatched indexes: \["absent"\]/],
    ["no key", { hashKey: undefined }, "hashKey", /is required/],
    ["what it does not understand", { replicas: [] }, "replicas", /not supported by the local cloud/],
    [
      "a wrong type",
      { attributes: [{ name: "id", type: "STRING" }] },
      "attributes[0].type",
      /must be one of "S", "N", "B"/,
    ],
    ["a stream without a view", { streamEnabled: true }, "streamViewType", /is required when streamEnabled/],
    [
      "a TTL without an attribute",
      { ttl: { enabled: true } },
      "ttl.attributeName",
      /is required when ttl.enabled/,
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { failures } = await check({ ...ORDERS, ...change });
      const reasons = failures
        .filter((failure) => failure.property === property)
        .map((failure) => failure.reason);
      assert.match(reasons.join("; "), reason);
    });
  }

  it("leaves what is unknown alone", async () => {
    assert.deepEqual((await check({ ...ORDERS, hashKey: UNKNOWN })).failures, []);
    assert.deepEqual(
      (await check({ ...ORDERS, serverSideEncryption: { enabled: true, kmsKeyArn: UNKNOWN } })).failures,
      [],
    );
  });

  it("replaces a table for a new key, and deletes first where the name is fixed", async () => {
    const changed = { ...ORDERS, attributes: [{ name: "other", type: "S" }], hashKey: "other" };
    const { replaces, deleteBeforeReplace } = await diff(ORDERS, changed);
    assert.deepEqual([replaces, deleteBeforeReplace], [["hashKey"], true]);
    assert.deepEqual((await diff(ORDERS, INDEXED)).replaces, []);
  });

  it("changes in place what AWS can change, items kept", async () => {
    await create(ORDERS);
    await h.put("orders", { id: { S: "1" }, owner: { S: "ada" } });
    const next = {
      ...INDEXED,
      streamEnabled: true,
      streamViewType: "KEYS_ONLY",
      deletionProtectionEnabled: true,
      ttl: { attributeName: "expires", enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: KEY },
      tags: { stack: "prod" },
    };
    const outputs = await update(ORDERS, next);
    assert.equal(outputs.streamViewType, "KEYS_ONLY");
    assert.equal((await h.call("Scan", { TableName: "orders", IndexName: "by-owner" })).Count, 1);

    const last = {
      ...next,
      globalSecondaryIndexes: [{ ...BY_OWNER, projectionType: "KEYS_ONLY" }],
      streamViewType: "NEW_IMAGE",
      ttl: { attributeName: "until", enabled: true },
      billingMode: "PROVISIONED",
      readCapacity: 1,
      writeCapacity: 2,
      tags: {},
    };
    const provisioned = {
      ...last,
      globalSecondaryIndexes: [{ ...last.globalSecondaryIndexes[0], readCapacity: 1, writeCapacity: 1 }],
    };
    const changed = await update(next, provisioned);
    assert.equal(changed.streamViewType, "NEW_IMAGE");
    assert.deepEqual(changed.ttl, { attributeName: "until", enabled: true });
    const table = await describeTable();
    assert.deepEqual(table.ProvisionedThroughput, {
      NumberOfDecreasesToday: 0,
      ReadCapacityUnits: 1,
      WriteCapacityUnits: 2,
    });
    assert.equal(table.ItemCount, 1);
    const [index] = table.GlobalSecondaryIndexes as { Projection: object }[];
    assert.deepEqual(index?.Projection, { ProjectionType: "KEYS_ONLY" });
  });

  it("does not delete a protected table, nor one twice", async () => {
    await create({ ...ORDERS, deletionProtectionEnabled: true });
    const remove = () => registry.delete({ ...identity, id: "orders", properties: {}, oldInputs: {} });
    await assert.rejects(async () => remove(), /currently protected against deletion/);
    await update({ ...ORDERS, deletionProtectionEnabled: true }, ORDERS);
    await remove();
    await remove();
    assert.match(await h.refusal("DescribeTable", { TableName: "orders" }), /^ResourceNotFoundException/);
  });

  it("reads a table, or that it is gone", async () => {
    const { properties } = await create(ORDERS);
    const read = () => registry.read({ ...identity, id: "orders", properties });
    assert.equal((await read())?.properties.hashKey, "id");
    await h.call("DeleteTable", { TableName: "orders" });
    assert.equal(await read(), undefined);
  });
});
