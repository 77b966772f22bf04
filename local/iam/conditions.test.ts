// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables look like template placeholders.
import assert from "node:assert/strict";
import type { PolicyValue } from "../core/access.ts";
import { compileConditions, parseOperator } from "./conditions.ts";

type Context = Record<string, PolicyValue>;

function holds(operator: string, policyValue: PolicyValue, context: Context): boolean {
  const test = compileConditions({ [operator]: { "x:Key": policyValue } }, true);
  return test((key) => context[key]);
}

const value = (v: PolicyValue): Context => ({ "x:key": v });
const absent: Context = {};

describe("Condition operators", () => {
  const cases: [operator: string, policyValue: PolicyValue, context: Context, expected: boolean][] = [
    ["StringEquals", "a", value("a"), true],
    ["StringEquals", "a", value("A"), false],
    ["StringEquals", ["a", "b"], value("b"), true],
    ["StringEquals", "a*", value("ab"), false],
    ["StringEquals", "a", absent, false],
    ["StringEquals", "${x:other}", { "x:key": "1", "x:other": "1" }, true],
    ["StringEqualsIfExists", "a", absent, true],
    ["StringEqualsIfExists", "a", value("b"), false],
    ["StringNotEquals", "a", value("b"), true],
    ["StringNotEquals", ["a", "b"], value("b"), false],
    ["StringNotEquals", "a", absent, true],
    ["StringNotEquals", "a", value(["a", "b"]), false],
    ["StringEqualsIgnoreCase", "aB", value("Ab"), true],
    ["StringNotEqualsIgnoreCase", "aB", value("Ab"), false],
    ["StringLike", "a*", value("abc"), true],
    ["StringLike", "a*", value("xabc"), false],
    ["StringNotLike", "a*", value("abc"), false],
    ["ForAllValues:StringEquals", ["a", "b"], value(["a", "b"]), true],
    ["ForAllValues:StringEquals", ["a", "b"], value(["a", "c"]), false],
    ["ForAllValues:StringEquals", ["a"], absent, true],
    ["ForAllValues:StringEquals", ["a"], value([]), true],
    ["ForAnyValue:StringEquals", ["a", "b"], value(["c", "b"]), true],
    ["ForAnyValue:StringEquals", ["a"], value(["c"]), false],
    ["ForAnyValue:StringEquals", ["a"], absent, false],
    ["ForAnyValue:StringNotEquals", ["a"], value(["a", "b"]), true],
    ["ForAnyValue:StringNotEquals", ["a"], absent, false],
    ["ForAllValues:StringNotEquals", ["a"], value(["a", "b"]), false],
    ["NumericEquals", "10", value("10.0"), true],
    ["NumericNotEquals", "10", value("11"), true],
    ["NumericLessThan", "10", value("9"), true],
    ["NumericLessThan", "10", value("10"), false],
    ["NumericLessThanEquals", "10", value("10"), true],
    ["NumericGreaterThan", "10", value("11"), true],
    ["NumericGreaterThanEquals", "10", value("9"), false],
    ["NumericEquals", "10", value("ten"), false],
    ["DateGreaterThan", "2026-01-01T00:00:00Z", value("2026-01-02T00:00:00Z"), true],
    ["DateLessThan", "2026-01-01T00:00:00Z", value("2026-01-02T00:00:00Z"), false],
    ["DateEquals", "1767225600", value("2026-01-01T00:00:00Z"), true],
    ["Bool", "true", value("True"), true],
    ["Bool", "true", value("false"), false],
    ["BoolIfExists", "true", absent, true],
    ["BinaryEquals", "QmE=", value("QmE="), true],
    ["IpAddress", "10.0.0.0/8", value("10.1.2.3"), true],
    ["IpAddress", "10.0.0.0/8", value("11.1.2.3"), false],
    ["IpAddress", "10.1.2.3", value("10.1.2.3"), true],
    ["IpAddress", "2001:db8::/32", value("2001:db8::1"), true],
    ["IpAddress", "10.0.0.0/8", value("::1"), false],
    ["NotIpAddress", "10.0.0.0/8", value("11.1.2.3"), true],
    ["ArnLike", "arn:aws:sns:*:1:t*", value("arn:aws:sns:eu-west-1:1:topic"), true],
    ["ArnEquals", "arn:aws:sns:*:1:t*", value("arn:aws:sns:eu-west-1:1:topic"), true],
    ["ArnLike", "arn:aws:sns:*:topic", value("arn:aws:sns:eu-west-1:1:topic"), false],
    ["ArnNotLike", "arn:aws:sns:*:1:t*", value("arn:aws:sns:eu-west-1:2:topic"), true],
    ["ArnNotEquals", "arn:aws:sns:*:1:t*", absent, true],
    ["Null", "true", absent, true],
    ["Null", "true", value("a"), false],
    ["Null", "false", value("a"), true],
    ["Null", "false", absent, false],
  ];
  for (const [operator, policyValue, context, expected] of cases) {
    it(`${operator} ${JSON.stringify(policyValue)} on ${JSON.stringify(context["x:key"])} is ${expected}`, () => {
      assert.equal(holds(operator, policyValue, context), expected);
    });
  }

  it("needs every operator and every key to hold", () => {
    const test = compileConditions(
      { StringEquals: { "x:A": "1", "x:B": "2" }, Bool: { "x:C": "true" } },
      true,
    );
    const context: Context = { "x:a": "1", "x:b": "2", "x:c": "true" };
    assert.equal(
      test((key) => context[key]),
      true,
    );
    for (const key of Object.keys(context))
      assert.equal(
        test((k) => (k === key ? "no" : context[k])),
        false,
      );
  });

  it("knows no other operators", () => {
    for (const name of ["StringEqual", "ForSomeValues:StringEquals", "NullIfExists", "ForAnyValue:Null", ""])
      assert.equal(parseOperator(name), undefined, name);
  });
});
