import type { Changes } from "../../../core/durable.ts";
import { Collection, type Entry, type Stored } from "./collection.ts";
import type { TableDefinition } from "./definition.ts";
import { History, MAX_READ_LAG_MS } from "./history.ts";
import { sortable } from "./order.ts";
import { ProvisionedCapacity } from "./provisioned-capacity.ts";
import type { IndexSchema, KeySchema } from "./schema.ts";
import { SecondaryIndex } from "./secondary-index.ts";
import { itemSize } from "./size.ts";
import type { Stream, StreamIdentity } from "./stream.ts";
import { type AttributeValue, type Item, scalarOf } from "./value.ts";
import { View } from "./view.ts";

/** A primary key in the engine's form. */
export type PrimaryKey = Pick<Stored, "id" | "hash" | "range">;

/** What a write changed. */
export interface Written {
  readonly before: Stored | undefined;
  readonly after: Stored | undefined;
}

/** How old the state is that a read sees; undefined for the newest. */
export type Lag = number | undefined;

/** A table: its definition, its items, its indexes and its stream. */
export class Table {
  definition: TableDefinition;
  stream: Stream | undefined;
  readonly indexes = new Map<string, SecondaryIndex>();
  readonly capacity = new ProvisionedCapacity();
  readonly #items = new Collection();
  readonly #history: History;
  readonly #changes: Changes | undefined;

  constructor(definition: TableDefinition, options: { keepsHistory: () => boolean; changes?: Changes }) {
    this.definition = definition;
    this.#changes = options.changes;
    this.#history = new History(options.keepsHistory);
    for (const schema of definition.indexes) this.addIndex(schema);
  }

  get key(): KeySchema {
    return this.definition.key;
  }

  get itemCount(): number {
    return this.#items.count;
  }

  get sizeBytes(): number {
    return this.#items.bytes;
  }

  /** Adds an index and fills it with the items there are. */
  addIndex(schema: IndexSchema): void {
    const index = new SecondaryIndex(schema, this.key);
    for (const { stored } of this.#items.all()) {
      const entry = index.entryFor(stored);
      if (entry !== undefined) index.collection.put(entry);
    }
    this.indexes.set(schema.name, index);
  }

  /** The key of an item, or of a key, that has been found to fit the schema. */
  primaryKey(item: Item): PrimaryKey {
    const hash = scalarOf(item[this.key.hash.name] as AttributeValue);
    const range = this.key.range === undefined ? "" : sortable(item[this.key.range.name] as AttributeValue);
    return { id: `${hash.length}:${hash}${range}`, hash, range };
  }

  stored(item: Item): Stored {
    return { ...this.primaryKey(item), item, size: itemSize(item) };
  }

  get(key: PrimaryKey): Stored | undefined {
    return this.#items.get(key.hash, key.range)?.stored;
  }

  /** Bytes of all items under a partition key, in the table and in its local indexes. */
  collectionBytes(hash: string): number {
    const local = [...this.indexes.values()].filter(({ schema }) => schema.kind === "local");
    return [this.#items, ...local.map(({ collection }) => collection)]
      .flatMap((collection) => collection.partition(hash))
      .reduce((sum, { size }) => sum + size, 0);
  }

  /** By `Stored.id`. */
  find(id: string): Stored | undefined {
    const colon = id.indexOf(":");
    const end = colon + 1 + Number(id.slice(0, colon));
    return this.#items.get(id.slice(colon + 1, end), id.slice(end))?.stored;
  }

  /** Puts an item where it was, which is no change. */
  restore(item: Item): void {
    const stored = this.stored(item);
    this.#items.put(tableEntry(stored));
    for (const index of this.indexes.values()) {
      const entry = index.entryFor(stored);
      if (entry !== undefined) index.collection.put(entry);
    }
  }

  /** The table as it was `lag` milliseconds before `now`. */
  view(now: number, lag: Lag): View {
    return new View(this.#items, this.#differences(now, lag), tableEntry);
  }

  indexView(index: SecondaryIndex, now: number, lag: Lag): View {
    return new View(index.collection, this.#differences(now, lag), (stored) => index.entryFor(stored));
  }

  /** Puts `after` where `before` is, or removes `before`. `before` is what `get` answers for the key. */
  write(now: number, { before, after }: Written, identity?: StreamIdentity): void {
    const changed = after ?? before;
    if (changed === undefined) return;
    if (after !== undefined) this.#items.put(tableEntry(after));
    else this.#items.delete(tableEntry(changed));
    for (const index of this.indexes.values()) {
      const old = index.entryFor(before);
      const entry = index.entryFor(after);
      if (
        old !== undefined &&
        (entry === undefined || entry.hash !== old.hash || entry.range !== old.range)
      ) {
        index.collection.delete(old);
      }
      if (entry !== undefined) index.collection.put(entry);
    }
    this.#history.record(now, changed.id, before);
    this.#changes?.mark(this.definition.id, changed.id);
    this.stream?.append(now, before, after, identity);
  }

  /** Drops all items, what was known of their past, and the stream's records. */
  clear(): void {
    this.#items.clear();
    for (const index of this.indexes.values()) index.collection.clear();
    this.#history.clear();
    this.capacity.clear();
    this.stream?.clear();
  }

  *items(): Generator<Stored> {
    for (const entry of this.#items.all()) yield entry.stored;
  }

  #differences(now: number, lag: Lag): ReadonlyMap<string, Stored | undefined> | undefined {
    return lag === undefined ? undefined : this.#history.differencesAt(now - Math.min(lag, MAX_READ_LAG_MS));
  }
}

function tableEntry(stored: Stored): Entry {
  return { hash: stored.hash, range: stored.range, tie: "", item: stored.item, size: stored.size, stored };
}
