import assert from "node:assert/strict";
import { DynamoDbHarness, type WireItem } from "./testing.ts";

const S = (S: string) => ({ S });
const N = (n: number | string) => ({ N: String(n) });
const put = (id: string, more: object = {}) => ({ TableName: "orders", Item: { pk: S(id), ...more } });
const keyed = (id: string) => ({ TableName: "orders", Key: { pk: S(id) } });
const fresh = { ConditionExpression: "attribute_not_exists(pk)" };

describe("DynamoDB transactions", () => {
  let h: DynamoDbHarness;
  const transact = (...TransactItems: object[]) => h.call("TransactWriteItems", { TransactItems });
  beforeEach(async () => {
    h = new DynamoDbHarness();
    await h.createTable("orders");
    await h.put("orders", { pk: S("1"), v: N(1) }, { pk: S("2"), v: N(2) });
  });
  afterEach(() => h.close());

  it("write everything", async () => {
    await transact(
      { Put: { ...put("3"), ...fresh } },
      {
        Update: {
          ...keyed("1"),
          UpdateExpression: "ADD v :one",
          ExpressionAttributeValues: { ":one": N(1) },
        },
      },
      { Delete: keyed("2") },
      { ConditionCheck: { ...keyed("4"), ...fresh } },
    );
    assert.deepEqual(await h.get("orders", { pk: S("1") }), { pk: S("1"), v: N(2) });
    assert.equal(await h.get("orders", { pk: S("2") }), undefined);
    assert.deepEqual(await h.get("orders", { pk: S("3") }), { pk: S("3") });
    assert.equal(await h.get("orders", { pk: S("4") }), undefined);
  });

  it("or nothing, with the reasons by position", async () => {
    const error = await h.failure("TransactWriteItems", {
      TransactItems: [
        { Put: { ...put("3"), ...fresh } },
        { Put: { ...put("1"), ...fresh, ReturnValuesOnConditionCheckFailure: "ALL_OLD" } },
        { Update: { ...keyed("2"), UpdateExpression: "SET v.x = v" } },
        { ConditionCheck: { ...keyed("4"), ConditionExpression: "attribute_exists(pk)" } },
      ],
    });
    assert.equal(error.code, "TransactionCanceledException");
    assert.equal(
      error.message,
      "Transaction cancelled, please refer cancellation reasons for specific reasons " +
        "[None, ConditionalCheckFailed, ValidationError, ConditionalCheckFailed]",
    );
    assert.deepEqual(error.fields.CancellationReasons, [
      { Code: "None" },
      {
        Code: "ConditionalCheckFailed",
        Message: "The conditional request failed",
        Item: { pk: S("1"), v: N(1) },
      },
      {
        Code: "ValidationError",
        Message: "The document path provided in the update expression is invalid for update",
      },
      { Code: "ConditionalCheckFailed", Message: "The conditional request failed" },
    ]);
    assert.equal(await h.get("orders", { pk: S("3") }), undefined);
    assert.deepEqual(await h.get("orders", { pk: S("2") }), { pk: S("2"), v: N(2) });
  });

  it("are done once under a token, for ten minutes", async () => {
    const add = (by: number, token = "token") => ({
      ClientRequestToken: token,
      TransactItems: [
        {
          Update: { ...keyed("1"), UpdateExpression: "ADD v :n", ExpressionAttributeValues: { ":n": N(by) } },
        },
      ],
    });
    const value = async () => (await h.get("orders", { pk: S("1") }))?.v;
    await h.call("TransactWriteItems", add(1));
    await h.call("TransactWriteItems", add(1));
    assert.deepEqual(await value(), N(2));
    assert.match(await h.refusal("TransactWriteItems", add(2)), /^IdempotentParameterMismatchException/);
    await h.clock.advance(599_000);
    await h.call("TransactWriteItems", add(1));
    assert.deepEqual(await value(), N(2));
    await h.clock.advance(2_000);
    await h.call("TransactWriteItems", add(1));
    assert.deepEqual(await value(), N(3));
  });

  it("that failed are tried anew under their token", async () => {
    const input = { ClientRequestToken: "token", TransactItems: [{ Put: { ...put("1"), ...fresh } }] };
    assert.match(await h.refusal("TransactWriteItems", input), /^TransactionCanceledException/);
    await h.call("DeleteItem", keyed("1"));
    await h.call("TransactWriteItems", input);
  });

  for (const [what, items, message] of [
    [
      "nothing",
      [],
      /Value '\[\]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1$/,
    ],
    [
      "101 items",
      Array.from({ length: 101 }, (_, index) => ({ Put: put(String(index)) })),
      /Member must have length less than or equal to 100$/,
    ],
    [
      "one item twice",
      [{ Put: put("7") }, { Delete: keyed("7") }],
      /^ValidationException: Transaction request cannot include multiple operations on one item$/,
    ],
    [
      "two actions in one",
      [{ Put: put("7"), Delete: keyed("8") }],
      /can only contain one of Check, Put, Update or Delete$/,
    ],
    ["no action", [{}], /can only contain one of Check, Put, Update or Delete$/],
    [
      "a table that is not there",
      [{ Delete: { ...keyed("7"), TableName: "absent" } }],
      /^ResourceNotFoundException: Requested resource not found$/,
    ],
    [
      "a syntax error",
      [{ Update: { ...keyed("7"), UpdateExpression: "SET" } }],
      /^ValidationException: Invalid UpdateExpression: Syntax error/,
    ],
    [
      "an unused value",
      [{ Put: { ...put("7"), ...fresh, ExpressionAttributeValues: { ":v": N(1) } } }],
      /unused in expressions: keys: \{:v\}$/,
    ],
    [
      "a wrong key",
      [{ Delete: { TableName: "orders", Key: { id: S("7") } } }],
      /^TransactionCanceledException: .*\[ValidationError\]$/,
    ],
    [
      "more than 4 MB",
      Array.from({ length: 11 }, (_, index) => ({ Put: put(String(index), { a: S("x".repeat(400_000)) }) })),
      /^ValidationException: .*exceeding the 4MB limit$/,
    ],
  ] as const) {
    it(`refuse ${what}`, async () => {
      assert.match(await h.refusal("TransactWriteItems", { TransactItems: items }), message);
      assert.equal(await h.get("orders", { pk: S("7") }), undefined);
    });
  }

  it("read at one moment, and cost double", async () => {
    const output = await h.call("TransactGetItems", {
      TransactItems: [{ Get: { ...keyed("1"), ProjectionExpression: "v" } }, { Get: keyed("9") }],
      ReturnConsumedCapacity: "TOTAL",
    });
    assert.deepEqual(output, {
      Responses: [{ Item: { v: N(1) } }, {}],
      ConsumedCapacity: [{ TableName: "orders", CapacityUnits: 4, ReadCapacityUnits: 4 }],
    });
    const written = await h.call("TransactWriteItems", {
      TransactItems: [{ Put: put("5") }],
      ReturnConsumedCapacity: "TOTAL",
    });
    assert.deepEqual(written.ConsumedCapacity, [
      { TableName: "orders", CapacityUnits: 2, WriteCapacityUnits: 2 },
    ]);
    assert.match(
      await h.refusal("TransactGetItems", { TransactItems: [{ Get: { TableName: "orders", Key: {} } }] }),
      /\[ValidationError\]$/,
    );
  });

  it("are cancelled where another transaction is said to hold an item", async () => {
    const contended = new DynamoDbHarness({
      transactionConflicts: (participants) => (participants.length > 1 ? [1] : []),
    });
    await contended.createTable("orders");
    const error = await contended.failure("TransactWriteItems", {
      TransactItems: [{ Put: put("1") }, { Put: put("2") }],
    });
    assert.deepEqual(error.fields.CancellationReasons, [
      { Code: "None" },
      { Code: "TransactionConflict", Message: "Transaction is ongoing for the item" },
    ]);
    assert.equal(await contended.get("orders", { pk: S("1") }), undefined);
    await contended.call("TransactWriteItems", { TransactItems: [{ Put: put("1") }] });
    contended.close();
  });
});

