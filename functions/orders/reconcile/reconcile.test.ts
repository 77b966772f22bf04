import assert from "node:assert/strict";
import type { OutboxRecord } from "../../shared/contracts/outbox.ts";
import { OUTBOX_SHARDS, outboxShardOf } from "../../shared/orders-table.ts";
import { context } from "../../shared/testing/events.ts";
import { OrdersModel } from "../../shared/testing/orders-model.ts";
import { capturingOutput } from "../../shared/testing/standard-output.ts";
import { MAX_RECORDS_PER_SHARD, type ReconcileDeps, type Reconciled, reconcile } from "./core.ts";
import { createHandler } from "./handler.ts";

const START = Date.parse("2026-11-21T04:00:00.000Z");
const MINUTE = 60_000;
const policy = { afterMinutes: 5, maxSends: 3 };
const items = [{ sku: "SKU-1", qty: 2, price: 9.5 }];

const idOf = (number: number) => `${number.toString(16).padStart(8, "0")}-4f0e-4b7a-9a55-0f8f4a3f9a11`;

function world(count = 1) {
  const table = new OrdersModel();
  const clock = { now: START };
  const sent: string[] = [];
  const broken = new Set<string>();
  const add = (number: number): OutboxRecord => {
    const orderId = idOf(number);
    const message = {
      type: "OrderCreated",
      detail: { id: orderId, customerName: "Ada Lovelace", items },
    } as const;
    const shard = outboxShardOf(orderId);
    const record: OutboxRecord = {
      id: `outbox#${orderId}`,
      orderId,
      correlationId: `c${number}`,
      message,
      sends: 0,
      outboxShard: shard,
      outboxSince: clock.now,
    };
    table.outbox.set(record.id, { state: "open", record });
    return record;
  };
  for (let number = 0; number < count; number++) add(number);
  const fail = (what: string) => {
    if (broken.has(what)) throw new Error(`${what} is down`);
  };
  const deps: ReconcileDeps = {
    outbox: {
      async *due(shard, before) {
        fail(`shard ${shard}`);
        yield* table.due(shard, before);
      },
      async claim(due, maxSends, now) {
        fail(`claim ${due.id}`);
        return table.claim(due, maxSends, now);
      },
      park: async (due) => table.park(due),
    },
    events: {
      async send(message, correlationId) {
        fail(`send ${message.detail.id}`);
        sent.push(`${message.detail.id} ${correlationId}`);
      },
    },
    now: () => new Date(clock.now),
  };
  const reported: Reconciled[] = [];
  const run = (mayGoOn = () => true) =>
    reconcile(deps, policy, mayGoOn, (reconciled) => reported.push(reconciled));
  return { table, clock, sent, broken, deps, reported, run };
}

const outcomes = (reported: readonly Reconciled[]) => reported.map(({ outcome }) => outcome);

