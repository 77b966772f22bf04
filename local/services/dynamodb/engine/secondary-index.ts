import { Collection, type Entry, type Stored } from "./collection.ts";
import { equalItems, sortable } from "./order.ts";
import { type IndexSchema, type KeyAttribute, type KeySchema, keyNames, pick } from "./schema.ts";
import { itemSize, writeUnits } from "./size.ts";
import { type AttributeValue, type Item, scalarOf } from "./value.ts";

/** A global or local secondary index: the items that have its key attributes, projected. */
export class SecondaryIndex {
  readonly schema: IndexSchema;
  readonly collection = new Collection();
  readonly #projected: ReadonlySet<string>;

  constructor(schema: IndexSchema, tableKey: KeySchema) {
    this.schema = schema;
    this.#projected = new Set([...keyNames(tableKey, schema.key), ...schema.nonKeyAttributes]);
  }

  /** Whether the index holds all attributes of its items that are named. */
  covers(names: Iterable<string>): boolean {
    if (this.schema.projectionType === "ALL") return true;
    for (const name of names) if (!this.#projected.has(name)) return false;
    return true;
  }

  /** What the index holds of an item; undefined where the item lacks one of its key attributes. */
  entryFor(stored: Stored | undefined): Entry | undefined {
    if (stored === undefined) return undefined;
    const { hash, range } = this.schema.key;
    const hashValue = keyValue(stored.item, hash);
    const rangeValue = range && keyValue(stored.item, range);
    if (hashValue === undefined || (range !== undefined && rangeValue === undefined)) return undefined;
    const position = {
      hash: scalarOf(hashValue),
      range: rangeValue === undefined ? "" : sortable(rangeValue),
      tie: stored.id,
      stored,
    };
    if (this.schema.projectionType === "ALL") return { ...position, item: stored.item, size: stored.size };
    const item = pick(stored.item, this.#projected);
    return { ...position, item, size: itemSize(item) };
  }
}

function keyValue(item: Item, attribute: KeyAttribute): AttributeValue | undefined {
  const value = item[attribute.name];
  return value?.[attribute.type] === undefined ? undefined : value;
}

/**
 * Write capacity units a change of an index's entry costs: a changed key costs a delete and a put, a change in place
 * the larger of the two, no change nothing.
 */
export function indexWriteUnits(before: Entry | undefined, after: Entry | undefined): number {
  if (before === undefined || after === undefined) {
    const only = before ?? after;
    return only === undefined ? 0 : writeUnits(only.size);
  }
  if (before.hash !== after.hash || before.range !== after.range) {
    return writeUnits(before.size) + writeUnits(after.size);
  }
  return equalItems(before.item, after.item) ? 0 : writeUnits(Math.max(before.size, after.size));
}
