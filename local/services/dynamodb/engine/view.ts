import { Collection, type Entry, type Position, type Stored } from "./collection.ts";

/** A table or an index as it was at some time: what is there now, but for the items that were different then. */
export class View {
  readonly #collection: Collection;
  readonly #differences: ReadonlyMap<string, Stored | undefined> | undefined;
  readonly #entryFor: (stored: Stored) => Entry | undefined;

  constructor(
    collection: Collection,
    differences: ReadonlyMap<string, Stored | undefined> | undefined,
    entryFor: (stored: Stored) => Entry | undefined,
  ) {
    this.#collection = collection;
    this.#differences = differences;
    this.#entryFor = entryFor;
  }

  get(stored: Pick<Stored, "id" | "hash" | "range">): Stored | undefined {
    if (this.#differences?.has(stored.id)) return this.#differences.get(stored.id);
    return this.#collection.get(stored.hash, stored.range)?.stored;
  }

  partition(hash: string): readonly Entry[] {
    const differences = this.#differences;
    if (differences === undefined) return this.#collection.partition(hash);
    const past = new Collection();
    for (const entry of this.#collection.partition(hash)) {
      if (!differences.has(entry.stored.id)) past.put(entry);
    }
    for (const entry of this.#pastEntries(differences)) if (entry.hash === hash) past.put(entry);
    return past.partition(hash);
  }

  scan(range: { segment: number; totalSegments: number; after?: Position | undefined }): Iterable<Entry> {
    const differences = this.#differences;
    if (differences === undefined) return this.#collection.scan(range);
    const past = new Collection();
    for (const entry of this.#collection.all()) if (!differences.has(entry.stored.id)) past.put(entry);
    for (const entry of this.#pastEntries(differences)) past.put(entry);
    return past.scan(range);
  }

  *#pastEntries(differences: ReadonlyMap<string, Stored | undefined>): Generator<Entry> {
    for (const stored of differences.values()) {
      const entry = stored && this.#entryFor(stored);
      if (entry !== undefined) yield entry;
    }
  }
}
