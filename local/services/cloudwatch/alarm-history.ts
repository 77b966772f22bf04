export const HISTORY_TYPES = ["ConfigurationUpdate", "StateUpdate", "Action"] as const;

export interface HistoryItem {
  /** Counted over all alarms, in the order in which things happened. */
  readonly number: number;
  readonly alarmName: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly type: (typeof HISTORY_TYPES)[number];
  readonly summary: string;
  readonly data: object;
}

const MAX_ITEMS = 10_000;

/** What happened to alarms, the latest of it. */
export class AlarmHistory {
  #items: HistoryItem[] = [];
  #count = 0;

  add(item: Omit<HistoryItem, "number">): void {
    this.#items.push({ ...item, number: ++this.#count });
    if (this.#items.length > MAX_ITEMS) this.#items.shift();
  }

  items(): readonly HistoryItem[] {
    return this.#items;
  }

  clear(): void {
    this.#items = [];
  }
}
