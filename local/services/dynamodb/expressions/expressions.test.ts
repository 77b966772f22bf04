import assert from "node:assert/strict";
import { AwsError } from "../../../core/errors.ts";
import { normalizeItem } from "../validation/values.ts";
import { holds } from "./condition-evaluator.ts";
import { compileExpressions, type ExpressionInput } from "./expressions.ts";
import { project } from "./projection.ts";

const NAMES = { "#s": "status", "#d": "a.b" };
const VALUES = {
  ":s": { S: "PENDING" },
  ":n": { N: "5" },
  ":list": { L: [{ S: "x" }] },
  ":set": { SS: ["x"] },
  ":bool": { BOOL: true },
  ":type": { S: "SS" },
  ":odd": { S: "STRING" },
};

/** Compiles an expression with just the placeholders it uses. */
function compile(member: keyof ExpressionInput & `${string}Expression`, source: string) {
  const pick = <T>(from: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(from).filter(([key]) => new RegExp(`${key}\\b`).test(source)));
  return compileExpressions({
    [member]: source,
    ExpressionAttributeNames: pick(NAMES),
    ExpressionAttributeValues: pick(VALUES),
  });
}

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof AwsError, String(error));
    return error.message;
  }
  assert.fail("not refused");
}

const ITEM = normalizeItem({
  id: { S: "1" },
  status: { S: "PENDING" },
  n: { N: "5" },
  big: { N: "123456789012345678901234567890.5" },
  flag: { BOOL: false },
  nothing: { NULL: true },
  bin: { B: "AQL/" },
  tags: { SS: ["a", "b"] },
  nums: { NS: ["1", "2"] },
  "a.b": { S: "dotted" },
  doc: { M: { entries: { L: [{ S: "first" }, { M: { deep: { N: "7" } } }] }, name: { S: "" } } },
});

describe("condition expressions", () => {
  const values = {
    ":pending": { S: "PENDING" },
    ":pen": { S: "PEN" },
    ":a": { S: "a" },
    ":n4": { N: "4" },
    ":n5": { N: "5" },
    ":n9": { N: "9" },
    ":seven": { N: "7" },
    ":big": { N: "123456789012345678901234567890.4" },
    ":ba": { SS: ["b", "a"] },
    ":bin": { B: "AQ==" },
    ":first": { S: "first" },
    ":ss": { S: "SS" },
    ":m": { S: "M" },
    ":f": { BOOL: false },
  };
  for (const [source, expected] of [
    ["#s = :pending", true],
    [":pending = #s", true],
    ["n = :n5", true],
    ["n = :pending", false],
    ["n <> :pending", true],
    ["absent = :pending", false],
    ["absent <> :pending", true],
    ["NOT absent = :pending", true],
    ["absent < :n5", false],
    ["n < :n9 AND n > :n4", true],
    ["n >= :n5 and n <= :n5", true],
    ["big > :big", true],
    ["n < :pending", false],
    ["n BETWEEN :n4 AND :n9", true],
    ["NOT n BETWEEN :n4 AND :n9", false],
    ["n IN (:n4, :n5)", true],
    ["n IN (:n4, :n9)", false],
    ["tags = :ba", true],
    ["attribute_exists(doc.entries[1].deep)", true],
    ["attribute_exists(doc.entries[2])", false],
    ["attribute_not_exists(doc.absent.deeper)", true],
    ["attribute_exists(toString)", false],
    ["attribute_type(tags, :ss)", true],
    ["attribute_type(doc, :m)", true],
    ["attribute_type(n, :m)", false],
    ["begins_with(#s, :pen)", true],
    ["begins_with(bin, :bin)", true],
    ["begins_with(absent, :pen)", false],
    ["contains(#s, :pen)", true],
    ["contains(tags, :a)", true],
    ["contains(nums, :n5)", false],
    ["contains(doc.entries, :first)", true],
    ["contains(n, :n5)", false],
    ["size(tags) < :n5", true],
    ["size(#s) = :seven", true],
    ["size(bin) < :n4", true],
    ["size(n) = :n5", false],
    ["doc.entries[1].deep = :seven", true],
    ["flag = :f OR attribute_exists(absent)", true],
    ["NOT (flag = :f OR attribute_exists(absent))", false],
    ["attribute_exists(absent) OR attribute_exists(id) AND attribute_exists(absent)", false],
    ["(attribute_exists(absent) OR attribute_exists(id)) AND attribute_exists(n)", true],
    ["#d = :pending", false],
  ] as const) {
    it(`${source} is ${expected}`, () => {
      const used = Object.entries(values).filter(([key]) => new RegExp(`${key}\\b`).test(source));
      const names = Object.entries(NAMES).filter(([key]) => source.includes(key));
      const { condition } = compileExpressions({
        ConditionExpression: source,
        ExpressionAttributeNames: Object.fromEntries(names),
        ExpressionAttributeValues: Object.fromEntries(used),
      });
      assert.ok(condition);
      assert.equal(holds(condition, ITEM), expected);
    });
  }
});

