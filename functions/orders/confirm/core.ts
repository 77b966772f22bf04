import type { OrderStatus, StoredOrder } from "../../shared/contracts/order.ts";
import { Refusal } from "../../shared/errors.ts";
import { type OrderEvent, orderConfirmedEvent } from "../events.ts";

export interface ConfirmOrderDeps {
  readonly orders: {
    /** Confirms a pending order that nobody has given up, and settles its outbox record, both or neither. */
    confirm(
      id: string,
      now: Date,
    ): Promise<{ readonly changed: boolean; readonly status: OrderStatus | undefined }>;
  };
  readonly now: () => Date;
}

export interface Confirmation {
  /** False where an earlier try of the step did it. */
  readonly changed: boolean;
  readonly event: OrderEvent;
}

/** The order was given up before: what was done for it is being undone. */
export class OrderGivenUp extends Refusal {
  override readonly name = "OrderGivenUp";
}

/** Confirms an order whose goods are reserved and paid. @throws {OrderGivenUp} */
export async function confirmOrder(deps: ConfirmOrderDeps, order: StoredOrder): Promise<Confirmation> {
  const now = deps.now();
  const { changed, status } = await deps.orders.confirm(order.id, now);
  if (status !== "CONFIRMED") throw new OrderGivenUp(`The order ${order.id} was given up; it is ${status}.`);
  return { changed, event: orderConfirmedEvent(order, now) };
}
