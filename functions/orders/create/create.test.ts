import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { OrderCreatedMessage } from "../../shared/contracts/order.ts";
import { context, gatewayRequestId, httpEvent, sub } from "../../shared/testing/events.ts";
import { OrdersModel } from "../../shared/testing/orders-model.ts";
import { capturingOutput } from "../../shared/testing/standard-output.ts";
import { type CreateOrder, type CreateOrderDeps, createOrder } from "./core.ts";
import { createHandler } from "./handler.ts";
import { idempotencyRecordOf } from "./records.ts";

const id = "5d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11";
const SECOND = "6d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11";
const START = Date.parse("2026-11-21T04:00:00.000Z");
const HOUR = 3_600_000;
const body = { customerName: "  Ada Lovelace ", items: [{ sku: "SKU-1", qty: 2, price: 9.5 }] };
const details = { customerName: "Ada Lovelace", items: body.items };

/** The ports in memory; `failing` names the one that is down. Ids are `id`, then `SECOND`. */
function inMemory(failing?: "orders" | "events") {
  const table = new OrdersModel();
  const steps: string[] = [];
  const sent: { message: OrderCreatedMessage; correlationId: string }[] = [];
  const clock = { now: START };
  const ids = [id, SECOND];
  const deps: CreateOrderDeps = {
    orders: {
      async accept(acceptance, now) {
        steps.push("accept");
        if (failing === "orders") throw new Error("not authorized to perform dynamodb:PutItem");
        return table.accept(acceptance, now);
      },
    },
    events: {
      async send(message, correlationId) {
        steps.push("send");
        if (failing === "events") throw new Error("not authorized to perform sqs:SendMessage");
        sent.push({ message, correlationId });
      },
    },
    newId: () => ids.shift() ?? assert.fail("a third id"),
    now: () => new Date(clock.now),
  };
  return { deps, table, steps, sent, clock };
}

const command: CreateOrder = { body, owner: sub, idempotencyKey: undefined, correlationId: "c" };

