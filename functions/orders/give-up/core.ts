import type { OrderStatus, StoredOrder } from "../../shared/contracts/order.ts";
import { type OrderEvent, orderConfirmedEvent } from "../events.ts";
import { reasonOf, type StepError } from "./reason.ts";

export interface GiveUpOrderDeps {
  readonly orders: { giveUp(id: string, reason: string): Promise<OrderStatus | undefined> };
  readonly now: () => Date;
}

/** Whether the order can't be confirmed any more. One that was confirmed after all brings its event along. */
export type GivenUp = { readonly givenUp: true } | { readonly givenUp: false; readonly event: OrderEvent };

/**
 * Gives up an order because a step of its fulfilment failed. Nothing is undone before this has been decided: a step that
 * timed out may have confirmed the order.
 */
export async function giveUpOrder(
  deps: GiveUpOrderDeps,
  order: StoredOrder,
  error: StepError,
): Promise<GivenUp> {
  const status = await deps.orders.giveUp(order.id, reasonOf(error));
  if (status !== "CONFIRMED") return { givenUp: true };
  return { givenUp: false, event: orderConfirmedEvent(order, deps.now()) };
}
