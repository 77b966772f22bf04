import assert from "node:assert/strict";
import { randomHex } from "./random.ts";

describe("randomHex", () => {
  it("gives two digits a byte, and never the same twice", () => {
    const seen = new Set(Array.from({ length: 5_000 }, () => randomHex(8)));
    assert.equal(seen.size, 5_000);
    for (const text of seen) assert.match(text, /^[0-9a-f]{16}$/);
  });
});
