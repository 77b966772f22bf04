import assert from "node:assert/strict";
import type { StoredOrder } from "../../shared/contracts/order.ts";
import { context, httpEvent, sub } from "../../shared/testing/events.ts";
import { capturingOutput } from "../../shared/testing/standard-output.ts";
import { createHandler } from "./handler.ts";

const order: StoredOrder = {
  id: "5d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11",
  customerName: "Ada Lovelace",
  items: [{ sku: "SKU-1", qty: 2, price: 9.5 }],
  notes: "Ring twice.",
  status: "CONFIRMED",
  createdAt: "2026-11-21T04:00:00.000Z",
  owner: sub,
  correlationId: "c1",
  paymentMethod: "pm_card_visa",
};
const { owner: _, correlationId: __, paymentMethod: ___, ...shown } = order;
const failed: StoredOrder = {
  ...order,
  id: "7d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11",
  status: "FAILED",
  failureReason: "Your card was declined.",
};
const givenUp: StoredOrder = { ...failed, id: "8d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11", status: "PENDING" };

const asked: string[] = [];
const handler = createHandler({
  orders: {
    async get(id) {
      asked.push(id);
      const found = [order, failed, givenUp].find((candidate) => candidate.id === id);
      return found && { ...found, outboxShard: 3 };
    },
  },
});

const get = (id: string, claims?: Readonly<Record<string, string>>) =>
  capturingOutput(() =>
    handler(httpEvent({ pathParameters: { id }, ...(claims === undefined ? {} : { claims }) }), context),
  );

describe("GET /v1/orders/{id}", () => {
  beforeEach(() => {
    asked.length = 0;
  });

  it("shows the owner nothing that is only for us", async () => {
    const { result, text } = await get(order.id);
    assert.equal(result.statusCode, 200);
    assert.deepEqual(JSON.parse(result.body ?? ""), shown);
    assert.ok(!text.includes("Lovelace"));
  });

  it("says why an order failed, and nothing before it has", async () => {
    const { result } = await get(failed.id);
    assert.deepEqual(JSON.parse(result.body ?? ""), {
      ...shown,
      id: failed.id,
      status: "FAILED",
      failureReason: "Your card was declined.",
    });
    const { result: pending } = await get(givenUp.id);
    assert.deepEqual(JSON.parse(pending.body ?? ""), { ...shown, id: givenUp.id, status: "PENDING" });
  });

  it("takes the id in upper case", async () => {
    const { result } = await get(order.id.toUpperCase());
    assert.equal(result.statusCode, 200);
    assert.deepEqual(asked, [order.id]);
  });

  it("shows it to an operator", async () => {
    const { result } = await get(order.id, { sub: "operator-1", "cognito:groups": "[customer operator]" });
    assert.equal(result.statusCode, 200);
  });

  for (const groups of ["[customer]", "[operators]", "operator", "[]"]) {
    it(`hides it from another user in ${groups}, as if it did not exist`, async () => {
      const { result: hidden } = await get(order.id, { sub: "someone-else", "cognito:groups": groups });
      const other = order.id.replace("5d", "6d");
      const { result: missing } = await get(other, { sub: "someone-else", "cognito:groups": groups });
      assert.equal(hidden.statusCode, 404);
      assert.equal(hidden.body, missing.body?.replace(other, order.id));
    });
  }

  for (const id of [
    "1",
    "",
    "not-a-uuid",
    `${order.id}x`,
    `${order.id}\n`,
    "' or 1=1",
    "idempotency#1",
    "outbox#1",
  ]) {
    it(`refuses ${JSON.stringify(id)} with 400 and does not look for it`, async () => {
      const { result } = await get(id);
      assert.equal(result.statusCode, 400);
      assert.match(result.body ?? "", /UUID/);
      assert.deepEqual(asked, []);
    });
  }
});
