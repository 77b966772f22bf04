import assert from "node:assert/strict";
import type { StoredOrder } from "../shared/contracts/order.ts";
import { PermanentError } from "../shared/errors.ts";
import { context } from "../shared/testing/events.ts";
import { OrdersModel } from "../shared/testing/orders-model.ts";
import { capturingOutput } from "../shared/testing/standard-output.ts";
import { OrderGivenUp } from "./confirm/core.ts";
import { createHandler as confirmStep } from "./confirm/handler.ts";
import { createHandler as failStep } from "./fail/handler.ts";
import { createHandler as giveUpStep } from "./give-up/handler.ts";

const NOW = new Date("2026-11-21T04:00:00.000Z");
const id = "5d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11";
const declined = {
  Error: "PaymentDeclined",
  Cause: JSON.stringify({ errorType: "PaymentDeclined", errorMessage: "Your card was declined." }),
};
const about = { orderId: id, owner: "sub", totalCents: 1900, currency: "EUR" };

function inMemory() {
  const table = new OrdersModel();
  const order: StoredOrder = {
    id,
    owner: "sub",
    customerName: "Ada Lovelace",
    items: [{ sku: "SKU-1", qty: 2, price: 9.5 }],
    status: "PENDING",
    createdAt: NOW.toISOString(),
    correlationId: "c1",
  };
  table.orders.set(id, order);
  const steps = { orders: { get: async (asked: string) => table.orders.get(asked) } };
  const orders = {
    confirm: async () => table.confirm(id),
    giveUp: async (_id: string, reason: string) => table.giveUp(id, reason),
    fail: async () => table.fail(id),
  };
  const deps = { orders, now: () => NOW };
  const run = <Result>(step: (event: unknown, of: typeof context) => Promise<Result>, event: object = {}) =>
    capturingOutput(() => step({ id, ...event }, context));
  return {
    table,
    confirm: () => run(confirmStep(steps, deps)),
    giveUp: (error: object = declined) => run(giveUpStep(steps, deps), { error }),
    fail: () => run(failStep(steps, deps)),
    status: () => table.orders.get(id)?.status,
  };
}

const metadata = (name: string) => ({
  version: 1,
  eventId: `${name}:${id}`,
  correlationId: "c1",
  occurredAt: NOW.toISOString(),
});

describe("the steps of an order's fulfilment", () => {
  it("confirm an order once, and tell of it each time", async () => {
    const { confirm, status } = inMemory();
    const first = await confirm();
    assert.deepEqual(first.result, { event: { metadata: metadata("OrderConfirmed"), data: about } });
    assert.equal(status(), "CONFIRMED");
    assert.equal(first.lines.filter((line) => line.OrdersConfirmed === 1).length, 1);
    const again = await confirm();
    assert.deepEqual(again.result, first.result);
    assert.ok(!again.lines.some((line) => line.OrdersConfirmed === 1));
  });

  it("give an order up, which can't be confirmed then, and fail it with the reason that its customer may read", async () => {
    const { confirm, giveUp, fail, status } = inMemory();
    assert.deepEqual((await giveUp()).result, { givenUp: true });
    assert.equal(status(), "PENDING");
    await assert.rejects(confirm(), OrderGivenUp);
    const { result, lines } = await fail();
    assert.deepEqual(result, {
      event: { metadata: metadata("OrderFailed"), data: { ...about, reason: "Your card was declined." } },
    });
    assert.equal(status(), "FAILED");
    assert.equal(lines.filter((line) => line.OrdersFailed === 1).length, 1);
  });

  it("come to the same end when they are run again", async () => {
    const { giveUp, fail } = inMemory();
    await giveUp();
    await giveUp({ Error: "States.Timeout" });
    const first = await fail();
    assert.deepEqual((await giveUp()).result, { givenUp: true });
    const again = await fail();
    assert.deepEqual(again.result, first.result);
    assert.ok(!again.lines.some((line) => line.OrdersFailed === 1));
  });

  it("don't give an order up that was confirmed by a step which then timed out", async () => {
    const { confirm, giveUp, fail, status } = inMemory();
    const { result } = await confirm();
    assert.deepEqual((await giveUp({ Error: "States.Timeout" })).result, { givenUp: false, ...result });
    await assert.rejects(fail(), PermanentError);
    assert.equal(status(), "CONFIRMED");
  });

  it("don't fail an order that nobody has given up", async () => {
    const { fail, status } = inMemory();
    await assert.rejects(fail(), PermanentError);
    assert.equal(status(), "PENDING");
  });

  for (const [what, error] of [
    ["a timeout", { Error: "States.Timeout" }],
    ["an error of ours", { Error: "TypeError", Cause: '{"errorMessage":"x is not a function"}' }],
    ["a cause that is no JSON", { Error: "PaymentDeclined", Cause: "{" }],
    ["a cause without a message", { Error: "OutOfStock", Cause: '{"errorMessage":5}' }],
    ["no cause", { Error: "OutOfStock" }],
  ] as const)
    it(`tell the customer nothing of ours: ${what}`, async () => {
      const { giveUp, table } = inMemory();
      await giveUp(error);
      assert.equal(
        table.orders.get(id)?.failureReason,
        "The order could not be completed. You have not been charged.",
      );
    });

  it("refuse an event without the error", async () => {
    const { giveUp } = inMemory();
    await assert.rejects(giveUp({}), TypeError);
  });
});
