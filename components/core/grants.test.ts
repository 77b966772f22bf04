import assert from "node:assert/strict";
import { environmentOf, setting } from "./grants.ts";

describe("environmentOf", () => {
  it("is the variables of all grants", () => {
    assert.deepEqual(
      environmentOf([
        { env: { ORDERS_TABLE: "orders-dev" }, statements: [] },
        { env: {}, statements: [] },
        {
          env: { ORDERS_TABLE: "orders-dev", ORDER_EVENTS_URL: "https://sqs/order-events-dev" },
          statements: [],
        },
      ]),
      { ORDERS_TABLE: "orders-dev", ORDER_EVENTS_URL: "https://sqs/order-events-dev" },
    );
  });

  it("refuses two values for one variable", () => {
    assert.throws(
      () =>
        environmentOf([
          { env: { ORDERS_TABLE: "orders-dev" }, statements: [] },
          { env: { ORDERS_TABLE: "customers-dev" }, statements: [] },
        ]),
      /environment variable 'ORDERS_TABLE'/,
    );
  });
});

describe("setting", () => {
  it("is a variable and no permission", () => {
    assert.deepEqual(setting("RECONCILE_MAX_SENDS", "3"), {
      env: { RECONCILE_MAX_SENDS: "3" },
      statements: [],
    });
  });
});
