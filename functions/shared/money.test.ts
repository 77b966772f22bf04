import assert from "node:assert/strict";
import { centsOf, totalCentsOf } from "./money.ts";

describe("money", () => {
  it("is exact where fractions are not", () => {
    assert.equal(centsOf(1.15), 115);
    assert.equal(centsOf(1_000_000), 100_000_000);
    for (let cents = 0; cents <= 100_000; cents++) assert.equal(centsOf(cents / 100), cents);
  });

  it("sums an order up", () => {
    assert.equal(
      totalCentsOf([
        { qty: 3, price: 0.1 },
        { qty: 2, price: 9.5 },
      ]),
      1930,
    );
    assert.equal(totalCentsOf([]), 0);
  });
});
