import assert from "node:assert/strict";
import type { StoredOrder } from "../contracts/order.ts";
import { PermanentError, Refusal } from "../errors.ts";
import { context } from "../testing/events.ts";
import { capturingOutput } from "../testing/standard-output.ts";
import { stepHandler } from "./handler.ts";

const order: StoredOrder = {
  id: "5d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11",
  owner: "sub",
  customerName: "Ada Lovelace",
  items: [{ sku: "SKU-1", qty: 2, price: 9.5 }],
  status: "PENDING",
  createdAt: "2026-11-21T04:00:00.000Z",
  correlationId: "c1",
};
const deps = { orders: { get: async (id: string) => (id === order.id ? order : undefined) } };

describe("stepHandler", () => {
  it("runs with the order, logs its ids and answers with the result", async () => {
    const handler = stepHandler("orders", "ConfirmOrder", deps, async ({ order: { id }, telemetry }) => {
      telemetry.log.info("Done");
      return { id };
    });
    const { result, lines, text } = await capturingOutput(() => handler({ id: order.id }, context));
    assert.deepEqual(result, { id: order.id });
    assert.ok(lines.some((line) => line.correlationId === "c1" && line.orderId === order.id));
    assert.ok(!text.includes("Lovelace"));
  });

  it("goes by the order's id where the order knows no correlation id", async () => {
    const { correlationId: _, ...earlier } = order;
    const handler = stepHandler(
      "orders",
      "ConfirmOrder",
      { orders: { get: async () => earlier } },
      async ({ telemetry }) => telemetry.log.info("Done"),
    );
    const { lines } = await capturingOutput(() => handler({ id: order.id }, context));
    assert.equal(lines[0]?.correlationId, order.id);
  });

  for (const [what, event] of [
    ["no id", {}],
    ["an id that is no text", { id: 5 }],
    ["nothing", null],
    ["an order that is not there", { id: "6d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11" }],
  ] as const)
    it(`refuses ${what}, for good`, async () => {
      const handler = stepHandler("orders", "ConfirmOrder", deps, async () => assert.fail("it ran"));
      await capturingOutput(() => assert.rejects(handler(event, context), PermanentError));
    });

  it("takes a refusal for an answer", async () => {
    class OutOfStock extends Refusal {
      override readonly name = "OutOfStock";
    }
    const handler = stepHandler("orders", "ReserveInventory", deps, async () => {
      throw new OutOfStock("There is no more of it.");
    });
    const { lines } = await capturingOutput(() =>
      assert.rejects(handler({ id: order.id }, context), { name: "OutOfStock" }),
    );
    assert.ok(lines.some((line) => line.level === "INFO" && line.cause === "OutOfStock"));
    assert.ok(!lines.some((line) => "StepsFailed" in line));
  });

  it("logs and counts what else is thrown, and throws it on", async () => {
    const handler = stepHandler("orders", "ConfirmOrder", deps, async () => {
      throw new Error("the table is down");
    });
    const { lines } = await capturingOutput(() =>
      assert.rejects(handler({ id: order.id }, context), /the table is down/),
    );
    assert.ok(lines.some((line) => line.level === "ERROR" && line.correlationId === "c1"));
    assert.ok(lines.some((line) => line.StepsFailed === 1));
  });
});
