import assert from "node:assert/strict";
import type { OrderCreated, StoredOrder } from "../../shared/contracts/order.ts";
import { context, gatewayRequestId, httpEvent, sub } from "../../shared/testing/events.ts";
import { capturingOutput } from "../../shared/testing/standard-output.ts";
import { type CreateOrderDeps, createOrder, OrderEventNotSentError } from "./core.ts";
import { createHandler } from "./handler.ts";

const id = "5d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11";
const body = { customerName: "  Ada Lovelace ", items: [{ sku: "SKU-1", qty: 2, price: 9.5 }] };

/** Both ports in memory; `failing` names the one that is down. */
function inMemory(failing?: "orders" | "events") {
  const steps: string[] = [];
  const stored: StoredOrder[] = [];
  const sent: { message: OrderCreated; correlationId: string }[] = [];
  const deps: CreateOrderDeps = {
    orders: {
      async put(order) {
        steps.push("put");
        if (failing === "orders") throw new Error("not authorized to perform dynamodb:PutItem");
        stored.push(order);
      },
    },
    events: {
      async send(message, correlationId) {
        steps.push("send");
        if (failing === "events") throw new Error("not authorized to perform sqs:SendMessage");
        sent.push({ message, correlationId });
      },
    },
    newId: () => id,
    now: () => new Date("2026-11-21T04:00:00.000Z"),
  };
  return { deps, steps, stored, sent };
}

const post = (deps: CreateOrderDeps, value: unknown = body) =>
  capturingOutput(() => createHandler(deps)(httpEvent({ body: JSON.stringify(value) }), context));

describe("createOrder", () => {
  const command = { body, owner: sub, correlationId: "c" };

  it("stores the order as PENDING for its owner, with the name trimmed, then announces it", async () => {
    const { deps, steps, stored, sent } = inMemory();
    assert.equal(await createOrder(deps, command), id);
    assert.deepEqual(steps, ["put", "send"]);
    const details = { customerName: "Ada Lovelace", items: body.items };
    assert.deepEqual(stored, [
      { id, ...details, status: "PENDING", createdAt: "2026-11-21T04:00:00.000Z", owner: sub },
    ]);
    assert.deepEqual(sent, [
      { message: { type: "OrderCreated", detail: { id, ...details } }, correlationId: "c" },
    ]);
  });

  it("announces nothing that is not stored", async () => {
    const { deps, steps } = inMemory("orders");
    await assert.rejects(createOrder(deps, command), /PutItem/);
    assert.deepEqual(steps, ["put"]);
  });

  it("tells a stored order that could not be announced from one that was not stored", async () => {
    const { deps, stored } = inMemory("events");
    await assert.rejects(
      createOrder(deps, command),
      (error) => error instanceof OrderEventNotSentError && error.message.includes(id),
    );
    assert.equal(stored.length, 1);
  });
});

describe("POST /v1/orders", () => {
  it("answers 201 with the id and where the order is", async () => {
    const { deps, sent } = inMemory();
    const { result, lines, text } = await post(deps);
    assert.deepEqual(result, {
      statusCode: 201,
      headers: {
        "content-type": "application/json",
        location: `/v1/orders/${id}`,
        "x-correlation-id": gatewayRequestId,
      },
      body: JSON.stringify({ id }),
    });
    assert.equal(sent[0]?.correlationId, gatewayRequestId);
    assert.ok(lines.some((line) => line.orderId === id && line.correlationId === gatewayRequestId));
    assert.ok(lines.some((line) => line.OrdersCreated === 1));
    assert.ok(!text.includes("Lovelace"));
  });

  it("stores nothing of a body that breaks the contract", async () => {
    const { deps, steps } = inMemory();
    const { result } = await post(deps, { ...body, items: [] });
    assert.equal(result.statusCode, 400);
    assert.deepEqual(steps, []);
  });

  it("answers 500 when the order cannot be stored", async () => {
    const { result, lines } = await post(inMemory("orders").deps);
    assert.equal(result.statusCode, 500);
    assert.ok(!lines.some((line) => "OrdersCreated" in line || "OrderEventsNotSent" in line));
  });

  it("answers 500, logs and counts when the message cannot be sent", async () => {
    const { result, lines, text } = await post(inMemory("events").deps);
    assert.equal(result.statusCode, 500);
    assert.ok(!result.body?.includes("sqs"));
    assert.ok(lines.some((line) => line.OrderEventsNotSent === 1));
    assert.ok(text.includes("not authorized to perform sqs:SendMessage") && text.includes(id));
  });
});
