/** Source: Amazon DynamoDB Developer Guide, "Legacy conditional parameters". */
import assert from "node:assert/strict";
import type { LegacyInput } from "./legacy/legacy-expressions.ts";
import { DynamoDbHarness, type Page } from "./testing.ts";

const S = (S: string) => ({ S });
const N = (n: number | string) => ({ N: String(n) });
const KEY = { pk: S("a"), sk: N(1) };

describe("DynamoDB's legacy parameters", () => {
  let h: DynamoDbHarness;
  beforeEach(async () => {
    h = new DynamoDbHarness();
    await h.createTable("items", { sk: "N" });
    for (let sk = 1; sk <= 5; sk++) {
      await h.put("items", {
        pk: S("a"),
        sk: N(sk),
        name: S(`name-${sk}`),
        tags: { SS: ["all", `t${sk}`] },
        ...(sk > 3 && { late: { BOOL: true } }),
      });
    }
  });
  afterEach(() => h.close());

  const found = async (operation: "Query" | "Scan", input: LegacyInput) => {
    const page = await h.call<Page>(operation, { TableName: "items", ...input });
    return page.Items?.map(({ sk }) => Number(sk?.N));
  };
  const hash = { pk: { ComparisonOperator: "EQ", AttributeValueList: [S("a")] } } as const;

  for (const [ComparisonOperator, operands, expected] of [
    ["EQ", [N(2)], [2]],
    ["LT", [N(3)], [1, 2]],
    ["LE", [N(3)], [1, 2, 3]],
    ["GT", [N(3)], [4, 5]],
    ["GE", [N(3)], [3, 4, 5]],
    ["BETWEEN", [N(2), N(4)], [2, 3, 4]],
  ] as const) {
    it(`query by ${ComparisonOperator} on the sort key`, async () => {
      const sk = { ComparisonOperator, AttributeValueList: operands };
      assert.deepEqual(await found("Query", { KeyConditions: { ...hash, sk } }), expected);
    });
  }

  for (const [attribute, ComparisonOperator, operands, expected] of [
    ["name", "EQ", [S("name-2")], [2]],
    ["name", "NE", [S("name-2")], [1, 3, 4, 5]],
    ["name", "BEGINS_WITH", [S("name-")], [1, 2, 3, 4, 5]],
    ["name", "CONTAINS", [S("-3")], [3]],
    ["tags", "CONTAINS", [S("t4")], [4]],
    ["tags", "NOT_CONTAINS", [S("t4")], [1, 2, 3, 5]],
    ["name", "IN", [S("name-1"), S("name-5")], [1, 5]],
    ["name", "BETWEEN", [S("name-2"), S("name-3")], [2, 3]],
    ["late", "NULL", [], [1, 2, 3]],
    ["late", "NOT_NULL", [], [4, 5]],
  ] as const) {
    it(`filter by ${ComparisonOperator} of ${attribute}`, async () => {
      const filter = { [attribute]: { ComparisonOperator, AttributeValueList: operands } };
      assert.deepEqual(await found("Query", { KeyConditions: hash, QueryFilter: filter }), expected);
      assert.deepEqual(await found("Scan", { ScanFilter: filter }), expected);
    });
  }

  it("join conditions with AND, or with OR where asked to", async () => {
    const ScanFilter = {
      name: { ComparisonOperator: "EQ", AttributeValueList: [S("name-1")] },
      late: { ComparisonOperator: "NOT_NULL" },
    } as const;
    assert.deepEqual(await found("Scan", { ScanFilter }), []);
    assert.deepEqual(await found("Scan", { ScanFilter, ConditionalOperator: "OR" }), [1, 4, 5]);
  });

  it("get the attributes they name", async () => {
    const names = { AttributesToGet: ["name", "none"] };
    const get = await h.call("GetItem", { TableName: "items", Key: KEY, ...names });
    assert.deepEqual(get.Item, { name: S("name-1") });
    const batch = await h.call<{ Responses: { items: object[] } }>("BatchGetItem", {
      RequestItems: { items: { Keys: [KEY], ...names } },
    });
    assert.deepEqual(batch.Responses.items, [{ name: S("name-1") }]);
    const page = await h.call<Page>("Query", { TableName: "items", KeyConditions: hash, Limit: 1, ...names });
    assert.deepEqual(page.Items, [{ name: S("name-1") }]);
  });

  it("update attributes one by one", async () => {
    const update = (AttributeUpdates: LegacyInput["AttributeUpdates"]) =>
      h.call("UpdateItem", { TableName: "items", Key: KEY, AttributeUpdates, ReturnValues: "UPDATED_NEW" });
    const { Attributes } = await update({
      name: { Value: S("new") },
      count: { Action: "ADD", Value: N(2) },
      tags: { Action: "ADD", Value: { SS: ["t9"] } },
      list: { Action: "ADD", Value: { L: [N(1)] } },
    });
    assert.deepEqual(Attributes, {
      name: S("new"),
      count: N(2),
      tags: { SS: ["all", "t1", "t9"] },
      list: { L: [N(1)] },
    });
    await update({
      tags: { Action: "DELETE", Value: { SS: ["all", "t9"] } },
      name: { Action: "DELETE" },
      list: { Action: "ADD", Value: { L: [N(2)] } },
    });
    assert.deepEqual(await h.get("items", KEY), {
      ...KEY,
      count: N(2),
      tags: { SS: ["t1"] },
      list: { L: [N(1), N(2)] },
    });
  });

  for (const [what, Expected, holds] of [
    ["a value", { name: { Value: S("name-1") } }, true],
    ["another value", { name: { Value: S("other") } }, false],
    ["no attribute", { none: { Exists: false } }, true],
    ["no attribute where there is one", { name: { Exists: false } }, false],
    ["a comparison", { name: { ComparisonOperator: "BEGINS_WITH", AttributeValueList: [S("na")] } }, true],
    ["a comparison with Value", { sk: { ComparisonOperator: "GT", Value: N(1) } }, false],
  ] as const) {
    it(`${holds ? "write" : "do not write"} what expects ${what}`, async () => {
      const input = { TableName: "items", Item: { ...KEY, written: S("yes") }, Expected };
      if (holds) await h.call("PutItem", input);
      else assert.match(await h.refusal("PutItem", input), /^ConditionalCheckFailedException/);
      assert.equal((await h.get("items", KEY))?.written?.S, holds ? "yes" : undefined);
    });
  }

  it("show in the condition keys of the request", async () => {
    h.accesses.length = 0;
    await found("Query", { KeyConditions: hash, AttributesToGet: ["name"] });
    assert.deepEqual(h.accesses[0]?.context, {
      "dynamodb:LeadingKeys": ["a"],
      "dynamodb:Attributes": ["name", "pk"],
    });
  });

  const put = { TableName: "items", Item: KEY };
  const update = { TableName: "items", Key: KEY };
  const query = { TableName: "items", KeyConditions: hash };
  for (const [operation, input, message] of [
    [
      "PutItem",
      { ...put, Expected: { a: {} } },
      "One or more parameter values were invalid: Value must be provided when Exists is null for Attribute: a",
    ],
    [
      "PutItem",
      { ...put, Expected: { a: { Exists: false, Value: S("x") } } },
      "One or more parameter values were invalid: Value cannot be used when Exists is false for Attribute: a",
    ],
    [
      "PutItem",
      { ...put, Expected: { a: { Exists: true, ComparisonOperator: "NULL" } } },
      "One or more parameter values were invalid: Exists and ComparisonOperator cannot be used together for Attribute: a",
    ],
    [
      "PutItem",
      { ...put, Expected: { a: { AttributeValueList: [S("x")] } } },
      "One or more parameter values were invalid: AttributeValueList can only be used with a ComparisonOperator for Attribute: a",
    ],
    [
      "PutItem",
      { ...put, ConditionalOperator: "AND" },
      "ConditionalOperator cannot be used without Filter or Expected",
    ],
    [
      "PutItem",
      { ...put, ConditionalOperator: "AND", Expected: { a: { Exists: false } } },
      "ConditionalOperator can only be used when Filter or Expected has two or more elements",
    ],
    [
      "UpdateItem",
      { ...update, AttributeUpdates: { a: { Action: "PUT" } } },
      "One or more parameter values were invalid: Only DELETE action is allowed when no attribute value is specified",
    ],
    [
      "UpdateItem",
      { ...update, AttributeUpdates: { a: { Action: "ADD", Value: S("x") } } },
      "One or more parameter values were invalid: ADD action is not supported for the type S",
    ],
    [
      "UpdateItem",
      { ...update, AttributeUpdates: { a: { Value: S("x") } }, UpdateExpression: "SET a = :a" },
      "Can not use both expression and non-expression parameters in the same request: " +
        "Non-expression parameters: {AttributeUpdates} Expression parameters: {UpdateExpression}",
    ],
    [
      "Query",
      { ...query, KeyConditions: { ...hash, sk: { ComparisonOperator: "NE", AttributeValueList: [N(1)] } } },
      "Attempted conditional constraint is not an indexable operation",
    ],
    [
      "Query",
      { ...query, QueryFilter: { sk: { ComparisonOperator: "NOT_NULL" } } },
      "QueryFilter can only contain non-primary key attributes: Primary key attribute: sk",
    ],
    [
      "Scan",
      {
        TableName: "items",
        ScanFilter: { a: { ComparisonOperator: "BETWEEN", AttributeValueList: [N(1)] } },
      },
      "One or more parameter values were invalid: Invalid number of argument(s) for the BETWEEN ComparisonOperator",
    ],
    [
      "Scan",
      {
        TableName: "items",
        ScanFilter: { a: { ComparisonOperator: "LT", AttributeValueList: [{ BOOL: true }] } },
      },
      "One or more parameter values were invalid: ComparisonOperator LT is not valid for BOOL AttributeValue type",
    ],
    [
      "Scan",
      { TableName: "items", AttributesToGet: ["a", "a"] },
      "One or more parameter values were invalid: Duplicate value in attribute name: a",
    ],
  ] as const) {
    it(`refuse: ${message.replace("One or more parameter values were invalid: ", "")}`, async () =>
      assert.equal(await h.refusal(operation, input), `ValidationException: ${message}`));
  }
});