describe("refused expressions", () => {
  for (const [member, source, message] of [
    ["ConditionExpression", "", "The expression can not be empty;"],
    ["ConditionExpression", "n = ", 'Syntax error; token: "<EOF>", near: "= "'],
    ["ConditionExpression", "n == :n", 'Syntax error; token: "=", near: "== :n"'],
    ["ConditionExpression", "n = :n AND", 'Syntax error; token: "<EOF>", near: "AND"'],
    ["ConditionExpression", "n", 'Syntax error; token: "<EOF>", near: "n"'],
    ["ConditionExpression", "n + :n", 'Syntax error; token: "+", near: "n + :n"'],
    ["ConditionExpression", "my-n = :n", 'Syntax error; token: "-", near: "my-n"'],
    ["ConditionExpression", "status = :s", "Attribute name is a reserved keyword; reserved keyword: status"],
    [
      "ConditionExpression",
      "id = :s OR doc.Name = :s",
      "Attribute name is a reserved keyword; reserved keyword: Name",
    ],
    ["ConditionExpression", "((n = :n))", "The expression has redundant parentheses;"],
    ["ConditionExpression", "exists(n)", "Invalid function name; function: exists"],
    [
      "ConditionExpression",
      "size(tags)",
      "The function is not allowed to be used this way in an expression; function: size",
    ],
    [
      "ConditionExpression",
      "attribute_exists(n) = :bool",
      "The function is not allowed to be used this way in an expression; function: attribute_exists",
    ],
    [
      "ConditionExpression",
      "begins_with(n)",
      "Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1",
    ],
    [
      "ConditionExpression",
      "attribute_exists(:n)",
      "Operator or function requires a document path; operator or function: attribute_exists",
    ],
    [
      "ConditionExpression",
      "begins_with(n, :n)",
      "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N",
    ],
    [
      "ConditionExpression",
      "n < :list",
      "Incorrect operand type for operator or function; operator: <, operand type: L",
    ],
    [
      "ConditionExpression",
      "attribute_type(n, :n)",
      "Incorrect operand type for operator or function; operator or function: attribute_type, operand type: N",
    ],
    [
      "ConditionExpression",
      "attribute_type(n, :odd)",
      "Invalid attribute type name found; type: STRING, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}",
    ],
    [
      "ConditionExpression",
      "n = n",
      "The first operand must be distinct from the remaining operands for this operator or function; " +
        "operator: =, first operand: [n]",
    ],
    [
      "ConditionExpression",
      "n BETWEEN :n AND :s",
      "The BETWEEN operator requires same data type for lower and upper bounds; " +
        "lower bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {S:PENDING}",
    ],
    [
      "ConditionExpression",
      "n = :undefined",
      "An expression attribute value used in expression is not defined; attribute value: :undefined",
    ],
    [
      "ConditionExpression",
      "attribute_exists(n) OR #undefined = :n",
      "An expression attribute name used in the document path is not defined; attribute name: #undefined",
    ],
    [
      "UpdateExpression",
      "SET n = :n SET id = :s",
      'The "SET" section can only be used once in an update expression;',
    ],
    ["UpdateExpression", "SET n = :n,", 'Syntax error; token: "<EOF>", near: ","'],
    ["UpdateExpression", "SET n = :n id = :s", 'Syntax error; token: "id", near: ":n id ="'],
    ["UpdateExpression", "SET name = :s", "Attribute name is a reserved keyword; reserved keyword: name"],
    ["UpdateExpression", "SET n = size(id)", "Invalid function name; function: size"],
    [
      "UpdateExpression",
      "SET n = :n, n = :n",
      "Two document paths overlap with each other; must remove or rewrite one of these paths; " +
        "path one: [n], path two: [n]",
    ],
    [
      "UpdateExpression",
      "SET doc.a = :n REMOVE doc.a[1]",
      "Two document paths overlap with each other; must remove or rewrite one of these paths; " +
        "path one: [doc, a], path two: [doc, a, [1]]",
    ],
    [
      "UpdateExpression",
      "SET doc.a = :n, doc[1] = :n",
      "Two document paths conflict with each other; must remove or rewrite one of these paths; " +
        "path one: [doc, a], path two: [doc, [1]]",
    ],
    [
      "UpdateExpression",
      "ADD n :s",
      "Incorrect operand type for operator or function; operator: ADD, operand type: STRING",
    ],
    [
      "UpdateExpression",
      "DELETE tags :n",
      "Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER",
    ],
    [
      "UpdateExpression",
      "SET n = n + :s",
      "Incorrect operand type for operator or function; operator or function: +, operand type: S",
    ],
    [
      "UpdateExpression",
      "SET l = list_append(l, :n)",
      "Incorrect operand type for operator or function; operator or function: list_append, operand type: N",
    ],
    [
      "UpdateExpression",
      "SET n = if_not_exists(:n, :n)",
      "Operator or function requires a document path; operator or function: if_not_exists",
    ],
    [
      "ProjectionExpression",
      "doc, doc.entries",
      "Two document paths overlap with each other; must remove or rewrite one of these paths; " +
        "path one: [doc], path two: [doc, entries]",
    ],
    ["ProjectionExpression", "!!!", 'Syntax error; token: "!", near: "!!"'],
  ] as const) {
    it(`${source || "(empty)"} in ${member}`, () => {
      assert.equal(
        refusal(() => compile(member, source)),
        `Invalid ${member}: ${message}`,
      );
    });
  }

  it("refuses what is unused, before anything is evaluated", () => {
    const input = { ConditionExpression: "attribute_exists(id)" };
    assert.equal(
      refusal(() => compileExpressions({ ...input, ExpressionAttributeNames: NAMES })),
      "Value provided in ExpressionAttributeNames unused in expressions: keys: {#s, #d}",
    );
    assert.equal(
      refusal(() => compileExpressions({ ...input, ExpressionAttributeValues: { ":n": { N: "5" } } })),
      "Value provided in ExpressionAttributeValues unused in expressions: keys: {:n}",
    );
  });

  it("counts a placeholder as used wherever it stands, whatever short-circuits", () => {
    const { condition } = compile("ConditionExpression", "attribute_exists(id) OR n = :n");
    assert.ok(condition && holds(condition, ITEM));
  });

  it("refuses more than 4 KB, 300 operators and 100 operands of IN", () => {
    const long = `attribute_exists(${"a".repeat(4096)})`;
    assert.match(
      refusal(() => compile("ConditionExpression", long)),
      /maximum allowed size; expression size: 4114$/,
    );
    const many = `SET ${Array.from({ length: 301 }, (_, index) => `a${index}=:n`).join(",")}`;
    assert.match(
      refusal(() => compile("UpdateExpression", many)),
      /too many operators; operator count: 301$/,
    );
    const members = `n IN (${Array.from({ length: 101 }, () => ":n").join(",")})`;
    assert.match(
      refusal(() => compile("ConditionExpression", members)),
      /too many operands; number of operands: 101$/,
    );
  });
});

describe("projection expressions", () => {
  it("keeps documents and closes the gaps of lists", () => {
    const { projection } = compile(
      "ProjectionExpression",
      "id, doc.entries[1].deep, doc.absent, #d, absent[3]",
    );
    assert.ok(projection);
    assert.deepEqual(JSON.parse(JSON.stringify(project(ITEM, projection))), {
      id: { S: "1" },
      doc: { M: { entries: { L: [{ M: { deep: { N: "7" } } }] } } },
      "a.b": { S: "dotted" },
    });
  });
});
