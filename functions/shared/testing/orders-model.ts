import type { IdempotencyRecord } from "../contracts/idempotency.ts";
import type { OrderStatus, StoredOrder } from "../contracts/order.ts";
import type { OutboxRecord } from "../contracts/outbox.ts";
import {
  type Acceptance,
  type DueRecord,
  epochSeconds,
  type OutboxClaim,
  outboxId,
} from "../orders-table.ts";

type OutboxState =
  | { readonly state: "open"; readonly record: OutboxRecord }
  | { readonly state: "parked" | "settled" };

interface Transition {
  readonly changed: boolean;
  readonly status: OrderStatus | undefined;
}

/** The table `orders` as the ports of the functions see it, in memory; each call is one atomic step. */
export class OrdersModel {
  readonly orders = new Map<string, StoredOrder>();
  readonly keys = new Map<string, IdempotencyRecord>();
  readonly outbox = new Map<string, OutboxState>();
  /** Ids in the order in which they were confirmed. */
  readonly confirmations: string[] = [];

  accept({ order, outbox, idempotency }: Acceptance, now: Date): IdempotencyRecord | undefined {
    const first = idempotency && this.keys.get(idempotency.id);
    if (first !== undefined && first.expiresAt > epochSeconds(now)) return first;
    if (this.orders.has(order.id)) throw new Error(`There is another order ${order.id}.`);
    this.orders.set(order.id, order);
    this.outbox.set(outbox.id, { state: "open", record: outbox });
    if (idempotency !== undefined) this.keys.set(idempotency.id, idempotency);
    return undefined;
  }

  confirm(id: string): Transition {
    const order = this.orders.get(id);
    if (order?.status !== "PENDING" || order.failureReason !== undefined)
      return { changed: false, status: order?.status };
    this.#settle(order, "CONFIRMED");
    this.confirmations.push(id);
    return { changed: true, status: "CONFIRMED" };
  }

  giveUp(id: string, failureReason: string): OrderStatus | undefined {
    const order = this.orders.get(id);
    if (order?.status === "PENDING") this.orders.set(id, { failureReason, ...order });
    return order?.status;
  }

  fail(id: string): Transition {
    const order = this.orders.get(id);
    if (order?.status !== "PENDING" || order.failureReason === undefined)
      return { changed: false, status: order?.status };
    this.#settle(order, "FAILED");
    return { changed: true, status: "FAILED" };
  }

  #settle(order: StoredOrder, status: OrderStatus): void {
    this.orders.set(order.id, { ...order, status });
    this.outbox.set(outboxId(order.id), { state: "settled" });
  }

  due(shard: number, before: Date): readonly DueRecord[] {
    return this.open()
      .filter(({ outboxShard, outboxSince }) => outboxShard === shard && outboxSince <= before.getTime())
      .sort((a, b) => a.outboxSince - b.outboxSince)
      .map(({ id, outboxSince }) => ({ id, outboxSince }));
  }

  claim({ id, outboxSince }: DueRecord, maxSends: number, now: Date): OutboxClaim {
    const record = this.#openRecord(id);
    if (record?.outboxSince !== outboxSince) return "gone";
    if (record.sends >= maxSends) return "exhausted";
    const claimed = { ...record, sends: record.sends + 1, outboxSince: now.getTime() };
    this.outbox.set(id, { state: "open", record: claimed });
    return claimed;
  }

  renew(id: string, now: Date): void {
    const record = this.#openRecord(id);
    if (record === undefined) return;
    this.outbox.set(id, { state: "open", record: { ...record, sends: 0, outboxSince: now.getTime() } });
  }

  park({ id, outboxSince }: DueRecord): boolean {
    if (this.#openRecord(id)?.outboxSince !== outboxSince) return false;
    this.outbox.set(id, { state: "parked" });
    return true;
  }

  /** The records that the index holds. */
  open(): OutboxRecord[] {
    return [...this.outbox.values()].flatMap((entry) => (entry.state === "open" ? [entry.record] : []));
  }

  #openRecord(id: string): OutboxRecord | undefined {
    const entry = this.outbox.get(id);
    return entry?.state === "open" ? entry.record : undefined;
  }
}
