import assert from "node:assert/strict";
import fc from "fast-check";
import {
  addNumbers,
  canonicalNumber,
  compareNumbers,
  NumberError,
  numberSize,
  sortableNumber,
} from "./decimal.ts";

const OVERFLOW = /Number overflow/;
const UNDERFLOW = /Number underflow/;
const PRECISION = /more than 38 significant digits/;
const SYNTAX = /The parameter cannot be converted to a numeric value/;

describe("decimals", () => {
  for (const [given, canonical] of [
    ["0", "0"],
    ["-0", "0"],
    ["0.000", "0"],
    ["00042", "42"],
    ["+7", "7"],
    ["1.50", "1.5"],
    ["1.5E2", "150"],
    [".5", "0.5"],
    ["5.", "5"],
    ["-1e-3", "-0.001"],
    ["1E-130", `0.${"0".repeat(129)}1`],
    ["9.9999999999999999999999999999999999999E+125", "9".repeat(38) + "0".repeat(88)],
    ["12345678901234567890123456789012345678", "12345678901234567890123456789012345678"],
    ["123456789012345678901234567890123456780000", "123456789012345678901234567890123456780000"],
  ] as const) {
    it(`writes ${given} as ${canonical}`, () => assert.equal(canonicalNumber(given), canonical));
  }

  for (const [given, message] of [
    ["1E+126", OVERFLOW],
    ["-1E+126", OVERFLOW],
    ["1E-131", UNDERFLOW],
    ["123456789012345678901234567890123456789", PRECISION],
    ["", SYNTAX],
    ["abc", SYNTAX],
    ["1 2", SYNTAX],
    ["0x10", SYNTAX],
    ["NaN", SYNTAX],
    [".", SYNTAX],
    ["-", SYNTAX],
  ] as const) {
    it(`refuses ${JSON.stringify(given)}`, () => {
      assert.throws(
        () => canonicalNumber(given),
        (error) => error instanceof NumberError && message.test(error.message),
      );
    });
  }

  /** An integer and a scale: the number is `unscaled × 10^-scale`, which integers can check exactly. */
  const parts = fc.record({
    unscaled: fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
    scale: fc.integer({ min: 0, max: 15 }),
  });
  const written = ({ unscaled, scale }: { unscaled: bigint; scale: number }) => `${unscaled}e-${scale}`;
  const at15 = ({ unscaled, scale }: { unscaled: bigint; scale: number }) =>
    unscaled * 10n ** BigInt(15 - scale);

  it("adds and subtracts exactly", () => {
    fc.assert(
      fc.property(parts, parts, fc.boolean(), (a, b, subtract) => {
        const sum = subtract ? at15(a) - at15(b) : at15(a) + at15(b);
        assert.equal(
          addNumbers(canonicalNumber(written(a)), canonicalNumber(written(b)), subtract),
          canonicalNumber(`${sum}e-15`),
        );
      }),
    );
  });

  it("compares and sorts by value", () => {
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const [left, right] = [canonicalNumber(written(a)), canonicalNumber(written(b))];
        const expected = at15(a) === at15(b) ? 0 : at15(a) < at15(b) ? -1 : 1;
        const [x, y] = [sortableNumber(left), sortableNumber(right)];
        assert.equal(Math.sign(compareNumbers(left, right)), expected);
        assert.equal(x === y ? 0 : x < y ? -1 : 1, expected);
      }),
    );
  });

  it("sorts over the whole range", () => {
    const ordered = [
      "-9e125",
      "-1e20",
      "-12",
      "-1.5",
      "-1",
      "-1e-130",
      "0",
      "1e-130",
      "0.1",
      "1",
      "1.5",
      "12",
      "9e125",
    ];
    const keys = ordered.map((text) => sortableNumber(canonicalNumber(text)));
    assert.deepEqual([...keys].sort(), keys);
  });

  it("has one spelling for every number", () => {
    fc.assert(
      fc.property(parts, (number) => {
        const canonical = canonicalNumber(written(number));
        assert.equal(canonicalNumber(canonical), canonical);
        assert.equal(canonicalNumber(`${number.unscaled * 1000n}e-${number.scale + 3}`), canonical);
      }),
    );
  });

  it("refuses sums that do not fit", () => {
    assert.throws(() => addNumbers(canonicalNumber("9.9e125"), canonicalNumber("9.9e125")), OVERFLOW);
    assert.throws(() => addNumbers(canonicalNumber("1e38"), "1.5"), PRECISION);
    assert.equal(addNumbers("999999999999999", "1"), "1000000000000000");
  });

  it("counts bytes by pairs of digits", () => {
    const sizes = ["0", "1", "12", "123", "-12", "1.5", "0.1", "100000"].map(numberSize);
    assert.deepEqual(sizes, [1, 2, 2, 3, 3, 3, 2, 2]);
  });
});
