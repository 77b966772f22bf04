import assert from "node:assert/strict";
import { parseDuration } from "./duration.ts";

describe("parseDuration", () => {
  for (const [text, milliseconds] of [
    ["0s", 0],
    ["500ms", 500],
    ["30s", 30_000],
    ["15m", 900_000],
    ["2h", 7_200_000],
    ["14d", 1_209_600_000],
    ["31d", 2_678_400_000],
  ] as const) {
    it(text, () => assert.equal(parseDuration(text), milliseconds));
  }

  for (const text of ["", "15", "m", "-5m", "+5m", "1.5h", "5 m", "5M", "1h30m", "5m\n", "1e3s"]) {
    it(`refuses ${JSON.stringify(text)}`, () =>
      assert.throws(() => parseDuration(text), { name: "RangeError", message: /is not a duration: give/ }));
  }

  it("refuses more than a month", () =>
    assert.throws(() => parseDuration("745h"), { name: "RangeError", message: /31d at most/ }));
});
