import type { StoredOrder } from "../../shared/contracts/order.ts";
import { type Caller, OPERATORS } from "../../shared/http/caller.ts";

export interface GetOrderDeps {
  readonly orders: { get(id: string): Promise<StoredOrder | undefined> };
}

/** An order as its customer and operators see it. */
export type ShownOrder = Pick<
  StoredOrder,
  "id" | "customerName" | "items" | "notes" | "status" | "failureReason" | "createdAt"
>;

/** Undefined for an order that does not exist and for one that is not the caller's to see: nobody can tell which. */
export async function getOrder(
  deps: GetOrderDeps,
  { id, caller }: { readonly id: string; readonly caller: Caller },
): Promise<ShownOrder | undefined> {
  const order = await deps.orders.get(id);
  if (order === undefined) return undefined;
  if (order.owner !== caller.sub && !caller.groups.includes(OPERATORS)) return undefined;
  const { customerName, items, notes, status, failureReason, createdAt } = order;
  return {
    id: order.id,
    customerName,
    items,
    ...(notes !== undefined && { notes }),
    status,
    // One that was given up has its reason before what was done for it is undone.
    ...(status === "FAILED" && failureReason !== undefined && { failureReason }),
    createdAt,
  };
}
