import assert from "node:assert/strict";
import fc from "fast-check";
import { CborError, decodeCbor, encodeCbor } from "./cbor.ts";

const hex = (text: string) => Buffer.from(text, "hex");

describe("CBOR", () => {
  /** Source: RFC 8949, appendix A. */
  const examples: readonly (readonly [encoded: string, value: unknown])[] = [
    ["17", 23],
    ["1818", 24],
    ["1903e8", 1000],
    ["1b000000e8d4a51000", 1_000_000_000_000],
    ["3903e7", -1000],
    ["f93c00", 1],
    ["f90001", 2 ** -24],
    ["f97c00", Number.POSITIVE_INFINITY],
    ["fa47c35000", 100_000],
    ["fb3ff199999999999a", 1.1],
    ["f4", false],
    ["f6", null],
    ["c11a514b67b0", new Date("2013-03-21T20:04:00Z")],
    ["c1fb41d452d9ec200000", new Date("2013-03-21T20:04:00.500Z")],
    ["4401020304", hex("01020304")],
    ["64f0908591", "\u{10151}"],
    ["8301820203820405", [1, [2, 3], [4, 5]]],
    ["a26161016162820203", { a: 1, b: [2, 3] }],
    ["5f42010243030405ff", hex("0102030405")],
    ["7f657374726561646d696e67ff", "streaming"],
    ["9f018202039f0405ffff", [1, [2, 3], [4, 5]]],
    ["bf6346756ef563416d7421ff", { Fun: true, Amt: -2 }],
  ];
  for (const [encoded, value] of examples)
    it(`reads ${encoded}`, () => assert.deepEqual(decodeCbor(hex(encoded)), value));

  it("reads what it wrote", () => {
    const values = fc.jsonValue({ maxDepth: 4 });
    fc.assert(
      fc.property(values, (value) => assert.deepEqual(decodeCbor(encodeCbor(value)), value)),
      { numRuns: 300 },
    );
  });

  it("writes times with their tag and leaves out what is undefined", () => {
    assert.equal(encodeCbor({ a: undefined, b: new Date(1_000) }).toString("hex"), "a16162c101");
  });

  it("refuses what is cut off, too much, unknown or endlessly nested", () => {
    for (const broken of ["", "18", "4401", "8201", "0101", "f8ff", "9f01", "1c", "81".repeat(200)])
      assert.throws(() => decodeCbor(hex(broken)), CborError, broken);
  });
});
