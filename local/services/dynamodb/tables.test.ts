import assert from "node:assert/strict";
import { DynamoDbHarness } from "./testing.ts";

const definition = (name: string, type = "S") => ({ AttributeName: name, AttributeType: type });
const hash = (name: string) => ({ AttributeName: name, KeyType: "HASH" });
const range = (name: string) => ({ AttributeName: name, KeyType: "RANGE" });
const all = { Projection: { ProjectionType: "ALL" } };
const INVALID = "ValidationException: One or more parameter values were invalid:";
const ARN = "arn:aws:dynamodb:eu-west-1:000000000000:table/orders";

const ORDERS = {
  TableName: "orders",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [definition("id")],
  KeySchema: [hash("id")],
};

describe("DynamoDB tables", () => {
  let h: DynamoDbHarness;
  beforeEach(() => {
    h = new DynamoDbHarness();
  });
  afterEach(() => h.close());

  const describeOrders = async () =>
    (await h.call<{ Table: Record<string, unknown> }>("DescribeTable", { TableName: "orders" })).Table;

  it("are created, described, listed and deleted", async () => {
    const created = await h.call<{ TableDescription: Record<string, unknown> }>("CreateTable", ORDERS);
    assert.equal(created.TableDescription.TableStatus, "CREATING");
    const table = await describeOrders();
    assert.equal(table.TableStatus, "ACTIVE");
    assert.equal(table.TableArn, ARN);
    assert.deepEqual(table.KeySchema, [hash("id")]);
    assert.deepEqual((table.BillingModeSummary as { BillingMode: string }).BillingMode, "PAY_PER_REQUEST");
    assert.equal(table.DeletionProtectionEnabled, false);
    await h.call("CreateTable", { ...ORDERS, TableName: "another" });
    assert.deepEqual(await h.call("ListTables", { Limit: 1 }), {
      TableNames: ["another"],
      LastEvaluatedTableName: "another",
    });
    assert.deepEqual(await h.call("ListTables", { ExclusiveStartTableName: "another" }), {
      TableNames: ["orders"],
    });
    assert.match(
      await h.refusal("CreateTable", ORDERS),
      /^ResourceInUseException: Table already exists: orders$/,
    );
    await h.call("DeleteTable", { TableName: "orders" });
    assert.equal(
      await h.refusal("DescribeTable", { TableName: "orders" }),
      "ResourceNotFoundException: Requested resource not found: Table: orders not found",
    );
  });

  for (const [what, change, message] of [
    [
      "no name",
      { TableName: undefined },
      "ValidationException: The parameter 'TableName' is required but was not present in the request",
    ],
    [
      "a short name",
      { TableName: "ab" },
      "ValidationException: 1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
    ],
    [
      "an unused attribute",
      { AttributeDefinitions: [definition("id"), definition("more")] },
      `${INVALID} Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions`,
    ],
    [
      "an undefined key",
      { KeySchema: [hash("other")] },
      `${INVALID} Some index key attributes are not defined in AttributeDefinitions. Keys: [other], AttributeDefinitions: [id]`,
    ],
    [
      "a sort key alone",
      { KeySchema: [range("id")] },
      "ValidationException: Invalid KeySchema: The first KeySchemaElement is not a HASH key type",
    ],
    [
      "capacity on demand",
      { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } },
      `${INVALID} Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST`,
    ],
    [
      "no capacity when provisioned",
      { BillingMode: "PROVISIONED" },
      `${INVALID} ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED`,
    ],
    [
      "a local index without a sort key",
      { LocalSecondaryIndexes: [{ IndexName: "local", KeySchema: [hash("id")], ...all }] },
      `${INVALID} Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex`,
    ],
    [
      "two indexes of one name",
      {
        GlobalSecondaryIndexes: [
          { IndexName: "twice", KeySchema: [hash("id")], ...all },
          { IndexName: "twice", KeySchema: [hash("id")], ...all },
        ],
      },
      `${INVALID} Duplicate index name: twice`,
    ],
    [
      "a definition that no key of a table with indexes uses",
      {
        AttributeDefinitions: [definition("id"), definition("more")],
        GlobalSecondaryIndexes: [{ IndexName: "index", KeySchema: [hash("id")], ...all }],
      },
      `${INVALID} Some AttributeDefinitions are not used. AttributeDefinitions: [id, more], keys used: [id]`,
    ],
    [
      "attributes for a projection of all",
      {
        GlobalSecondaryIndexes: [
          {
            IndexName: "index",
            KeySchema: [hash("id")],
            Projection: { ProjectionType: "ALL", NonKeyAttributes: ["a"] },
          },
        ],
      },
      `${INVALID} ProjectionType is ALL, but NonKeyAttributes is specified`,
    ],
    [
      "a setting that the local cloud does not have",
      { WarmThroughput: { ReadUnitsPerSecond: 1 } },
      "ValidationException: The local cloud's DynamoDB does not support the member WarmThroughput of CreateTable. Leave it out.",
    ],
  ] as const) {
    it(`refuse ${what}`, async () => {
      assert.equal(await h.refusal("CreateTable", { ...ORDERS, ...change }), message);
    });
  }

  it("are protected against deletion", async () => {
    await h.call("CreateTable", { ...ORDERS, DeletionProtectionEnabled: true });
    assert.equal(
      await h.refusal("DeleteTable", { TableName: "orders" }),
      "ValidationException: Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
    );
    await h.call("UpdateTable", { TableName: "orders", DeletionProtectionEnabled: false });
    await h.call("DeleteTable", { TableName: ARN });
  });

  it("change between the billing modes", async () => {
    await h.call("CreateTable", ORDERS);
    const throughput = { ReadCapacityUnits: 2, WriteCapacityUnits: 3 };
    const provisioned = {
      TableName: "orders",
      BillingMode: "PROVISIONED",
      ProvisionedThroughput: throughput,
    };
    await h.call("UpdateTable", provisioned);
    assert.deepEqual((await describeOrders()).ProvisionedThroughput, {
      NumberOfDecreasesToday: 0,
      ...throughput,
    });
    assert.match(
      await h.refusal("UpdateTable", provisioned),
      /The requested value equals the current value\./,
    );
    assert.match(
      await h.refusal("UpdateTable", { TableName: "orders" }),
      /^ValidationException: At least one of/,
    );
    await h.call("UpdateTable", { TableName: "orders", BillingMode: "PAY_PER_REQUEST" });
    const { BillingModeSummary: summary } = await describeOrders();
    assert.equal((summary as { BillingMode: string }).BillingMode, "PAY_PER_REQUEST");
  });

  it("have one stream at a time", async () => {
    const stream = { StreamEnabled: true, StreamViewType: "KEYS_ONLY" };
    await h.call("CreateTable", { ...ORDERS, StreamSpecification: stream });
    const table = await describeOrders();
    assert.match(
      String(table.LatestStreamArn),
      /^arn:aws:dynamodb:eu-west-1:000000000000:table\/orders\/stream\/\d{4}-/,
    );
    const update = { TableName: "orders", StreamSpecification: stream };
    assert.match(await h.refusal("UpdateTable", update), /already has an enabled stream/);
    await h.call("UpdateTable", { TableName: "orders", StreamSpecification: { StreamEnabled: false } });
    assert.equal((await describeOrders()).LatestStreamArn, undefined);
  });

  it("have continuous backups", async () => {
    await h.call("CreateTable", ORDERS);
    const described = async () =>
      (
        await h.call<{ ContinuousBackupsDescription: Record<string, Record<string, unknown>> }>(
          "DescribeContinuousBackups",
          { TableName: "orders" },
        )
      ).ContinuousBackupsDescription.PointInTimeRecoveryDescription;
    assert.deepEqual(await described(), { PointInTimeRecoveryStatus: "DISABLED" });
    await h.call("UpdateContinuousBackups", {
      TableName: "orders",
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
    });
    assert.equal((await described())?.PointInTimeRecoveryStatus, "ENABLED");
    assert.equal((await described())?.RecoveryPeriodInDays, 7);
    assert.match(
      await h.refusal("DescribeContinuousBackups", { TableName: "absent" }),
      /^TableNotFoundException/,
    );
  });

  it("are tagged", async () => {
    await h.call("CreateTable", { ...ORDERS, Tags: [{ Key: "stack", Value: "dev" }] });
    const tags = async () => (await h.call("ListTagsOfResource", { ResourceArn: ARN })).Tags;
    await h.call("TagResource", { ResourceArn: ARN, Tags: [{ Key: "team", Value: "orders" }] });
    await h.call("UntagResource", { ResourceArn: ARN, TagKeys: ["stack"] });
    assert.deepEqual(await tags(), [{ Key: "team", Value: "orders" }]);
    assert.match(
      await h.refusal("TagResource", { ResourceArn: ARN, Tags: [] }),
      /Atleast one Tag needs to be provided/,
    );
    assert.match(
      await h.refusal("ListTagsOfResource", { ResourceArn: "orders" }),
      /Invalid ResourceArn provided as input orders$/,
    );
    assert.match(
      await h.refusal("ListTagsOfResource", { ResourceArn: `${ARN}2` }),
      /^ResourceNotFoundException/,
    );
  });
});
