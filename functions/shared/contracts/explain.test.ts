import assert from "node:assert/strict";
import { explain } from "./explain.ts";
import { isOrderBody } from "./generated/order-body.js";

const explained = (value: unknown) => {
  assert.equal(isOrderBody(value), false);
  return explain(isOrderBody.errors ?? []);
};

describe("explain", () => {
  it("names every bad field once, by its JSON Pointer", () => {
    const errors = explained({
      customerName: "",
      items: [
        { sku: "S K U", qty: 0, price: 1.005 },
        { sku: 7, qty: "two", extra: 1 },
      ],
      "a/b~c": true,
    });
    assert.deepEqual(Object.fromEntries(errors.map(({ pointer, detail }) => [pointer, detail])), {
      "/a~1b~0c": "is not a member of this object",
      "/customerName": "must be well-formed text that is not blank",
      "/items/0/sku": "must be 1 to 64 characters: letters, digits, '.', '_' and '-'",
      "/items/0/qty": "must be at least 1",
      "/items/0/price": "must have at most two decimals",
      "/items/1/price": "is required",
      "/items/1/extra": "is not a member of this object",
      "/items/1/sku": "must be a string",
      "/items/1/qty": "must be an integer",
    });
    assert.equal(new Set(errors.map(({ pointer }) => pointer)).size, errors.length);
  });

  const cases: readonly (readonly [value: unknown, pointer: string, detail: string])[] = [
    [[], "", "must be an object"],
    [{ items: [] }, "/customerName", "is required"],
    [{ customerName: " ", items: [] }, "/customerName", "must be well-formed text that is not blank"],
    [{ customerName: "x".repeat(201), items: [] }, "/customerName", "must have at most 200 characters"],
    [{ paymentMethod: "4242" }, "/paymentMethod", "must be 'pm_' and up to 252 letters, digits and '_'"],
    [{ notes: " " }, "/notes", "must be well-formed text that is not blank"],
    [{ notes: "x".repeat(1001) }, "/notes", "must have at most 1000 characters"],
    [{ customerName: "Ada", items: [] }, "/items", "must have at least 1 item"],
    [{ customerName: "Ada", items: Array(101).fill(1) }, "/items", "must have at most 100 items"],
    [{ customerName: "Ada", items: [{ price: 1e7 }] }, "/items/0/price", "must be at most 1000000"],
  ];
  for (const [value, pointer, detail] of cases) {
    it(`says '${detail}' of '${pointer}'`, () => {
      assert.ok(explained(value).some((error) => error.pointer === pointer && error.detail === detail));
    });
  }
});
