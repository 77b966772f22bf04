import assert from "node:assert/strict";
import type { StoredOrder } from "../shared/contracts/order.ts";
import { PermanentError } from "../shared/errors.ts";
import type { ReservationOutcome } from "../shared/inventory-table.ts";
import { context } from "../shared/testing/events.ts";
import { capturingOutput } from "../shared/testing/standard-output.ts";
import { createHandler as releaseStep } from "./release/handler.ts";
import { OutOfStock } from "./reserve/core.ts";
import { createHandler as reserveStep } from "./reserve/handler.ts";

const NOW = new Date("2026-11-21T04:00:00.000Z");
const order: StoredOrder = {
  id: "5d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11",
  owner: "sub",
  customerName: "Ada Lovelace",
  items: [{ sku: "SKU-1", qty: 2, price: 9.5 }],
  status: "PENDING",
  createdAt: NOW.toISOString(),
};
const steps = { orders: { get: async () => order } };

const reserve = (outcome: ReservationOutcome) => {
  const calls: unknown[] = [];
  const inventory = {
    async reserve(...call: readonly unknown[]) {
      calls.push(call);
      return outcome;
    },
  };
  const handler = reserveStep(steps, { inventory, now: () => NOW });
  return { calls, run: () => capturingOutput(() => handler({ id: order.id }, context)) };
};

describe("the step ReserveInventory", () => {
  it("reserves what the order wants, and answers nothing that may not be logged", async () => {
    const { calls, run } = reserve({ outcome: "reserved", changed: true });
    const { result, lines } = await run();
    assert.deepEqual([result, calls], [{}, [[order.id, order.items, NOW]]]);
    assert.ok(lines.some(({ message }) => message === "The goods are reserved"));
  });

  it("finds it done when it comes again", async () => {
    const { result, lines } = await reserve({ outcome: "reserved", changed: false }).run();
    assert.deepEqual([result, lines], [{}, []]);
  });

  it("refuses what is out of stock, in words for the customer", async () => {
    const shortages = [
      { sku: "SKU-1", name: "Notebook" },
      { sku: "SKU-9", name: undefined },
    ] as const;
    await assert.rejects(reserve({ outcome: "short", shortages }).run(), (error) => {
      assert.ok(error instanceof OutOfStock);
      assert.equal(error.name, "OutOfStock");
      assert.equal(
        error.message,
        "There is not enough of 'Notebook' (SKU-1) in stock. SKU-9 is not sold any more.",
      );
      return true;
    });
  });

  it("fails for good where the order is given up", async () => {
    await assert.rejects(reserve({ outcome: "barred" }).run(), PermanentError);
  });
});

describe("the step ReleaseInventory", () => {
  for (const [released, said] of [
    [true, "The goods are back in stock"],
    [false, "No goods were reserved"],
  ] as const)
    it(`says what it did: ${said}`, async () => {
      const handler = releaseStep(steps, { inventory: { release: async () => released }, now: () => NOW });
      const { result, lines } = await capturingOutput(() => handler({ id: order.id }, context));
      assert.deepEqual(result, {});
      assert.ok(lines.some(({ message }) => message === said));
    });
});
