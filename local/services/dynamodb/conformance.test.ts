import assert from "node:assert/strict";
import { DynamoDbHarness, type Page, type WireItem } from "./testing.ts";

const S = (S: string) => ({ S });
const N = (n: number | string) => ({ N: String(n) });

describe("DynamoDB items", () => {
  let h: DynamoDbHarness;
  beforeEach(async () => {
    h = new DynamoDbHarness();
    await h.createTable("items");
    await h.createTable("ranged", { sk: "S" });
  });
  afterEach(() => h.close());

  it("keeps every type, and answers copies", async () => {
    const item = {
      pk: S("1"),
      n: N("1E2"),
      bin: { B: "AQL/" },
      ss: { SS: ["b", "a"] },
      ns: { NS: ["1.0", "2"] },
      bs: { BS: ["AQ=="] },
      list: { L: [S(""), { NULL: true }, { BOOL: false }] },
      map: { M: { __proto__x: S("x"), empty: { M: {} } } },
    };
    await h.put("items", item);
    item.ss.SS.push("c");
    const read = await h.get("items", { pk: S("1") });
    assert.deepEqual(read, {
      ...item,
      n: N(100),
      ns: { NS: ["1", "2"] },
      ss: { SS: ["b", "a"] },
    });
    assert.ok(read?.ss?.SS);
    (read.ss.SS as string[]).push("d");
    assert.deepEqual((await h.get("items", { pk: S("1") }))?.ss, { SS: ["b", "a"] });
  });

  it("takes any attribute name", async () => {
    const item = JSON.parse('{"pk": {"S": "1"}, "__proto__": {"S": "own"}, "toString": {"N": "1"}}');
    await h.put("items", item);
    assert.equal(
      JSON.stringify(await h.get("items", { pk: S("1") })),
      '{"pk":{"S":"1"},"__proto__":{"S":"own"},"toString":{"N":"1"}}',
    );
  });

  for (const [what, attribute, message] of [
    [
      "an empty set",
      { SS: [] },
      "One or more parameter values were invalid: An string set  may not be empty",
    ],
    [
      "duplicates in a set",
      { SS: ["a", "a"] },
      "One or more parameter values were invalid: Input collection [a, a] contains duplicates.",
    ],
    ["equal numbers in a set", { NS: ["1", "1.0"] }, "Input collection contains duplicates"],
    ["no number", { N: "one" }, "The parameter cannot be converted to a numeric value: one"],
    ["39 digits", { N: "1".repeat(39) }, "Attempting to store more than 38 significant digits in a Number"],
    [
      "NULL false",
      { NULL: false },
      "One or more parameter values were invalid: Null attribute value types must have the value of true",
    ],
    [
      "two types",
      { S: "a", N: "1" },
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
    ],
    ["no type", {}, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"],
    [
      "33 levels",
      nested(33),
      "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
    ],
    ["more than 400 KB", { S: "x".repeat(409_600) }, "Item size has exceeded the maximum allowed size"],
  ] as const) {
    it(`refuses ${what}`, async () => {
      assert.equal(
        await h.refusal("PutItem", { TableName: "items", Item: { pk: S("1"), a: attribute } }),
        `ValidationException: ${message}`,
      );
    });
  }

  it("takes 32 levels and exactly 400 KB", async () => {
    await h.put("items", { pk: S("1"), a: nested(31) }, { pk: S("2"), a: S("x".repeat(409_600 - 4)) });
  });

  for (const [what, key, message] of [
    ["a missing sort key", { pk: S("1") }, "The provided key element does not match the schema"],
    ["a wrong type", { pk: N(1), sk: S("1") }, "The provided key element does not match the schema"],
    [
      "an attribute too many",
      { pk: S("1"), sk: S("1"), x: S("1") },
      "The provided key element does not match the schema",
    ],
    [
      "an empty key",
      { pk: S("1"), sk: S("") },
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: sk",
    ],
    [
      "a long partition key",
      { pk: S("é".repeat(1025)), sk: S("1") },
      "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes",
    ],
    [
      "a long sort key",
      { pk: S("1"), sk: S("x".repeat(1025)) },
      "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes",
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      assert.equal(
        await h.refusal("GetItem", { TableName: "ranged", Key: key }),
        `ValidationException: ${message}`,
      );
    });
  }

  it("names a missing or mistyped key of an item", async () => {
    const put = (Item: object) => h.refusal("PutItem", { TableName: "ranged", Item });
    const prefix = "ValidationException: One or more parameter values were invalid:";
    assert.equal(await put({ pk: S("1") }), `${prefix} Missing the key sk in the item`);
    assert.equal(
      await put({ pk: S("1"), sk: N(1) }),
      `${prefix} Type mismatch for key sk expected: S actual: N`,
    );
  });

  it("returns what was asked for", async () => {
    const update = (returnValues: string) =>
      h.call("UpdateItem", {
        TableName: "items",
        Key: { pk: S("1") },
        UpdateExpression: "SET doc.a = :a ADD n :one",
        ExpressionAttributeValues: { ":a": S(returnValues), ":one": N(1) },
        ReturnValues: returnValues,
      });
    const item = { pk: S("1"), doc: { M: { b: S("b") } } };
    assert.deepEqual(
      await h.call("PutItem", { TableName: "items", Item: item, ReturnValues: "ALL_OLD" }),
      {},
    );
    assert.deepEqual(await update("UPDATED_OLD"), {});
    assert.deepEqual(await update("UPDATED_NEW"), {
      Attributes: { doc: { M: { a: S("UPDATED_NEW") } }, n: N(2) },
    });
    assert.deepEqual(await update("UPDATED_OLD"), {
      Attributes: { doc: { M: { a: S("UPDATED_NEW") } }, n: N(2) },
    });
    assert.deepEqual(await update("ALL_NEW"), {
      Attributes: { pk: S("1"), doc: { M: { b: S("b"), a: S("ALL_NEW") } }, n: N(4) },
    });
    const removed = await h.call("DeleteItem", {
      TableName: "items",
      Key: { pk: S("1") },
      ReturnValues: "ALL_OLD",
    });
    assert.deepEqual((removed.Attributes as WireItem).n, N(4));
    assert.equal(
      await h.refusal("PutItem", { TableName: "items", Item: item, ReturnValues: "ALL_NEW" }),
      "ValidationException: ReturnValues can only be ALL_OLD or NONE",
    );
  });

  it("fails a condition with the item only where that was asked for", async () => {
    await h.put("items", { pk: S("1"), v: N(1) });
    const input = {
      TableName: "items",
      Item: { pk: S("1") },
      ConditionExpression: "attribute_not_exists(pk)",
    };
    const plain = await h.failure("PutItem", input);
    assert.deepEqual(
      [plain.code, plain.message, plain.fields],
      ["ConditionalCheckFailedException", "The conditional request failed", {}],
    );
    const detailed = await h.failure("PutItem", { ...input, ReturnValuesOnConditionCheckFailure: "ALL_OLD" });
    assert.deepEqual(detailed.fields, { Item: { pk: S("1"), v: N(1) } });
  });

  it("says Requested resource not found, whether by name or by ARN", async () => {
    const message = "ResourceNotFoundException: Requested resource not found";
    assert.equal(await h.refusal("GetItem", { TableName: "absent", Key: { pk: S("1") } }), message);
    const arn = "arn:aws:dynamodb:eu-west-1:000000000000:table/";
    assert.equal(await h.refusal("GetItem", { TableName: `${arn}absent`, Key: { pk: S("1") } }), message);
    assert.deepEqual(await h.call("GetItem", { TableName: `${arn}items`, Key: { pk: S("1") } }), {});
  });

  it("counts capacity units", async () => {
    const item = { pk: S("1"), a: S("x".repeat(5000)) };
    const capacity = async (operation: string, input: object) =>
      (await h.call(operation, { TableName: "items", ReturnConsumedCapacity: "TOTAL", ...input }))
        .ConsumedCapacity;
    const units = (CapacityUnits: number) => ({ TableName: "items", CapacityUnits });
    assert.deepEqual(await capacity("PutItem", { Item: item }), units(5));
    assert.deepEqual(await capacity("GetItem", { Key: { pk: S("1") } }), units(1));
    assert.deepEqual(await capacity("GetItem", { Key: { pk: S("1") }, ConsistentRead: true }), units(2));
    assert.deepEqual(await capacity("GetItem", { Key: { pk: S("2") } }), units(0.5));
    assert.deepEqual(await capacity("PutItem", { Item: { pk: S("1") } }), units(5));
    assert.deepEqual(await capacity("DeleteItem", { Key: { pk: S("1") } }), units(1));
  });

  it("lists all violated constraints at once, and refuses what it does not support", async () => {
    assert.equal(
      await h.refusal("PutItem", { TableName: "items", ReturnConsumedCapacity: "SOME", ReturnValues: "ALL" }),
      "ValidationException: 3 validation errors detected: " +
        "Value null at 'item' failed to satisfy constraint: Member must not be null; " +
        "Value 'SOME' at 'returnConsumedCapacity' failed to satisfy constraint: " +
        "Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; " +
        "Value 'ALL' at 'returnValues' failed to satisfy constraint: " +
        "Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]",
    );
    const key = { TableName: "items", Key: { pk: S("1") } };
    assert.match(
      await h.refusal("GetItem", { ...key, Unheard: 1 }),
      /does not support the member Unheard of GetItem/,
    );
    assert.match(await h.refusal("GetItem", { ...key, ConsistentRead: "yes" }), /^SerializationException/);
    assert.match(
      await h.refusal("CreateBackup", { TableName: "items", BackupName: "b" }),
      /^UnknownOperationException/,
    );
    assert.match(
      await h.refusal("DeleteItem", { ...key, Expected: {}, ConditionExpression: "attribute_exists(pk)" }),
      /Non-expression parameters: \{Expected\} Expression parameters: \{ConditionExpression\}$/,
    );
  });

  it("stops a page behind 1 MB", async () => {
    for (const sk of ["1", "2", "3", "4"])
      await h.put("ranged", { pk: S("p"), sk: S(sk), a: S("x".repeat(400_000)) });
    const input = {
      TableName: "ranged",
      KeyConditionExpression: "pk = :p",
      ExpressionAttributeValues: { ":p": S("p") },
    };
    const first: Page = await h.call("Query", { ...input, Select: "COUNT" });
    assert.deepEqual(first, { Count: 3, ScannedCount: 3, LastEvaluatedKey: { pk: S("p"), sk: S("3") } });
    const second: Page = await h.call("Query", { ...input, ExclusiveStartKey: first.LastEvaluatedKey });
    assert.deepEqual([second.Count, second.LastEvaluatedKey], [1, undefined]);
  });

  it("sorts strings by their UTF-8 bytes", async () => {
    const sorted = ["", "A", "a", "é", "\ud7ff", "\ue000", "\uffee", "😀"].map((c) => `k${c}`);
    for (const sk of [...sorted].reverse()) await h.put("ranged", { pk: S("p"), sk: S(sk) });
    const query = async (condition: string, values: object) => {
      const page: Page = await h.call("Query", {
        TableName: "ranged",
        KeyConditionExpression: `pk = :p${condition}`,
        ExpressionAttributeValues: { ":p": S("p"), ...values },
      });
      return page.Items?.map(({ sk }) => sk?.S);
    };
    assert.deepEqual(await query("", {}), sorted);
    assert.deepEqual(await query(" AND sk > :k", { ":k": S("k\ue000") }), sorted.slice(6));
    assert.deepEqual(await query(" AND begins_with(sk, :k)", { ":k": S("k😀") }), ["k😀"]);
  });

  it("filters behind Limit, and does not filter by keys", async () => {
    for (const sk of ["1", "2", "3"])
      await h.put("ranged", { pk: S("p"), sk: S(sk), odd: { BOOL: sk !== "2" } });
    const input = {
      TableName: "ranged",
      KeyConditionExpression: "pk = :p",
      ExpressionAttributeValues: { ":p": S("p"), ":t": { BOOL: true } },
    };
    const page: Page = await h.call("Query", { ...input, FilterExpression: "odd = :t", Limit: 2 });
    assert.deepEqual([page.Count, page.ScannedCount, page.LastEvaluatedKey?.sk], [1, 2, S("2")]);
    assert.equal(
      await h.refusal("Query", { ...input, FilterExpression: "sk <> :t" }),
      "ValidationException: Filter Expression can only contain non-primary key attributes: Primary key attribute: sk",
    );
  });
});

function nested(levels: number): object {
  return levels === 0 ? { S: "leaf" } : { L: [nested(levels - 1)] };
}
