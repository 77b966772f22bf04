import assert from "node:assert/strict";
import { loadEnv, ORDER_EVENTS_URL, ORDERS_TABLE, positiveInteger, RECONCILE_MAX_SENDS } from "./env.ts";

describe("loadEnv", () => {
  it("gives the variables asked for and no others", () => {
    const source = { ORDERS_TABLE: "orders-dev", ORDER_EVENTS_URL: "https://queue", OTHER: "x" };
    assert.deepEqual(loadEnv([ORDERS_TABLE, ORDER_EVENTS_URL], source), {
      ORDERS_TABLE: "orders-dev",
      ORDER_EVENTS_URL: "https://queue",
    });
  });

  it("names every variable that is missing or empty", () => {
    assert.throws(
      () => loadEnv([ORDERS_TABLE, ORDER_EVENTS_URL], { ORDERS_TABLE: "" }),
      /ORDERS_TABLE, ORDER_EVENTS_URL/,
    );
    assert.throws(() => loadEnv([ORDERS_TABLE, ORDER_EVENTS_URL], { ORDERS_TABLE: "orders-dev" }), {
      message: /environment variable ORDER_EVENTS_URL is not set/,
    });
  });
});

describe("positiveInteger", () => {
  it("reads a whole number", () => {
    assert.equal(positiveInteger(RECONCILE_MAX_SENDS, "3"), 3);
  });

  for (const value of ["0", "-1", "1.5", "1e3", " 1", "three"]) {
    it(`refuses '${value}' and names the variable`, () => {
      assert.throws(
        () => positiveInteger(RECONCILE_MAX_SENDS, value),
        (error: Error) =>
          error.message.includes("RECONCILE_MAX_SENDS") && error.message.includes(`'${value}'`),
      );
    });
  }
});
