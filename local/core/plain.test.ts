import assert from "node:assert/strict";
import { fromPlain, toPlain } from "./plain.ts";

describe("toPlain", () => {
  it("takes maps, sets and big integers through JSON, however deep", () => {
    const value = {
      text: "a",
      nothing: null,
      list: [1, { of: new Set(["x"]) }],
      map: new Map([["key", { big: 2n ** 3072n, inner: new Map([[1, [true]]]) }]]),
    };
    assert.deepEqual(fromPlain(JSON.parse(JSON.stringify(toPlain(value)))), value);
  });
});
