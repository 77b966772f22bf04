import assert from "node:assert/strict";
import { loadEnv, ORDER_EVENTS_URL, ORDERS_TABLE } from "./env.ts";

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
