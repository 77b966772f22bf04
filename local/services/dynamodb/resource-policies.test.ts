/** Source: Amazon DynamoDB Developer Guide, "Using resource-based policies for DynamoDB". */
import assert from "node:assert/strict";
import { DynamoDbHarness } from "./testing.ts";

const TABLE = "arn:aws:dynamodb:eu-west-1:000000000000:table/orders";
const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Deny",
      Principal: "*",
      Action: "dynamodb:PutItem",
      Resource: [TABLE, `${TABLE}/index/*`],
    },
  ],
});

describe("DynamoDB resource policies", () => {
  let h: DynamoDbHarness;
  beforeEach(async () => {
    h = new DynamoDbHarness();
    await h.createTable("orders", {
      StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" },
    });
  });
  afterEach(() => h.close());

  const put = (more: object = {}) =>
    h.call<{ RevisionId: string }>("PutResourcePolicy", { ResourceArn: TABLE, Policy: POLICY, ...more });

  it("are kept by revision, and go when they are deleted", async () => {
    const { RevisionId } = await put();
    assert.deepEqual(await put(), { RevisionId });
    assert.deepEqual(await h.call("GetResourcePolicy", { ResourceArn: TABLE }), {
      Policy: POLICY,
      RevisionId,
    });
    assert.match(
      await h.refusal("PutResourcePolicy", {
        ResourceArn: TABLE,
        Policy: POLICY,
        ExpectedRevisionId: "NO_POLICY",
      }),
      /^PolicyNotFoundException/,
    );
    assert.deepEqual(
      await h.call("DeleteResourcePolicy", { ResourceArn: TABLE, ExpectedRevisionId: RevisionId }),
      { RevisionId },
    );
    assert.deepEqual(await h.call("DeleteResourcePolicy", { ResourceArn: TABLE }), {});
    assert.match(await h.refusal("GetResourcePolicy", { ResourceArn: TABLE }), /^PolicyNotFoundException/);
  });

  it("are what every call of the table is judged by", async () => {
    await put();
    h.accesses.length = 0;
    await h.put("orders", { pk: { S: "1" } });
    await h.call("TransactWriteItems", {
      TransactItems: [{ Put: { TableName: TABLE, Item: { pk: { S: "2" } } } }],
    });
    await h.call("BatchGetItem", { RequestItems: { orders: { Keys: [{ pk: { S: "1" } }] } } });
    for (const { action, resourcePolicy } of h.accesses) {
      assert.deepEqual(resourcePolicy?.Statement[0]?.Effect, "Deny", action);
    }
    assert.equal(h.accesses.length, 3);
  });

  it("of a stream are its own", async () => {
    const ResourceArn = await h.streamArn("orders");
    const { RevisionId } = await put({ ResourceArn });
    h.accesses.length = 0;
    await h.call("DescribeStream", { StreamArn: ResourceArn });
    await h.put("orders", { pk: { S: "1" } });
    assert.deepEqual(
      h.accesses.map(({ resourcePolicy }) => resourcePolicy !== undefined),
      [true, false],
    );
    assert.deepEqual(await h.call("DeleteResourcePolicy", { ResourceArn }), { RevisionId });
  });

  it("may come with the table, for who may put them", async () => {
    h.accesses.length = 0;
    await h.createTable("parcels", { ResourcePolicy: POLICY });
    assert.deepEqual(
      h.accesses.map(({ action }) => action),
      ["dynamodb:CreateTable", "dynamodb:PutResourcePolicy"],
    );
    assert.equal(
      (await h.call("GetResourcePolicy", { ResourceArn: TABLE.replace("orders", "parcels") })).Policy,
      POLICY,
    );
  });

  for (const [what, input, expected] of [
    [
      "a policy without a principal",
      { Policy: POLICY.replace('"Principal":"*",', "") },
      /^ValidationException: Invalid policy document: /,
    ],
    ["no JSON", { Policy: "{" }, /^ValidationException: Invalid policy document: /],
    ["more than 20 KB", { Policy: POLICY.padEnd(20 * 1024 + 1) }, /^ValidationException: .*20480 bytes$/],
    [
      "no such table",
      { ResourceArn: `${TABLE}s` },
      /^ResourceNotFoundException: Requested resource not found: /,
    ],
  ] as const) {
    it(`refuse ${what}`, async () =>
      assert.match(
        await h.refusal("PutResourcePolicy", { ResourceArn: TABLE, Policy: POLICY, ...input }),
        expected,
      ));
  }
});

describe("DynamoDB of the account", () => {
  it("tells its limits and its endpoint", async () => {
    const h = new DynamoDbHarness();
    assert.deepEqual(await h.call("DescribeEndpoints", {}), {
      Endpoints: [{ Address: "127.0.0.1:4566", CachePeriodInMinutes: 1440 }],
    });
    assert.equal((await h.call("DescribeLimits", {})).TableMaxReadCapacityUnits, 40_000);
    h.close();
  });

  for (const operation of [
    "CreateBackup",
    "RestoreTableFromBackup",
    "RestoreTableToPointInTime",
    "ExportTableToPointInTime",
    "ImportTable",
    "UpdateContributorInsights",
    "EnableKinesisStreamingDestination",
    "CreateGlobalTable",
  ]) {
    it(`refuses ${operation} by name`, async () => {
      const h = new DynamoDbHarness();
      assert.equal(
        await h.refusal(operation, {}),
        `UnknownOperationException: The local cloud does not have dynamodb:${operation}.`,
      );
      h.close();
    });
  }
});