describe("DynamoDB batches", () => {
  let h: DynamoDbHarness;
  beforeEach(async () => {
    h = new DynamoDbHarness();
    await h.createTable("orders");
    await h.createTable("users");
  });
  afterEach(() => h.close());

  const PutRequest = (id: string) => ({ PutRequest: { Item: { pk: S(id) } } });

  it("write and read several tables", async () => {
    await h.put("users", { pk: S("old") });
    const written = await h.call("BatchWriteItem", {
      RequestItems: {
        orders: [PutRequest("1"), PutRequest("2")],
        users: [{ DeleteRequest: { Key: { pk: S("old") } } }],
      },
    });
    assert.deepEqual(written, { UnprocessedItems: {} });
    const read = await h.call<{ Responses: Record<string, WireItem[]>; UnprocessedKeys: object }>(
      "BatchGetItem",
      {
        RequestItems: {
          orders: { Keys: [{ pk: S("1") }, { pk: S("3") }], ConsistentRead: true },
          users: { Keys: [{ pk: S("old") }] },
        },
      },
    );
    assert.deepEqual(read, { Responses: { orders: [{ pk: S("1") }], users: [] }, UnprocessedKeys: {} });
  });

  it("leave over what is behind 16 MB", async () => {
    const ids = Array.from({ length: 50 }, (_, index) => String(index));
    await h.put("orders", ...ids.map((id) => ({ pk: S(id), a: S("x".repeat(400_000)) })));
    const { Responses, UnprocessedKeys } = await h.call<{
      Responses: Record<string, WireItem[]>;
      UnprocessedKeys: Record<string, { Keys: WireItem[] }>;
    }>("BatchGetItem", { RequestItems: { orders: { Keys: ids.map((id) => ({ pk: S(id) })) } } });
    assert.deepEqual([Responses.orders?.length, UnprocessedKeys.orders?.Keys.length], [41, 9]);
  });

  for (const [what, operation, items, message] of [
    ["nothing", "BatchWriteItem", {}, "The requestItems parameter is required for BatchWriteItem"],
    [
      "duplicates",
      "BatchWriteItem",
      { orders: [PutRequest("1"), PutRequest("1")] },
      "Provided list of item keys contains duplicates",
    ],
    [
      "duplicate keys",
      "BatchGetItem",
      { orders: { Keys: [{ pk: S("1") }, { pk: S("1") }] } },
      "Provided list of item keys contains duplicates",
    ],
    [
      "26 writes",
      "BatchWriteItem",
      {
        orders: Array.from({ length: 13 }, (_, index) => PutRequest(String(index))),
        users: Array.from({ length: 13 }, (_, index) => PutRequest(String(index))),
      },
      "Too many items requested for the BatchWriteItem call",
    ],
    [
      "101 keys",
      "BatchGetItem",
      { orders: { Keys: Array.from({ length: 101 }, (_, index) => ({ pk: S(String(index)) })) } },
      "1 validation error detected: Value at 'RequestItems.orders.member.Keys' failed to satisfy constraint: Member must have length less than or equal to 100",
    ],
  ] as const) {
    it(`refuse ${what}`, async () => {
      assert.equal(await h.refusal(operation, { RequestItems: items }), `ValidationException: ${message}`);
    });
  }
});
