import type { OrderStatus, StoredOrder } from "../../shared/contracts/order.ts";
import { PermanentError } from "../../shared/errors.ts";
import { type OrderEvent, orderFailedEvent } from "../events.ts";

export interface FailOrderDeps {
  readonly orders: {
    /** Takes an order that was given up to FAILED and settles its outbox record, both or neither. */
    fail(
      id: string,
      now: Date,
    ): Promise<{ readonly changed: boolean; readonly status: OrderStatus | undefined }>;
  };
  readonly now: () => Date;
}

export interface Failure {
  /** False where an earlier try of the step did it. */
  readonly changed: boolean;
  readonly event: OrderEvent;
}

/** Ends an order that was given up and for which nothing is left to undo. @throws {PermanentError} for another */
export async function failOrder(deps: FailOrderDeps, order: StoredOrder): Promise<Failure> {
  const now = deps.now();
  const { failureReason } = order;
  if (failureReason === undefined) throw new PermanentError(`Nobody has given up the order ${order.id}.`);
  const { changed, status } = await deps.orders.fail(order.id, now);
  if (status !== "FAILED") throw new PermanentError(`The order ${order.id} is ${status}.`);
  return { changed, event: orderFailedEvent(order, failureReason, now) };
}
