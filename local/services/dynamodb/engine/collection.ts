import type { Item } from "./value.ts";

/** One version of an item of a table. Never changed. */
export interface Stored {
  /** The primary key as one string, unique in the table. */
  readonly id: string;
  /** The partition key's scalar. */
  readonly hash: string;
  /** The sort key in sortable form, empty where the table has none. */
  readonly range: string;
  readonly item: Item;
  /** Bytes, as DynamoDB counts them. */
  readonly size: number;
}

/** Where an item stands in a table or an index, and what of it is there. */
export interface Entry {
  readonly hash: string;
  readonly range: string;
  /** Tells entries of equal index keys apart; empty in a table, whose keys are unique. */
  readonly tie: string;
  /** The projected attributes. */
  readonly item: Item;
  readonly size: number;
  readonly stored: Stored;
}

/** A place in the order of a collection. */
export type Position = Pick<Entry, "hash" | "range" | "tie">;

interface Partition {
  readonly hash: string;
  readonly token: number;
  readonly entries: Entry[];
}

const BUCKET_BITS = 12;
const TOKEN_SPACE = 2 ** 32;

/**
 * The entries of a table or an index: partitions in the order of a hash of their key, as a scan meets them, and in each
 * partition the entries in the order of the sort key.
 */
export class Collection {
  readonly #partitions = new Map<string, Partition>();
  readonly #buckets: (Partition[] | undefined)[] = new Array(2 ** BUCKET_BITS);
  #count = 0;
  #bytes = 0;

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(hash: string, range: string): Entry | undefined {
    const entries = this.#partitions.get(hash)?.entries;
    if (entries === undefined) return undefined;
    const entry = entries[lowerBound(entries, range, "")];
    return entry?.range === range ? entry : undefined;
  }

  put(entry: Entry): void {
    const { entries } = this.#partition(entry.hash);
    const index = lowerBound(entries, entry.range, entry.tie);
    const old = entries[index];
    const replaces = old !== undefined && old.range === entry.range && old.tie === entry.tie;
    if (replaces) this.#bytes -= old.size;
    else this.#count++;
    this.#bytes += entry.size;
    if (index === entries.length) entries.push(entry);
    else entries.splice(index, replaces ? 1 : 0, entry);
  }

  delete(position: Position): void {
    const partition = this.#partitions.get(position.hash);
    if (partition === undefined) return;
    const index = lowerBound(partition.entries, position.range, position.tie);
    const old = partition.entries[index];
    if (old === undefined || old.range !== position.range || old.tie !== position.tie) return;
    partition.entries.splice(index, 1);
    this.#count--;
    this.#bytes -= old.size;
    if (partition.entries.length === 0) this.#drop(partition);
  }

  clear(): void {
    this.#partitions.clear();
    this.#buckets.fill(undefined);
    this.#count = 0;
    this.#bytes = 0;
  }

  /** The entries of one partition in order. Only to be read, and only until the next write. */
  partition(hash: string): readonly Entry[] {
    return this.#partitions.get(hash)?.entries ?? [];
  }

  /** All entries in the order of a scan. */
  *all(): Generator<Entry> {
    yield* this.scan({ segment: 0, totalSegments: 1 });
  }

  /** The entries of one segment behind `after`, in the order of a scan. */
  *scan(range: { segment: number; totalSegments: number; after?: Position | undefined }): Generator<Entry> {
    const { after } = range;
    const low = Math.ceil((TOKEN_SPACE * range.segment) / range.totalSegments);
    const high = Math.ceil((TOKEN_SPACE * (range.segment + 1)) / range.totalSegments);
    const from = after === undefined ? low : Math.max(low, tokenOf(after.hash));
    for (let bucket = bucketOf(from); bucket < this.#buckets.length; bucket++) {
      for (const partition of this.#buckets[bucket] ?? []) {
        if (partition.token >= high) return;
        if (partition.token < from) continue;
        const start = after === undefined ? 0 : firstAfter(partition, after);
        for (let index = start; index < partition.entries.length; index++) {
          yield partition.entries[index] as Entry;
        }
      }
    }
  }

  #partition(hash: string): Partition {
    const known = this.#partitions.get(hash);
    if (known !== undefined) return known;
    const partition: Partition = { hash, token: tokenOf(hash), entries: [] };
    this.#partitions.set(hash, partition);
    const number = bucketOf(partition.token);
    const bucket = this.#buckets[number] ?? [];
    this.#buckets[number] = bucket;
    const index = bucket.findIndex((other) => compareTokens(other, partition.token, hash) > 0);
    bucket.splice(index < 0 ? bucket.length : index, 0, partition);
    return partition;
  }

  #drop(partition: Partition): void {
    this.#partitions.delete(partition.hash);
    const bucket = this.#buckets[bucketOf(partition.token)] as Partition[];
    bucket.splice(bucket.indexOf(partition), 1);
  }
}

/** Whether a position lies in a segment of a parallel scan. */
export function inSegment(hash: string, segment: number, totalSegments: number): boolean {
  const token = tokenOf(hash);
  return (
    token >= Math.ceil((TOKEN_SPACE * segment) / totalSegments) &&
    token < Math.ceil((TOKEN_SPACE * (segment + 1)) / totalSegments)
  );
}

/** The index of the first entry that does not come before a position. */
export function lowerBound(entries: readonly Entry[], range: string, tie: string): number {
  const last = entries[entries.length - 1];
  if (last === undefined || isBefore(last, range, tie)) return entries.length;
  let low = 0;
  let high = entries.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(entries[middle] as Entry, range, tie)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isBefore(entry: Entry, range: string, tie: string): boolean {
  return entry.range === range ? entry.tie < tie : entry.range < range;
}

function firstAfter(partition: Partition, after: Position): number {
  const order = compareTokens(partition, tokenOf(after.hash), after.hash);
  if (order !== 0) return order > 0 ? 0 : partition.entries.length;
  const index = lowerBound(partition.entries, after.range, after.tie);
  const entry = partition.entries[index];
  return entry !== undefined && entry.range === after.range && entry.tie === after.tie ? index + 1 : index;
}

function compareTokens(partition: Partition, token: number, hash: string): number {
  if (partition.token !== token) return partition.token - token;
  return partition.hash === hash ? 0 : partition.hash < hash ? -1 : 1;
}

function bucketOf(token: number): number {
  return token >>> (32 - BUCKET_BITS);
}

/** FNV-1a over the code units, with the finish of MurmurHash3, which spreads similar keys over all segments. */
function tokenOf(hash: string): number {
  let token = 0x811c9dc5;
  for (let index = 0; index < hash.length; index++) {
    token = Math.imul(token ^ hash.charCodeAt(index), 0x01000193);
  }
  token = Math.imul(token ^ (token >>> 16), 0x85ebca6b);
  token = Math.imul(token ^ (token >>> 13), 0xc2b2ae35);
  return (token ^ (token >>> 16)) >>> 0;
}
