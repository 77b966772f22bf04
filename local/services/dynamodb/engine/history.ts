import type { Stored } from "./collection.ts";

interface Change {
  readonly time: number;
  readonly id: string;
  readonly before: Stored | undefined;
}

/** Reads see at most this much of the past, in milliseconds. */
export const MAX_READ_LAG_MS = 60_000;

/** What items were before recent writes, so that eventually consistent reads can see a table as it was. */
export class History {
  readonly #kept: () => boolean;
  #changes: Change[] = [];

  /** @param kept Whether any read may see the past: nothing of it is kept otherwise, for it is as large as the writes. */
  constructor(kept: () => boolean) {
    this.#kept = kept;
  }

  record(time: number, id: string, before: Stored | undefined): void {
    if (!this.#kept()) {
      if (this.#changes.length > 0) this.clear();
      return;
    }
    this.#changes.push({ time, id, before });
    const oldest = this.#changes[0];
    if (oldest !== undefined && oldest.time < time - 2 * MAX_READ_LAG_MS) {
      this.#changes = this.#changes.filter((change) => change.time >= time - MAX_READ_LAG_MS);
    }
  }

  clear(): void {
    this.#changes = [];
  }

  /** The items, by id, that were different at `time`, and what they were. Undefined where nothing has changed since. */
  differencesAt(time: number): ReadonlyMap<string, Stored | undefined> | undefined {
    let differences: Map<string, Stored | undefined> | undefined;
    for (let index = this.#changes.length - 1; index >= 0; index--) {
      const change = this.#changes[index] as Change;
      if (change.time <= time) break;
      differences ??= new Map();
      differences.set(change.id, change.before);
    }
    return differences;
  }
}
