import assert from "node:assert/strict";
import type { OrderStatus } from "../../shared/contracts/order.ts";
import { PermanentError } from "../../shared/errors.ts";
import { context, sqsRecord } from "../../shared/testing/events.ts";
import { capturingOutput } from "../../shared/testing/standard-output.ts";
import { type ProcessOrderDeps, processOrder } from "./core.ts";
import { createHandler } from "./handler.ts";

const PENDING = "5d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11";
const CONFIRMED = "6d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11";
const FAILED = "7d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11";
const MISSING = "8d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11";

function inMemory() {
  const statuses = new Map<string, OrderStatus>([
    [PENDING, "PENDING"],
    [CONFIRMED, "CONFIRMED"],
    [FAILED, "FAILED"],
  ]);
  const deps: ProcessOrderDeps = {
    orders: {
      async confirm(id) {
        const changed = statuses.get(id) === "PENDING";
        if (changed) statuses.set(id, "CONFIRMED");
        return { changed, status: statuses.get(id) };
      },
    },
    now: () => new Date("2026-11-21T04:00:00.000Z"),
  };
  return { deps, statuses };
}

const created = (id: string) =>
  JSON.stringify({
    type: "OrderCreated",
    detail: { id, customerName: "Ada Lovelace", items: [{ sku: "SKU-1", qty: 2, price: 9.5 }] },
  });

describe("processOrder", () => {
  it("confirms a pending order once", async () => {
    const { deps, statuses } = inMemory();
    assert.equal(await processOrder(deps, PENDING), true);
    assert.equal(statuses.get(PENDING), "CONFIRMED");
    assert.equal(await processOrder(deps, PENDING), false);
  });

  for (const [id, status] of [
    [CONFIRMED, "CONFIRMED"],
    [FAILED, "FAILED"],
  ] as const) {
    it(`leaves an order ${status}`, async () => {
      const { deps, statuses } = inMemory();
      assert.equal(await processOrder(deps, id), false);
      assert.equal(statuses.get(id), status);
    });
  }

  it("refuses an order that does not exist, for good", async () => {
    await assert.rejects(processOrder(inMemory().deps, MISSING), PermanentError);
  });
});

describe("consumer of order-events", () => {
  it("confirms past poison, redelivery and a missing order", async () => {
    const { deps, statuses } = inMemory();
    const bodies = ["{not json", created(MISSING), created(PENDING), created(PENDING), created(FAILED), "[]"];
    const Records = bodies.map((body, index) => sqsRecord(String(index), body, `c${index}`));
    const { result, lines, text } = await capturingOutput(() => createHandler(deps)({ Records }, context));
    assert.deepEqual(result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort(), [
      "0",
      "1",
      "5",
    ]);
    assert.equal(statuses.get(PENDING), "CONFIRMED");
    assert.equal(lines.filter((line) => line.OrdersConfirmed === 1).length, 1);
    assert.equal(lines.filter((line) => line.PoisonMessages === 1).length, 3);
    assert.ok(lines.some((line) => line.correlationId === "c2" && line.orderId === PENDING));
    assert.ok(!text.includes("Lovelace"));
  });
});