describe("DynamoDB item collections", () => {
  it("have their sizes told where a table has local indexes", async () => {
    const h = new DynamoDbHarness();
    const index = {
      IndexName: "by-late",
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "late", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "ALL" },
    };
    const AttributeDefinitions = ["pk", "sk", "late"].map((AttributeName) => ({
      AttributeName,
      AttributeType: "S",
    }));
    await h.createTable("local", { sk: "S", AttributeDefinitions, LocalSecondaryIndexes: [index] });
    await h.createTable("plain");
    const metrics = { ItemCollectionKey: { pk: S("a") }, SizeEstimateRangeGB: [0, 1] };
    const SIZE = { ReturnItemCollectionMetrics: "SIZE" };
    const Item = { pk: S("a"), sk: S("1"), late: S("x") };
    assert.deepEqual(await h.call("PutItem", { TableName: "local", Item, ...SIZE }), {
      ItemCollectionMetrics: metrics,
    });
    assert.deepEqual(await h.call("PutItem", { TableName: "plain", Item, ...SIZE }), {});
    const { ItemCollectionMetrics } = await h.call("BatchWriteItem", {
      RequestItems: { local: [{ PutRequest: { Item } }], plain: [{ PutRequest: { Item } }] },
      ...SIZE,
    });
    assert.deepEqual(ItemCollectionMetrics, { local: [metrics] });
    const written = await h.call("TransactWriteItems", {
      TransactItems: [{ Put: { TableName: "local", Item } }],
      ...SIZE,
    });
    assert.deepEqual(written.ItemCollectionMetrics, { local: [metrics] });
    h.close();
  });
});
