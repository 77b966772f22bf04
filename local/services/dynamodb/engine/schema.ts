import type { Item, KeyType } from "./value.ts";
import { newItem } from "./value.ts";

export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}

/** The primary key of a table, or the key of an index. */
export interface KeySchema {
  readonly hash: KeyAttribute;
  readonly range?: KeyAttribute;
}

export type ProjectionType = "ALL" | "KEYS_ONLY" | "INCLUDE";

export interface IndexSchema {
  readonly name: string;
  readonly kind: "global" | "local";
  readonly key: KeySchema;
  readonly projectionType: ProjectionType;
  readonly nonKeyAttributes: readonly string[];
}

/** The attributes of a key, hash first. */
export function keyAttributes(key: KeySchema): readonly KeyAttribute[] {
  return key.range === undefined ? [key.hash] : [key.hash, key.range];
}

/** The names of a table's and an index's key attributes, each once. */
export function keyNames(...keys: readonly KeySchema[]): ReadonlySet<string> {
  return new Set(keys.flatMap((key) => keyAttributes(key).map(({ name }) => name)));
}

/** Only the attributes of `item` that are named. */
export function pick(item: Item, names: Iterable<string>): Item {
  const picked = newItem();
  for (const name of names) {
    const value = item[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
