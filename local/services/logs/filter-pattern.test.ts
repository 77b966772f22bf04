import assert from "node:assert/strict";
import { parseFilterPattern } from "./filter-pattern.ts";

const order = JSON.stringify({
  level: "ERROR",
  status: 503,
  ok: false,
  gone: null,
  user: { name: "ada", "first-name": "Ada" },
  items: [{ sku: "a" }, { sku: "b" }],
});

describe("Log filter patterns", () => {
  const cases: readonly [pattern: string, message: string, matches: boolean][] = [
    ["", "anything", true],
    ["ERROR", "[ERROR] failed", true],
    ["ERROR", "[error] failed", false],
    ["ERROR failed", "failed with ERROR", true],
    ["ERROR failed", "ERROR only", false],
    ['"failed with"', "failed with ERROR", true],
    ['"failed with"', "with failed", false],
    ['"a \\"quoted\\" word"', 'a "quoted" word', true],
    ["ERROR -timeout", "ERROR timeout", false],
    ["ERROR -timeout", "ERROR other", true],
    ['-"time out"', "time out", false],
    ["?ERROR ?WARN", "a WARN", true],
    ["?ERROR ?WARN", "an INFO", false],
    ["?ERROR WARN", "WARN", true],
    ["%4\\d\\d%", "status 404", true],
    ["%4\\d\\d%", "status 500", false],
    ['{ $.level = "ERROR" }', order, true],
    ["{ $.level = ERROR }", order, true],
    ['{ $.level != "ERROR" }', order, false],
    ['{ $.level = "ERR*" }', order, true],
    ['{ $.level = "*.*" }', order, false],
    ["{ $.level = %^E% }", order, true],
    ['{ $.absent != "x" }', order, false],
    ["{ $.status >= 500 }", order, true],
    ["{ $.status > 503 }", order, false],
    ["{ $.status < 5.04e2 }", order, true],
    ["{ $.status <= 502 }", order, false],
    ["{ $.status = 503 }", order, true],
    ["{ $.ok IS FALSE }", order, true],
    ["{ $.ok IS TRUE }", order, false],
    ["{ $.gone IS NULL }", order, true],
    ["{ $.absent IS NULL }", order, false],
    ["{ $.absent NOT EXISTS }", order, true],
    ["{ $.gone NOT EXISTS }", order, false],
    ['{ $.user.name = "ada" }', order, true],
    ['{ $.user["first-name"] = "Ada" }', order, true],
    ['{ $.items[1].sku = "b" }', order, true],
    ['{ $.items[0].sku = "b" }', order, false],
    ['{ $.items[*].sku = "b" }', order, true],
    ['{ $.level = "ERROR" && $.status = 500 }', order, false],
    ['{ $.level = "ERROR" && ($.status = 500 || $.status = 503) }', order, true],
    ['{ $.level = "WARN" || $.status = 503 && $.ok IS FALSE }', order, true],
    ["{ $.status = 503 }", "not JSON", false],
    ["{ $.status = 503 }", "{ broken", false],
  ];
  for (const [pattern, message, matches] of cases)
    it(`${pattern || "nothing"} ${matches ? "matches" : "does not match"} ${message.slice(0, 30)}`, () =>
      assert.equal(parseFilterPattern(pattern)(message), matches));

  for (const pattern of [
    "a.b",
    '"open',
    "%(%",
    "{ $.a = }",
    "{ $.a = 1",
    "{ $.a }",
    "{ a = 1 }",
    "{ ($.a = 1 }",
    "{ $.a = 1 $.b = 2 }",
    '{ $.a > "x" }',
    "{ $.a IS MAYBE }",
    "x".repeat(1025),
  ])
    it(`refuses ${pattern.slice(0, 30)}`, () =>
      assert.throws(() => parseFilterPattern(pattern), { code: "InvalidParameterException" }));

  it("says that fields delimited by space are not supported", () =>
    assert.throws(() => parseFilterPattern("[ip, user]"), { code: "UnsupportedOperationException" }));
});
