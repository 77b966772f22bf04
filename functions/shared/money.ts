/** Sums are whole cents: a price has at most two decimals, which as a fraction of two is not exact. */

/** @param price in units of the currency, with at most two decimals, as an order has it */
export const centsOf = (price: number): number => Math.round(price * 100);

export const totalCentsOf = (items: readonly { readonly qty: number; readonly price: number }[]): number =>
  items.reduce((total, { qty, price }) => total + qty * centsOf(price), 0);
