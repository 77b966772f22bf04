import type { IdempotencyRecord } from "../../shared/contracts/idempotency.ts";
import type { OrderBody, OrderCreatedMessage, StoredOrder } from "../../shared/contracts/order.ts";
import type { Acceptance } from "../../shared/orders-table.ts";
import { idempotencyRecordOf, outboxRecordOf } from "./records.ts";

export interface CreateOrderDeps {
  readonly orders: {
    /** Writes all, or nothing where the idempotency key is in use: then it resolves to the key's record. */
    accept(acceptance: Acceptance, now: Date): Promise<IdempotencyRecord | undefined>;
  };
  readonly events: { send(message: OrderCreatedMessage, correlationId: string): Promise<void> };
  /** A UUID v4. */
  readonly newId: () => string;
  readonly now: () => Date;
}

export interface CreateOrder {
  readonly body: OrderBody;
  /** `sub` of the caller. */
  readonly owner: string;
  readonly idempotencyKey: string | undefined;
  readonly correlationId: string;
}

/** What became of a request for an order; each but the last is answered with the order's id. */
export type Creation =
  | { readonly outcome: "announced"; readonly id: string }
  /** The order is accepted, and announced by the reconciler as soon as that is possible. */
  | { readonly outcome: "accepted"; readonly id: string; readonly cause: unknown }
  | { readonly outcome: "repeated"; readonly id: string }
  | { readonly outcome: "contradicted" };

/**
 * Accepts a new order: stores it as PENDING, together with the outbox record that guarantees its announcement and the
 * record of its idempotency key, then tells the order processor. Once it is stored, nothing that fails un-accepts it.
 *
 * @throws {Error} when the order could not be stored
 */
export async function createOrder(deps: CreateOrderDeps, request: CreateOrder): Promise<Creation> {
  const { body, owner, idempotencyKey, correlationId } = request;
  const id = deps.newId();
  const now = deps.now();
  const details = { customerName: body.customerName.trim(), items: body.items };
  const { paymentMethod, notes } = body;
  const order: StoredOrder = {
    id,
    ...details,
    ...(paymentMethod !== undefined && { paymentMethod }),
    ...(notes !== undefined && { notes: notes.trim() }),
    status: "PENDING",
    createdAt: now.toISOString(),
    owner,
    correlationId,
  };
  const message: OrderCreatedMessage = { type: "OrderCreated", detail: { id, ...details } };
  const idempotency =
    idempotencyKey === undefined ? undefined : idempotencyRecordOf(idempotencyKey, order, now);

  const first = await deps.orders.accept(
    { order, outbox: outboxRecordOf(message, correlationId, now), idempotency },
    now,
  );
  if (first !== undefined) {
    return first.fingerprint === idempotency?.fingerprint
      ? { outcome: "repeated", id: first.orderId }
      : { outcome: "contradicted" };
  }
  try {
    await deps.events.send(message, correlationId);
    return { outcome: "announced", id };
  } catch (cause) {
    return { outcome: "accepted", id, cause };
  }
}