describe("reconcile", () => {
  it("leaves alone what was announced less than 5 minutes ago", async () => {
    const { clock, sent, run } = world();
    clock.now += 5 * MINUTE - 1;
    await run();
    assert.deepEqual(sent, []);
  });

  it("announces again after 5 minutes what has no final status, with its message and correlation id", async () => {
    const { clock, sent, reported, run } = world(2);
    clock.now += 5 * MINUTE;
    await run();
    assert.deepEqual(sent.sort(), [`${idOf(0)} c0`, `${idOf(1)} c1`]);
    assert.deepEqual(outcomes(reported), ["sent", "sent"]);
  });

  it("announces three times, 5 minutes apart, then parks", async () => {
    const { table, clock, sent, reported, run } = world();
    for (let minute = 1; minute <= 30; minute++) {
      clock.now = START + minute * MINUTE;
      await run();
      assert.equal(sent.length, Math.min(3, Math.floor(minute / 5)), `after ${minute} minutes`);
    }
    assert.deepEqual(outcomes(reported), ["sent", "sent", "sent", "parked"]);
    assert.deepEqual(table.outbox.get(`outbox#${idOf(0)}`), { state: "parked" });
  });

  it("does nothing about an order that the index still shows and that is settled", async () => {
    const { table, clock, sent, reported, deps, run } = world();
    clock.now += 5 * MINUTE;
    const { due } = deps.outbox;
    Object.assign(deps.outbox, {
      async *due(shard: number, before: Date) {
        for await (const record of due(shard, before)) {
          table.outbox.set(record.id, { state: "settled" });
          yield record;
        }
      },
    });
    await run();
    assert.deepEqual([sent, reported], [[], []]);
  });

  it("sends once when two run at the same time", async () => {
    const { clock, sent, run } = world(20);
    clock.now += 5 * MINUTE;
    await Promise.all([run(), run()]);
    assert.equal(sent.length, 20);
  });

  it("goes on past a record that cannot be claimed, one that cannot be sent and a shard that cannot be read", async () => {
    const { clock, sent, broken, reported, run } = world(32);
    broken
      .add(`claim outbox#${idOf(1)}`)
      .add(`send ${idOf(2)}`)
      .add("shard 3");
    clock.now += 5 * MINUTE;
    await assert.rejects(run(), (error) => error instanceof AggregateError && error.errors.length === 3);
    assert.equal(sent.length, 32 - 2 - 32 / OUTBOX_SHARDS);
    assert.equal(outcomes(reported).filter((outcome) => outcome === "failed").length, 2);
    assert.equal(outcomes(reported).filter((outcome) => outcome === "unread").length, 1);
  });

  it("counts a send that failed: the bound holds whatever happens", async () => {
    const { table, clock, broken, run } = world();
    broken.add(`send ${idOf(0)}`);
    for (let attempt = 1; attempt <= 3; attempt++) {
      clock.now += 5 * MINUTE;
      await assert.rejects(run());
    }
    clock.now += 5 * MINUTE;
    await run();
    assert.deepEqual(table.outbox.get(`outbox#${idOf(0)}`), { state: "parked" });
  });

  it("leaves the rest to the next run when time is up", async () => {
    const { clock, sent, run } = world(40);
    clock.now += 5 * MINUTE;
    await run(() => sent.length < 20);
    assert.ok(sent.length >= 20 && sent.length < 20 + OUTBOX_SHARDS, `${sent.length} were sent`);
    await run();
    assert.equal(sent.length, 40);
  });

  it("takes a bounded number of records of each shard", async () => {
    const { clock, sent, run } = world((MAX_RECORDS_PER_SHARD + 5) * OUTBOX_SHARDS);
    clock.now += 5 * MINUTE;
    await run();
    assert.equal(sent.length, MAX_RECORDS_PER_SHARD * OUTBOX_SHARDS);
  });
});

describe("the reconciler", () => {
  const reconciler = (deps: ReconcileDeps, remainingMs = 60_000) =>
    capturingOutput(() =>
      createHandler(deps, policy)({}, { ...context, getRemainingTimeInMillis: () => remainingMs }).then(
        () => undefined,
        (error: unknown) => error,
      ),
    );

  it("logs and counts what it sends and what it parks, without the customer's name", async () => {
    const { clock, deps } = world();
    clock.now += 5 * MINUTE;
    const { lines, text } = await reconciler(deps);
    assert.ok(lines.some((line) => line.OrderEventsResent === 1));
    assert.ok(
      lines.some((line) => line.orderId === idOf(0) && line.correlationId === "c0" && line.sends === 1),
    );
    assert.ok(!text.includes("Lovelace"));
    for (let time = 0; time < 2; time++) {
      clock.now += 5 * MINUTE;
      await reconciler(deps);
    }
    clock.now += 5 * MINUTE;
    const parked = await reconciler(deps);
    assert.ok(parked.lines.some((line) => line.OutboxParked === 1));
    assert.ok(parked.lines.some((line) => line.level === "ERROR" && line.outboxId === `outbox#${idOf(0)}`));
  });

  it("stops while there is time for what it has begun", async () => {
    const { clock, deps, sent } = world();
    clock.now += 5 * MINUTE;
    await reconciler(deps, 10_000);
    assert.deepEqual(sent, []);
    await reconciler(deps, 10_001);
    assert.equal(sent.length, 1);
  });

  it("fails when a record or a shard failed, after the others, and logs each", async () => {
    const { clock, deps, broken, sent } = world(3);
    broken.add(`send ${idOf(0)}`).add("shard 2");
    clock.now += 5 * MINUTE;
    const { result, lines } = await reconciler(deps);
    assert.ok(result instanceof AggregateError);
    assert.equal(sent.length, 1);
    assert.ok(lines.some((line) => line.outboxId === `outbox#${idOf(0)}` && line.level === "ERROR"));
    assert.ok(lines.some((line) => line.shard === 2 && line.level === "ERROR"));
  });
});
