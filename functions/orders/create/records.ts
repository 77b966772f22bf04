import { createHash } from "node:crypto";
import type { IdempotencyRecord } from "../../shared/contracts/idempotency.ts";
import type { OrderCreatedMessage, StoredOrder } from "../../shared/contracts/order.ts";
import type { OutboxRecord } from "../../shared/contracts/outbox.ts";
import { epochSeconds, idempotencyId, outboxId, outboxShardOf } from "../../shared/orders-table.ts";

/** How long a repeat under the same `Idempotency-Key` gets the first answer. */
const IDEMPOTENCY_SECONDS = 86_400;

/**
 * The record of an `Idempotency-Key`. The fingerprint is of what the order says, not of the bytes that said it: a
 * client may serialise a repeat anew.
 */
export function idempotencyRecordOf(key: string, order: StoredOrder, now: Date): IdempotencyRecord {
  const items = order.items.map(({ sku, qty, price }) => [sku, qty, price]);
  const { paymentMethod, notes } = order;
  const more = paymentMethod === undefined && notes === undefined ? [] : [{ paymentMethod, notes }];
  return {
    // A key has no line feed: no other caller and key make the same text.
    id: idempotencyId(sha256(`${order.owner}\n${key}`)),
    fingerprint: sha256(JSON.stringify([order.customerName, items, ...more])),
    orderId: order.id,
    expiresAt: epochSeconds(now) + IDEMPOTENCY_SECONDS,
  };
}

export function outboxRecordOf(message: OrderCreatedMessage, correlationId: string, now: Date): OutboxRecord {
  const orderId = message.detail.id;
  return {
    id: outboxId(orderId),
    orderId,
    correlationId,
    message,
    sends: 0,
    outboxShard: outboxShardOf(orderId),
    outboxSince: now.getTime(),
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
