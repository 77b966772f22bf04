import assert from "node:assert/strict";
import { DynamoDbHarness, type Page } from "./testing.ts";

const S = (S: string) => ({ S });
const N = (n: number | string) => ({ N: String(n) });

const ATTRIBUTES = [
  { AttributeName: "pk", AttributeType: "S" },
  { AttributeName: "sk", AttributeType: "S" },
  { AttributeName: "g", AttributeType: "S" },
  { AttributeName: "t", AttributeType: "N" },
];
const key = (hash: string, range?: string) => [
  { AttributeName: hash, KeyType: "HASH" },
  ...(range ? [{ AttributeName: range, KeyType: "RANGE" }] : []),
];

describe("DynamoDB indexes", () => {
  let h: DynamoDbHarness;
  beforeEach(async () => {
    h = new DynamoDbHarness();
    await h.createTable("indexed", {
      sk: "S",
      AttributeDefinitions: ATTRIBUTES,
      GlobalSecondaryIndexes: [
        {
          IndexName: "by-g",
          KeySchema: key("g", "t"),
          Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["note"] },
        },
      ],
      LocalSecondaryIndexes: [
        { IndexName: "by-t", KeySchema: key("pk", "t"), Projection: { ProjectionType: "KEYS_ONLY" } },
      ],
    });
    await h.put(
      "indexed",
      { pk: S("p"), sk: S("1"), g: S("x"), t: N(10), note: S("a"), more: S("m1") },
      { pk: S("p"), sk: S("2"), g: S("x"), t: N(-1), note: S("b"), more: S("m2") },
      { pk: S("p"), sk: S("3"), g: S("x"), note: S("no t") },
      { pk: S("q"), sk: S("4"), t: N(3), note: S("no g") },
    );
  });
  afterEach(() => h.close());

  const byG = {
    TableName: "indexed",
    IndexName: "by-g",
    KeyConditionExpression: "g = :g",
    ExpressionAttributeValues: { ":g": S("x") },
  };
  const byT = {
    TableName: "indexed",
    IndexName: "by-t",
    KeyConditionExpression: "pk = :p",
    ExpressionAttributeValues: { ":p": S("p") },
  };

  it("hold the items that have their keys, projected, in the order of the sort key", async () => {
    const page: Page = await h.call("Query", byG);
    assert.deepEqual(page.Items, [
      { pk: S("p"), sk: S("2"), g: S("x"), t: N(-1), note: S("b") },
      { pk: S("p"), sk: S("1"), g: S("x"), t: N(10), note: S("a") },
    ]);
  });

  it("follow every write", async () => {
    await h.call("DeleteItem", { TableName: "indexed", Key: { pk: S("p"), sk: S("2") } });
    await h.call("UpdateItem", {
      TableName: "indexed",
      Key: { pk: S("p"), sk: S("3") },
      UpdateExpression: "SET t = :t",
      ExpressionAttributeValues: { ":t": N(99) },
    });
    await h.call("UpdateItem", {
      TableName: "indexed",
      Key: { pk: S("p"), sk: S("1") },
      UpdateExpression: "REMOVE g",
    });
    const page: Page = await h.call("Query", byG);
    assert.deepEqual(
      page.Items?.map(({ sk }) => sk),
      [S("3")],
    );
    assert.equal(
      ((await h.call<Page>("Scan", { TableName: "indexed", IndexName: "by-t" })).Items ?? []).length,
      3,
    );
  });

  it("are paged with the keys of the table and of the index", async () => {
    const first: Page = await h.call("Query", { ...byG, Limit: 1 });
    assert.deepEqual(first.LastEvaluatedKey, { pk: S("p"), sk: S("2"), g: S("x"), t: N(-1) });
    const second: Page = await h.call("Query", { ...byG, ExclusiveStartKey: first.LastEvaluatedKey });
    assert.deepEqual(
      second.Items?.map(({ sk }) => sk),
      [S("1")],
    );
    const invalid = { pk: S("p"), sk: S("2") };
    assert.equal(
      await h.refusal("Query", { ...byG, ExclusiveStartKey: invalid }),
      "ValidationException: The provided starting key is invalid",
    );
    const elsewhere = { ...first.LastEvaluatedKey, g: S("y") };
    assert.equal(
      await h.refusal("Query", { ...byG, ExclusiveStartKey: elsewhere }),
      "ValidationException: The provided starting key is outside query boundaries based on provided conditions",
    );
  });

  it("fetch from the table only where they are local, and charge for it", async () => {
    const page: Page = await h.call("Query", {
      ...byT,
      Select: "ALL_ATTRIBUTES",
      ConsistentRead: true,
      ReturnConsumedCapacity: "INDEXES",
    });
    assert.deepEqual(
      page.Items?.map(({ more }) => more),
      [S("m2"), S("m1")],
    );
    assert.deepEqual(page.ConsumedCapacity, {
      TableName: "indexed",
      CapacityUnits: 3,
      Table: { CapacityUnits: 2 },
      LocalSecondaryIndexes: { "by-t": { CapacityUnits: 1 } },
    });
    const prefix = "ValidationException: One or more parameter values were invalid:";
    assert.equal(
      await h.refusal("Query", { ...byG, Select: "ALL_ATTRIBUTES" }),
      `${prefix} Select type ALL_ATTRIBUTES is not supported for global secondary index by-g because its projection type is not ALL`,
    );
    assert.equal(
      await h.refusal("Query", { ...byG, ProjectionExpression: "more" }),
      `${prefix} Global secondary index by-g does not project [more]`,
    );
  });

  it("charge writes for what changes in them", async () => {
    const write = async (item: object) => {
      const output = await h.call("PutItem", {
        TableName: "indexed",
        Item: { pk: S("p"), sk: S("1"), ...item },
        ReturnConsumedCapacity: "INDEXES",
      });
      return output.ConsumedCapacity as Record<string, unknown>;
    };
    const same = await write({ g: S("x"), t: N(10), note: S("a"), more: S("changed") });
    assert.deepEqual(same, { TableName: "indexed", CapacityUnits: 1, Table: { CapacityUnits: 1 } });
    const moved = await write({ g: S("x"), t: N(11), note: S("a") });
    assert.deepEqual(moved.GlobalSecondaryIndexes, { "by-g": { CapacityUnits: 2 } });
    assert.deepEqual(moved.LocalSecondaryIndexes, { "by-t": { CapacityUnits: 2 } });
    const gone = await write({});
    assert.deepEqual(
      [gone.CapacityUnits, gone.GlobalSecondaryIndexes],
      [3, { "by-g": { CapacityUnits: 1 } }],
    );
  });

  for (const [what, operation, change, message] of [
    [
      "a consistent read of a global index",
      "Query",
      { ...byG, ConsistentRead: true },
      "Consistent reads are not supported on global secondary indexes",
    ],
    [
      "an index that is not there",
      "Query",
      { ...byG, IndexName: "absent" },
      "The table does not have the specified index: absent",
    ],
    [
      "no condition on the partition key",
      "Query",
      { ...byG, KeyConditionExpression: "t > :g" },
      "Query condition missed key schema element: g",
    ],
    [
      "a range of partition keys",
      "Query",
      { ...byG, KeyConditionExpression: "g > :g" },
      "Query key condition not supported",
    ],
    [
      "a condition on another attribute",
      "Query",
      { ...byG, KeyConditionExpression: "g = :g AND note = :g" },
      "Query condition missed key schema element: t",
    ],
    [
      "a key of another type",
      "Query",
      { ...byG, ExpressionAttributeValues: { ":g": N(1) } },
      "One or more parameter values were invalid: Condition parameter type does not match schema type",
    ],
    [
      "OR in a key condition",
      "Query",
      { ...byG, KeyConditionExpression: "g = :g OR t = :g" },
      "Invalid operator used in KeyConditionExpression: OR",
    ],
    [
      "ALL_PROJECTED_ATTRIBUTES without an index",
      "Scan",
      { TableName: "indexed", Select: "ALL_PROJECTED_ATTRIBUTES" },
      "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName",
    ],
    [
      "a projection when only counting",
      "Scan",
      { TableName: "indexed", Select: "COUNT", ProjectionExpression: "pk" },
      "Cannot specify the ProjectionExpression when choosing to get only the Count",
    ],
    [
      "Limit 0",
      "Query",
      { ...byG, Limit: 0 },
      "1 validation error detected: Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
  ] as const) {
    it(`refuse ${what}`, async () => {
      assert.equal(await h.refusal(operation, change), `ValidationException: ${message}`);
    });
  }

  it("refuse attributes that do not fit their keys", async () => {
    const item = { pk: S("p"), sk: S("9") };
    const prefix = "ValidationException: One or more parameter values";
    assert.equal(
      await h.refusal("PutItem", { TableName: "indexed", Item: { ...item, g: N(1) } }),
      `${prefix} were invalid: Type mismatch for Index Key g Expected: S Actual: N IndexName: by-g`,
    );
    assert.equal(
      await h.refusal("PutItem", { TableName: "indexed", Item: { ...item, g: S("") } }),
      `${prefix} are not valid. A value specified for a secondary index key is not supported. ` +
        "The AttributeValue for a key attribute cannot contain an empty string value. IndexName: by-g, IndexKey: g",
    );
    assert.equal(
      await h.refusal("UpdateItem", {
        TableName: "indexed",
        Key: item,
        UpdateExpression: "SET t = :t",
        ExpressionAttributeValues: { ":t": S("soon") },
      }),
      "ValidationException: The update expression attempted to update the secondary index key to unsupported type",
    );
  });

  it("are added to a table with items, and removed", async () => {
    const update = (change: object) =>
      h.call<{
        TableDescription: {
          GlobalSecondaryIndexes?: { IndexName: string }[];
          AttributeDefinitions: object[];
        };
      }>("UpdateTable", { TableName: "indexed", ...change });
    const added = await update({
      AttributeDefinitions: [{ AttributeName: "note", AttributeType: "S" }],
      GlobalSecondaryIndexUpdates: [
        { Create: { IndexName: "by-note", KeySchema: key("note"), Projection: { ProjectionType: "ALL" } } },
      ],
    });
    assert.equal(added.TableDescription.GlobalSecondaryIndexes?.length, 2);
    const page: Page = await h.call("Scan", { TableName: "indexed", IndexName: "by-note" });
    assert.equal(page.Count, 4);
    const removed = await update({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "by-note" } }] });
    assert.deepEqual(removed.TableDescription.AttributeDefinitions, ATTRIBUTES);
    assert.match(
      await h.refusal("Scan", { TableName: "indexed", IndexName: "by-note" }),
      /does not have the specified index/,
    );
  });
});
