import type { Table, Written } from "../engine/table.ts";
import { type AttributeValue, copyOut } from "../engine/value.ts";

export interface ItemCollectionMetrics {
  readonly ItemCollectionKey: Readonly<Record<string, AttributeValue>>;
  /** From and to how many gigabytes. */
  readonly SizeEstimateRangeGB: readonly [number, number];
}

const GB = 1024 ** 3;

/**
 * The sizes of the item collections that one request writes to, as `ReturnItemCollectionMetrics` asks for them. Only
 * tables with local secondary indexes have collections.
 */
export class ItemCollections {
  readonly #wanted: boolean;
  /** By table, then by partition key. */
  #written: Map<Table, Map<string, AttributeValue>> | undefined;

  constructor(mode: "SIZE" | "NONE" | undefined) {
    this.#wanted = mode === "SIZE";
  }

  write(table: Table, { before, after }: Written): void {
    const stored = after ?? before;
    if (!this.#wanted || stored === undefined) return;
    if (![...table.indexes.values()].some(({ schema }) => schema.kind === "local")) return;
    this.#written ??= new Map();
    const keys = this.#written.get(table) ?? new Map<string, AttributeValue>();
    keys.set(stored.hash, stored.item[table.key.hash.name] as AttributeValue);
    this.#written.set(table, keys);
  }

  /** The member `ItemCollectionMetrics` of an operation on one item. */
  single(): { ItemCollectionMetrics?: ItemCollectionMetrics } {
    if (this.#written === undefined) return {};
    const [first] = this.#all();
    return first?.[1][0] === undefined ? {} : { ItemCollectionMetrics: first[1][0] };
  }

  /** The member `ItemCollectionMetrics` of an operation on several items. */
  several(): { ItemCollectionMetrics?: Readonly<Record<string, readonly ItemCollectionMetrics[]>> } {
    return this.#written === undefined ? {} : { ItemCollectionMetrics: Object.fromEntries(this.#all()) };
  }

  #all(): readonly (readonly [string, readonly ItemCollectionMetrics[]])[] {
    return [...(this.#written ?? [])].map(([table, keys]) => [
      table.definition.name,
      [...keys].map(([hash, key]) => {
        const lower = Math.floor(table.collectionBytes(hash) / GB);
        return {
          ItemCollectionKey: copyOut({ [table.key.hash.name]: key }),
          SizeEstimateRangeGB: [lower, lower + 1],
        };
      }),
    ]);
  }
}
