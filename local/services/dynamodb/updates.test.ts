import assert from "node:assert/strict";
import { DynamoDbHarness } from "./testing.ts";

const S = (S: string) => ({ S });
const N = (n: number | string) => ({ N: String(n) });
const L = (...L: object[]) => ({ L });

const ITEM = {
  pk: S("1"),
  n: N(5),
  a: S("a"),
  letters: L(S("a"), S("b"), S("c"), S("d")),
  tags: { SS: ["x", "y"] },
  nums: { NS: ["1", "2"] },
  doc: { M: { nested: { M: { v: N(1) } } } },
};

describe("update expressions", () => {
  let h: DynamoDbHarness;
  beforeEach(async () => {
    h = new DynamoDbHarness();
    await h.createTable("updates");
    await h.call("PutItem", { TableName: "updates", Item: ITEM });
  });
  afterEach(() => h.close());

  const input = (expression: string, values?: object) => ({
    TableName: "updates",
    Key: { pk: S("1") },
    UpdateExpression: expression,
    ...(values && { ExpressionAttributeValues: values }),
  });

  for (const [expression, values, changed] of [
    ["SET a = n, n = :v", { ":v": N(9) }, { a: N(5), n: N(9) }],
    ["SET a = n, n = a", undefined, { a: N(5), n: S("a") }],
    ["SET n = n + :v", { ":v": N("0.1") }, { n: N("5.1") }],
    ["SET n = :v - n", { ":v": N(1) }, { n: N(-4) }],
    ["SET fresh = if_not_exists(fresh, :v), a = if_not_exists(a, :v)", { ":v": N(1) }, { fresh: N(1) }],
    ["SET n = if_not_exists(absent, n) + :v", { ":v": N(1) }, { n: N(6) }],
    [
      "SET letters = list_append(:v, letters)",
      { ":v": L(S("z")) },
      { letters: L(S("z"), ...ITEM.letters.L) },
    ],
    ["SET letters[1] = :v", { ":v": S("B") }, { letters: L(S("a"), S("B"), S("c"), S("d")) }],
    [
      "SET letters[9] = :v, letters[7] = :w",
      { ":v": S("9"), ":w": S("7") },
      { letters: L(...ITEM.letters.L, S("7"), S("9")) },
    ],
    ["REMOVE letters[1], letters[2]", undefined, { letters: L(S("a"), S("d")) }],
    ["REMOVE letters[1], letters[8]", undefined, { letters: L(S("a"), S("c"), S("d")) }],
    ["SET letters[0] = :v REMOVE letters[3]", { ":v": S("A") }, { letters: L(S("A"), S("b"), S("c")) }],
    [
      "SET doc.nested.w = :v REMOVE doc.nested.v",
      { ":v": N(2) },
      { doc: { M: { nested: { M: { w: N(2) } } } } },
    ],
    [
      "ADD n :v, fresh :v, tags :t",
      { ":v": N(-7), ":t": { SS: ["y", "z"] } },
      { n: N(-2), fresh: N(-7), tags: { SS: ["x", "y", "z"] } },
    ],
    [
      "ADD doc.nested.v :v, doc.nested.w :v",
      { ":v": N(2) },
      { doc: { M: { nested: { M: { v: N(3), w: N(2) } } } } },
    ],
    ["DELETE tags :t", { ":t": { SS: ["x", "q"] } }, { tags: { SS: ["y"] } }],
    ["DELETE nums :t, absent :t", { ":t": { NS: ["2", "1.0"] } }, { nums: undefined }],
    ["REMOVE a, absent", undefined, { a: undefined }],
  ] as const) {
    it(expression, async () => {
      await h.call("UpdateItem", input(expression, values));
      const expected = Object.fromEntries(
        Object.entries({ ...ITEM, ...changed }).filter(([, value]) => value),
      );
      assert.deepEqual(await h.get("updates", { pk: S("1") }), expected);
    });
  }

  const INVALID_PATH = "The document path provided in the update expression is invalid for update";
  const WRONG_TYPE = "An operand in the update expression has an incorrect data type";
  const ABSENT = "The provided expression refers to an attribute that does not exist in the item";
  for (const [expression, values, message] of [
    ["SET absent.x = :v", { ":v": N(1) }, INVALID_PATH],
    ["SET a.x = :v", { ":v": N(1) }, INVALID_PATH],
    ["SET doc[0] = :v", { ":v": N(1) }, INVALID_PATH],
    ["REMOVE absent.x", undefined, INVALID_PATH],
    ["SET n = absent", undefined, ABSENT],
    ["SET n = a + :v", { ":v": N(1) }, WRONG_TYPE],
    ["SET a = list_append(a, :v)", { ":v": L() }, WRONG_TYPE],
    ["ADD a :v", { ":v": N(1) }, WRONG_TYPE],
    ["ADD tags :v", { ":v": { NS: ["1"] } }, WRONG_TYPE],
    ["DELETE nums :v", { ":v": { SS: ["1"] } }, WRONG_TYPE],
    [
      "SET pk = :v",
      { ":v": S("2") },
      "One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key",
    ],
    [
      "SET n = n + :v",
      { ":v": N("1E-40") },
      "Attempting to store more than 38 significant digits in a Number",
    ],
    [
      "SET a = :v",
      { ":v": S("x".repeat(409_600)) },
      "Item size to update has exceeded the maximum allowed size",
    ],
  ] as const) {
    it(`refuses ${expression}`, async () => {
      assert.equal(
        await h.refusal("UpdateItem", input(expression, values)),
        `ValidationException: ${message}`,
      );
      assert.deepEqual(await h.get("updates", { pk: S("1") }), ITEM);
    });
  }

  it("creates an item that is not there, with or without an expression", async () => {
    await h.call("UpdateItem", { TableName: "updates", Key: { pk: S("2") } });
    assert.deepEqual(await h.get("updates", { pk: S("2") }), { pk: S("2") });
    await h.call("UpdateItem", { ...input("ADD n :v", { ":v": N(1) }), Key: { pk: S("3") } });
    assert.deepEqual(await h.get("updates", { pk: S("3") }), { pk: S("3"), n: N(1) });
  });

  it("changes nothing when its condition fails", async () => {
    const update = { ...input("SET n = :v", { ":v": N(1), ":x": N(4) }), ConditionExpression: "n = :x" };
    assert.match(await h.refusal("UpdateItem", update), /^ConditionalCheckFailedException/);
    assert.deepEqual(await h.get("updates", { pk: S("1") }), ITEM);
  });
});
