import type { StoredOrder } from "../../shared/contracts/order.ts";
import { type Caller, OPERATORS } from "../../shared/http/caller.ts";

export interface GetOrderDeps {
  readonly orders: { get(id: string): Promise<StoredOrder | undefined> };
}

/** An order as its customer and operators see it: the data model's five attributes. */
export type ShownOrder = Pick<StoredOrder, "id" | "customerName" | "items" | "status" | "createdAt">;

/** Undefined for an order that does not exist and for one that is not the caller's to see: nobody can tell which. */
export async function getOrder(
  deps: GetOrderDeps,
  { id, caller }: { readonly id: string; readonly caller: Caller },
): Promise<ShownOrder | undefined> {
  const order = await deps.orders.get(id);
  if (order === undefined) return undefined;
  if (order.owner !== caller.sub && !caller.groups.includes(OPERATORS)) return undefined;
  const { customerName, items, status, createdAt } = order;
  return { id: order.id, customerName, items, status, createdAt };
}
