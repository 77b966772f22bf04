/** Part of a list that a caller reads in several calls. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** What the next call gives back; absent at the end. */
  readonly next?: string;
}

/**
 * The items behind the one that a token names, in the order of their keys: what is made or deleted between two calls
 * neither hides nor repeats others.
 */
export function pageOf<Item>(
  all: Iterable<Item>,
  keyOf: (item: Item) => string,
  token: string | undefined,
  size: number,
): Page<Item> {
  const after = token === undefined ? undefined : Buffer.from(token, "base64url").toString("utf8");
  const rest = [...all]
    .filter((item) => after === undefined || keyOf(item) > after)
    .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const items = rest.slice(0, size);
  const last = items.at(-1);
  if (last === undefined || rest.length <= size) return { items };
  return { items, next: Buffer.from(keyOf(last), "utf8").toString("base64url") };
}
