import type { StoredOrder } from "../../shared/contracts/order.ts";
import { PermanentError, Refusal } from "../../shared/errors.ts";
import type { Quantity, ReservationOutcome, Shortage } from "../../shared/inventory-table.ts";

export interface ReserveInventoryDeps {
  readonly inventory: {
    reserve(orderId: string, items: readonly Quantity[], now: Date): Promise<ReservationOutcome>;
  };
  readonly now: () => Date;
}

/** There is less of a product than the order wants. Its message is for the customer. */
export class OutOfStock extends Refusal {
  override readonly name = "OutOfStock";

  constructor(shortages: readonly [Shortage, ...Shortage[]]) {
    super(shortages.map(sentenceOf).join(" "));
  }
}

function sentenceOf({ sku, name }: Shortage): string {
  return name === undefined
    ? `${sku} is not sold any more.`
    : `There is not enough of '${name}' (${sku}) in stock.`;
}

/**
 * Takes what an order needs out of the stock, all or nothing. Resolves to whether this call did it: a repeat finds it done.
 *
 * @throws {OutOfStock}
 * @throws {PermanentError} where the reservation was released before: the order is given up
 */
export async function reserveInventory(deps: ReserveInventoryDeps, order: StoredOrder): Promise<boolean> {
  const result = await deps.inventory.reserve(order.id, order.items, deps.now());
  if (result.outcome === "short") throw new OutOfStock(result.shortages);
  if (result.outcome === "barred")
    throw new PermanentError(`The reservation of the order ${order.id} is released.`);
  return result.changed;
}
