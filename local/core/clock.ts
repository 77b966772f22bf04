import { Changes, type Durable } from "./durable.ts";

/** A scheduled callback that has not fired yet. */
export interface Timer {
  cancel(): void;
}

interface Entry {
  readonly due: number;
  readonly order: number;
  readonly run: () => void;
}

/** Node's longest timeout; a later one is reached in several hops. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * The one clock of the local cloud: engines, timers and token expiry read it, nothing else.
 * It runs with real time and can be advanced; an advance fires what falls due on the way, in order.
 */
export class Clock implements Durable<number> {
  readonly name = "clock";
  readonly changes = new Changes();
  #offset = 0;
  #order = 0;
  #entries: Entry[] = [];
  #timeout: NodeJS.Timeout | undefined;
  #closed = false;
  #held: number | undefined;
  readonly #settled: () => Promise<void>;

  /** @param settled Resolves when what the timers of an advance set off has come to rest; the advance waits for it. */
  constructor(settled: () => Promise<void> = nextTurn) {
    this.#settled = settled;
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return this.#held ?? this.#running();
  }

  /** Lets it be `at` until the clock is released: what is made now bears that time. No timer fires meanwhile. */
  hold(at: number): void {
    this.#held = at;
    clearTimeout(this.#timeout);
  }

  release(): void {
    this.#held = undefined;
    this.#arm();
  }

  /** Milliseconds this clock is ahead of real time. */
  get offset(): number {
    return this.#offset;
  }

  date(): Date {
    return new Date(this.now());
  }

  /** Runs `run` once, when the clock has moved on by `delayMs`. A pending timer does not keep the process alive. */
  schedule(delayMs: number, run: () => void): Timer {
    const entry: Entry = { due: this.now() + Math.max(0, delayMs), order: this.#order++, run };
    this.#insert(entry);
    if (this.#entries[0] === entry) this.#arm();
    return {
      cancel: () => {
        const index = this.#entries.indexOf(entry);
        if (index >= 0) this.#entries.splice(index, 1);
      },
    };
  }

  /** Resolves when `ms` have passed on this clock, or at once when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = () => {
        timer.cancel();
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = this.schedule(ms, done);
      signal?.addEventListener("abort", done, { once: true });
    });
  }

  /**
   * Moves the clock forward by `ms`, firing every timer that falls due on the way, in order of due time. Waits for what
   * is going on to come to rest, before the first timer and after each.
   */
  async advance(ms: number): Promise<void> {
    if (!(ms >= 0)) throw new RangeError(`The clock cannot go back: asked to advance by ${ms} ms.`);
    await this.#settled();
    const target = this.#running() + ms;
    for (;;) {
      const next = this.#entries[0];
      if (next === undefined || next.due > target) break;
      this.#offset += Math.max(0, next.due - this.#running());
      this.changes.mark("", "offset");
      this.#fireDue();
      await this.#settled();
    }
    this.#offset += Math.max(0, target - this.#running());
    this.changes.mark("", "offset");
    this.#arm();
  }

  *keys(): Iterable<readonly [string, string]> {
    yield ["", "offset"];
  }

  value(): number {
    return this.#offset;
  }

  restore(_owner: string, _key: string, offset: number): void {
    this.#offset = offset;
    this.#arm();
  }

  /** Drops all timers; none fires afterwards. */
  close(): void {
    this.#closed = true;
    this.#entries = [];
    clearTimeout(this.#timeout);
  }

  #insert(entry: Entry): void {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#entries[middle] as Entry;
      if (other.due < entry.due || (other.due === entry.due && other.order < entry.order)) low = middle + 1;
      else high = middle;
    }
    this.#entries.splice(low, 0, entry);
  }

  #fireDue(): void {
    for (;;) {
      const next = this.#entries[0];
      if (next === undefined || next.due > this.#running()) return;
      this.#entries.shift();
      next.run();
    }
  }

  #running(): number {
    return Date.now() + this.#offset;
  }

  #arm(): void {
    clearTimeout(this.#timeout);
    const next = this.#entries[0];
    if (next === undefined || this.#closed || this.#held !== undefined) return;
    this.#timeout = setTimeout(
      () => {
        this.#fireDue();
        this.#arm();
      },
      Math.min(MAX_TIMEOUT_MS, Math.max(0, next.due - this.#running())),
    );
    this.#timeout.unref();
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