describe("createOrder", () => {
  it("stores the order as PENDING for its owner, with the name trimmed, then announces it", async () => {
    const { deps, table, steps, sent } = inMemory();
    assert.deepEqual(await createOrder(deps, command), { outcome: "announced", id });
    assert.deepEqual(steps, ["accept", "send"]);
    assert.deepEqual(
      [...table.orders.values()],
      [
        {
          id,
          ...details,
          status: "PENDING",
          createdAt: "2026-11-21T04:00:00.000Z",
          owner: sub,
          correlationId: "c",
        },
      ],
    );
    assert.deepEqual(sent, [
      { message: { type: "OrderCreated", detail: { id, ...details } }, correlationId: "c" },
    ]);
  });

  it("stores how it is paid and what its customer wrote, and tells the queue neither", async () => {
    const { deps, table, sent } = inMemory();
    const paid = { ...body, paymentMethod: "pm_card_visa", notes: " Ring twice.\n" };
    await createOrder(deps, { ...command, body: paid });
    const [order] = table.orders.values();
    assert.deepEqual(
      { paymentMethod: order?.paymentMethod, notes: order?.notes },
      { paymentMethod: "pm_card_visa", notes: "Ring twice." },
    );
    assert.deepEqual(sent[0]?.message, { type: "OrderCreated", detail: { id, ...details } });
  });

  it("stores with it what announcing it again takes", async () => {
    const { deps, table } = inMemory();
    await createOrder(deps, command);
    assert.deepEqual(table.open(), [
      {
        id: `outbox#${id}`,
        orderId: id,
        correlationId: "c",
        message: { type: "OrderCreated", detail: { id, ...details } },
        sends: 0,
        outboxShard: 0x5d0c3c52 % 8,
        outboxSince: START,
      },
    ]);
    assert.equal(table.keys.size, 0);
  });

  it("announces nothing that is not stored", async () => {
    const { deps, steps } = inMemory("orders");
    await assert.rejects(createOrder(deps, command), /PutItem/);
    assert.deepEqual(steps, ["accept"]);
  });

  it("has accepted an order that is stored, even if it could not be announced", async () => {
    const { deps, table } = inMemory("events");
    const creation = await createOrder(deps, command);
    assert.equal(creation.outcome, "accepted");
    assert.match(String("cause" in creation && creation.cause), /SendMessage/);
    assert.equal(table.open().length, 1);
  });

  describe("under an Idempotency-Key", () => {
    const keyed = { ...command, idempotencyKey: "cart-17" };

    it("knows a repeat of an order without payment method and notes that came when there were none", () => {
      const order = { id, ...details, status: "PENDING", createdAt: "", owner: sub } as const;
      const { fingerprint } = idempotencyRecordOf("cart-17", order, new Date(START));
      const then = JSON.stringify(["Ada Lovelace", [["SKU-1", 2, 9.5]]]);
      assert.equal(fingerprint, createHash("sha256").update(then).digest("hex"));
    });

    it("keeps the key as a hash, with the first answer, for 24 h", async () => {
      const { deps, table } = inMemory();
      await createOrder(deps, keyed);
      const [record] = table.keys.values();
      assert.match(record?.id ?? "", /^idempotency#[0-9a-f]{64}$/);
      assert.match(record?.fingerprint ?? "", /^[0-9a-f]{64}$/);
      assert.equal(record?.orderId, id);
      assert.equal(record?.expiresAt, START / 1000 + 86_400);
    });

    interface Repeat {
      readonly what: string;
      readonly change: Partial<CreateOrder>;
      readonly afterMs?: number;
      readonly outcome: string;
    }
    const repeats: readonly Repeat[] = [
      { what: "the same", change: {}, outcome: "repeated" },
      { what: "the same, 23:59:59 later", change: {}, afterMs: 24 * HOUR - 1_000, outcome: "repeated" },
      { what: "the same, 24:00 later", change: {}, afterMs: 24 * HOUR, outcome: "announced" },
      {
        what: "the same name with other blanks",
        change: { body: { ...body, ...details } },
        outcome: "repeated",
      },
      { what: "another correlation id", change: { correlationId: "d" }, outcome: "repeated" },
      { what: "the same of another caller", change: { owner: "someone-else" }, outcome: "announced" },
      { what: "another key", change: { idempotencyKey: "cart-18" }, outcome: "announced" },
      { what: "no key", change: { idempotencyKey: undefined }, outcome: "announced" },
      {
        what: "another name",
        change: { body: { ...body, customerName: "Grace" } },
        outcome: "contradicted",
      },
      {
        what: "another quantity",
        change: { body: { ...body, items: [{ sku: "SKU-1", qty: 3, price: 9.5 }] } },
        outcome: "contradicted",
      },
      {
        what: "another payment method",
        change: { body: { ...body, paymentMethod: "pm_card_visa" } },
        outcome: "contradicted",
      },
      { what: "notes", change: { body: { ...body, notes: "Ring twice." } }, outcome: "contradicted" },
      {
        what: "another order of items",
        change: { body: { ...body, items: [...body.items, ...body.items] } },
        outcome: "contradicted",
      },
    ];
    for (const { what, change, afterMs = 1_000, outcome } of repeats) {
      it(`takes ${what} for ${outcome}`, async () => {
        const { deps, table, clock, sent } = inMemory();
        await createOrder(deps, keyed);
        clock.now += afterMs;
        const creation = await createOrder(deps, { ...keyed, ...change });
        assert.equal(creation.outcome, outcome);
        if (outcome === "repeated") assert.deepEqual(creation, { outcome, id });
        const orders = outcome === "announced" ? 2 : 1;
        assert.equal(table.orders.size, orders);
        assert.equal(sent.length, orders);
      });
    }
  });
});

describe("POST /v1/orders", () => {
  const post = (
    deps: CreateOrderDeps,
    value: unknown = body,
    headers: Readonly<Record<string, string>> = {},
  ) =>
    capturingOutput(() =>
      createHandler(deps)(
        httpEvent({
          body: JSON.stringify(value),
          headers: { "content-type": "application/json", ...headers },
        }),
        context,
      ),
    );

  const created = {
    statusCode: 201,
    headers: {
      "content-type": "application/json",
      location: `/v1/orders/${id}`,
      "x-correlation-id": gatewayRequestId,
    },
    body: JSON.stringify({ id }),
  };

  it("answers 201 with the id and where the order is", async () => {
    const { deps, sent } = inMemory();
    const { result, lines, text } = await post(deps);
    assert.deepEqual(result, created);
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

  it("answers 201, logs and counts when the message cannot be sent", async () => {
    const { result, lines, text } = await post(inMemory("events").deps);
    assert.deepEqual(result, created);
    assert.ok(lines.some((line) => line.OrdersCreated === 1));
    assert.ok(lines.some((line) => line.OrderEventsNotSent === 1));
    assert.ok(text.includes("not authorized to perform sqs:SendMessage") && text.includes(id));
  });

  it("gives a repeat under its key the first answer, and counts it as such", async () => {
    const { deps } = inMemory();
    const headers = { "idempotency-key": "cart-17" };
    assert.deepEqual((await post(deps, body, headers)).result, created);
    const { result, lines } = await post(deps, body, headers);
    assert.deepEqual(result, created);
    assert.ok(lines.some((line) => line.OrdersRepeated === 1));
    assert.ok(!lines.some((line) => "OrdersCreated" in line));
  });

  it("answers 422 to another body under the same key, without the first one's id", async () => {
    const { deps } = inMemory();
    const headers = { "idempotency-key": "cart-17" };
    await post(deps, body, headers);
    const { result } = await post(deps, { ...body, customerName: "Grace" }, headers);
    assert.equal(result.statusCode, 422);
    assert.equal(result.headers?.["content-type"], "application/problem+json");
    assert.match(result.body ?? "", /Idempotency-Key/);
    assert.ok(!result.body?.includes(id));
  });

  it("refuses a key that is none with 400, before anything else", async () => {
    const { deps, steps } = inMemory();
    const { result } = await post(deps, body, { "idempotency-key": "cart 17" });
    assert.equal(result.statusCode, 400);
    assert.deepEqual(steps, []);
  });
});
