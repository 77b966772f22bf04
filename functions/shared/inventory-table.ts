/**
 * How the table `inventory` is laid out: an item for each product of the shop with its price and stock, and one for what
 * was reserved for an order.
 */

export const stockId = (sku: string): string => `sku#${sku}`;

export const reservationId = (orderId: string): string => `reservation#${orderId}`;

/** Longer than an execution can be redriven, and than its name is taken. */
export const KEEP_RESERVATION_SECONDS = 180 * 86_400;

export interface Quantity {
  readonly sku: string;
  readonly qty: number;
}

/** One entry for each product: a transaction may write an item only once. */
export function quantitiesOf(items: readonly Quantity[]): readonly Quantity[] {
  const quantities = new Map<string, number>();
  for (const { sku, qty } of items) quantities.set(sku, (quantities.get(sku) ?? 0) + qty);
  return [...quantities].map(([sku, qty]) => ({ sku, qty }));
}

/** A product of which an order wants more than there is; its name is missing where the shop sells it no more. */
export interface Shortage {
  readonly sku: string;
  readonly name: string | undefined;
}

/** What became of asking for a reservation; `barred` where it was released before. */
export type ReservationOutcome =
  | { readonly outcome: "reserved"; readonly changed: boolean }
  | { readonly outcome: "barred" }
  | { readonly outcome: "short"; readonly shortages: readonly [Shortage, ...Shortage[]] };
