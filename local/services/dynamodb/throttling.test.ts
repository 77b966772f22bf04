import assert from "node:assert/strict";
import { DynamoDbHarness, type Page } from "./testing.ts";

const S = (S: string) => ({ S });
const EXCEEDED = /^ProvisionedThroughputExceededException: The level of configured provisioned throughput/;
const units = (ReadCapacityUnits: number, WriteCapacityUnits: number) => ({
  ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits },
});
/** What costs ten units more than one a second has saved up in five minutes. */
const LARGE = { pk: S("large"), data: S("x".repeat(309.9 * 1024)) };

describe("DynamoDB tables with provisioned capacity", () => {
  let h: DynamoDbHarness;
  beforeEach(async () => {
    h = new DynamoDbHarness();
    await h.createTable("things", { BillingMode: "PROVISIONED", ...units(1, 1) });
  });
  afterEach(() => h.close());

  const put = (pk: string) => ({ TableName: "things", Item: { pk: S(pk) } });
  const get = { TableName: "things", Key: { pk: S("large") }, ConsistentRead: true };
  /** Uses up what there is of reads: 78 units a time. */
  const readAll = async () => {
    for (let read = 0; read < 4; read++) await h.call("GetItem", get);
  };

  it("throttle writes beyond a burst of five minutes, until time has made up for them", async () => {
    await h.put("things", LARGE);
    const key = { TableName: "things", Key: { pk: S("a") } };
    assert.match(await h.refusal("PutItem", put("a")), EXCEEDED);
    assert.match(await h.refusal("UpdateItem", key), EXCEEDED);
    await h.clock.advance(5_000);
    assert.match(await h.refusal("DeleteItem", key), EXCEEDED);
    await h.clock.advance(10_000);
    await h.call("PutItem", put("a"));
    const { Items } = await h.call<Page>("Scan", { TableName: "things" });
    assert.deepEqual(Items?.map(({ pk }) => pk?.S).sort(), ["a", "large"]);
  });

  it("throttle reads of every kind", async () => {
    await h.put("things", LARGE);
    await readAll();
    const query = {
      TableName: "things",
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": S("large") },
    };
    const select = { Statement: "SELECT * FROM things WHERE pk = 'large'" };
    for (const [operation, input] of [
      ["GetItem", get],
      ["Query", query],
      ["Scan", { TableName: "things" }],
      ["BatchGetItem", { RequestItems: { things: { Keys: [{ pk: S("large") }] } } }],
      ["ExecuteStatement", select],
    ] as const)
      assert.match(await h.refusal(operation, input), EXCEEDED, operation);
    const batch = await h.call<{ Responses: { Error: { Code: string } }[] }>("BatchExecuteStatement", {
      Statements: [select],
    });
    assert.equal(batch.Responses[0]?.Error.Code, "ProvisionedThroughputExceeded");
  });

  it("leave unprocessed what a batch has no units for", async () => {
    await h.createTable("others");
    await h.put("things", LARGE);
    const request = { PutRequest: { Item: { pk: S("b") } } };
    const both = { RequestItems: { things: [request], others: [request] } };
    const written = await h.call("BatchWriteItem", both);
    assert.deepEqual(written.UnprocessedItems, { things: [request] });
    assert.match(await h.refusal("BatchWriteItem", { RequestItems: { things: [request] } }), EXCEEDED);
    await readAll();
    const keys = { Keys: [{ pk: S("b") }] };
    const read = await h.call("BatchGetItem", { RequestItems: { things: keys, others: keys } });
    assert.deepEqual(read, {
      Responses: { things: [], others: [{ pk: S("b") }] },
      UnprocessedKeys: { things: keys },
    });
  });

  it("cancel transactions, item by item", async () => {
    await h.createTable("others");
    await h.put("things", LARGE);
    const codes = async (operation: string, TransactItems: readonly object[]) => {
      const { fields } = await h.failure(operation, { TransactItems });
      return (fields.CancellationReasons as { Code: string }[]).map(({ Code }) => Code);
    };
    const Item = { pk: S("c") };
    const puts = ["others", "things"].map((TableName) => ({ Put: { TableName, Item } }));
    assert.deepEqual(await codes("TransactWriteItems", puts), ["None", "ProvisionedThroughputExceeded"]);
    assert.equal(await h.get("others", Item), undefined);
    await readAll();
    const gets = ["others", "things"].map((TableName) => ({ Get: { TableName, Key: Item } }));
    assert.deepEqual(await codes("TransactGetItems", gets), ["None", "ProvisionedThroughputExceeded"]);
  });

  it("throttle a write that an index has no units for, and no other", async () => {
    await h.createTable("indexed", {
      BillingMode: "PROVISIONED",
      ...units(1_000, 1_000),
      AttributeDefinitions: ["pk", "g"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      GlobalSecondaryIndexes: [
        {
          IndexName: "by-g",
          KeySchema: [{ AttributeName: "g", KeyType: "HASH" }],
          Projection: { ProjectionType: "ALL" },
          ...units(1, 1),
        },
      ],
    });
    await h.put("indexed", { ...LARGE, g: S("g") });
    assert.match(
      await h.refusal("PutItem", { TableName: "indexed", Item: { pk: S("a"), g: S("g") } }),
      /one or more global secondary indexes of the table was exceeded/,
    );
    await h.put("indexed", { pk: S("a") });
  });

  it("have more when they are given more, and no bound on demand", async () => {
    await h.put("things", LARGE);
    assert.match(await h.refusal("PutItem", put("a")), EXCEEDED);
    await h.call("UpdateTable", { TableName: "things", ...units(1, 2) });
    await h.call("PutItem", put("a"));
    await h.call("UpdateTable", { TableName: "things", BillingMode: "PAY_PER_REQUEST" });
    for (let write = 0; write < 5; write++) await h.put("things", LARGE);
  });
});
