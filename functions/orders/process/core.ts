import type { OrderStatus } from "../../shared/contracts/order.ts";
import { PermanentError } from "../../shared/errors.ts";

export interface ProcessOrderDeps {
  readonly orders: {
    /** Confirms a pending order and settles its outbox record, both or neither. */
    confirm(
      id: string,
      now: Date,
    ): Promise<{ readonly changed: boolean; readonly status: OrderStatus | undefined }>;
  };
  readonly now: () => Date;
}

/**
 * Confirms a pending order, which settles its outbox record. A message that comes again finds the order settled and changes nothing.
 * Resolves to whether this call confirmed it.
 * @throws {PermanentError} when there is no such order: it is stored before its message is sent
 */
export async function processOrder(deps: ProcessOrderDeps, id: string): Promise<boolean> {
  const { changed, status } = await deps.orders.confirm(id, deps.now());
  if (status === undefined) throw new PermanentError(`There is no order ${id}.`);
  return changed;
}
