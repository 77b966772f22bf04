import type { IdempotencyRecord } from "./contracts/idempotency.ts";
import type { StoredOrder } from "./contracts/order.ts";
import type { OutboxRecord } from "./contracts/outbox.ts";

/**
 * How the table `orders` is laid out beyond the orders themselves: what the infrastructure declares and the functions
 * write. Beside each order lies its outbox record, until the order has its final status, and, where the client sent an
 * `Idempotency-Key`, the record of that key.
 */

/** The attribute by which DynamoDB's time to live deletes an item: seconds since 1970. */
export const EXPIRES_AT = "expiresAt";

/** The index over outbox records that are not settled. It is sparse: settling and parking take its keys away. */
export const OUTBOX_INDEX = "outbox";
/** Partition key of the index, a number below `OUTBOX_SHARDS`. */
export const OUTBOX_SHARD = "outboxShard";
/** Sort key of the index: when the order was last announced, in milliseconds since 1970. */
export const OUTBOX_SINCE = "outboxSince";

/**
 * An index partition takes 1,000 writes a second, and an order costs two, so these take 4,000 orders a second.
 * It may be raised, after the reconciler has been deployed with the higher number.
 */
export const OUTBOX_SHARDS = 8;

const HASHED_DIGITS = 8;

export const outboxId = (orderId: string): string => `outbox#${orderId}`;

/** The shard of an order's outbox record: UUIDs are random, so the shards fill evenly. */
export const outboxShardOf = (orderId: string): number =>
  Number.parseInt(orderId.slice(0, HASHED_DIGITS), 16) % OUTBOX_SHARDS;

/** @param key the hash of caller and `Idempotency-Key` */
export const idempotencyId = (key: string): string => `idempotency#${key}`;

/** An instant as `EXPIRES_AT` has it. */
export const epochSeconds = (instant: Date): number => Math.floor(instant.getTime() / 1000);

/** What accepting an order writes, all of it or nothing. */
export interface Acceptance {
  readonly order: StoredOrder;
  readonly outbox: OutboxRecord;
  /** Undefined where the client sent no `Idempotency-Key`. */
  readonly idempotency: IdempotencyRecord | undefined;
}

/** An outbox record as its index has it, which may be behind the table. */
export interface DueRecord {
  readonly id: string;
  /** As the index knows it: a record that has changed since then has another. */
  readonly outboxSince: number;
}

/**
 * What became of taking an outbox record: its content, now ours to send; `exhausted` where it was sent as often as it
 * may be; `gone` where the index was behind, or another reconciler or the order processor has it.
 */
export type OutboxClaim = OutboxRecord | "exhausted" | "gone";
