import type { OrderStatus } from "../../shared/contracts/order.ts";
import { PermanentError } from "../../shared/errors.ts";

export interface ProcessOrderDeps {
  readonly orders: {
    confirm(id: string): Promise<{ readonly changed: boolean; readonly status: OrderStatus | undefined }>;
  };
}

/**
 * Confirms a pending order. A message that comes again finds the order settled and changes nothing.
 * Resolves to whether this call confirmed it.
 * @throws {PermanentError} when there is no such order: it is stored before its message is sent
 */
export async function processOrder(deps: ProcessOrderDeps, id: string): Promise<boolean> {
  const { changed, status } = await deps.orders.confirm(id);
  if (status === undefined) throw new PermanentError(`There is no order ${id}.`);
  return changed;
}
