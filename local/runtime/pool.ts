import type { Clock, Timer } from "../core/clock.ts";

/** What a pool asks of what it keeps. */
export interface Pooled {
  readonly alive: boolean;
  /** Milliseconds since the epoch, on the pool's clock, after which it must not be used again. */
  readonly usableUntil: number;
  kill(): Promise<void>;
}

/** One that waits for an item; resolves to undefined when there is none in time. */
type Waiter<T> = (item: T | undefined) => void;

interface Idle<T> {
  readonly item: T;
  readonly reaper: Timer;
}

/** Idle execution environments, by what they run. The one used last is used next, the others die of idleness. */
export class EnvironmentPool<T extends Pooled> {
  readonly #clock: Clock;
  readonly #idleTimeoutMs: number;
  readonly #idle = new Map<string, Idle<T>[]>();
  readonly #waiting = new Map<string, Waiter<T>[]>();
  readonly #dying = new Set<Promise<void>>();

  constructor(clock: Clock, idleTimeoutMs: number) {
    this.#clock = clock;
    this.#idleTimeoutMs = idleTimeoutMs;
  }

  get size(): number {
    let size = 0;
    for (const stack of this.#idle.values()) size += stack.length;
    return size;
  }

  /** How many are idle under `key`. */
  idle(key: string): number {
    return this.#idle.get(key)?.length ?? 0;
  }

  /** Whether something is being killed. */
  get ending(): boolean {
    return this.#dying.size > 0;
  }

  take(key: string): T | undefined {
    const stack = this.#idle.get(key);
    for (let idle = stack?.pop(); idle !== undefined; idle = stack?.pop()) {
      idle.reaper.cancel();
      if (this.#usable(idle.item)) return idle.item;
      this.#kill(idle.item);
    }
    return undefined;
  }

  /**
   * What is given back, to those who wait in the order they came. Every `ms` of real time `patient` is asked whether to
   * wait on; undefined where it is not, and when the key is drained.
   */
  takeLater(key: string, ms: number, patient: () => boolean): Promise<T | undefined> {
    return new Promise((resolve) => {
      const waiters = this.#waiting.get(key) ?? [];
      this.#waiting.set(key, waiters);
      const timer = setInterval(() => {
        if (patient()) return;
        waiters.splice(waiters.indexOf(waiter), 1);
        waiter(undefined);
      }, ms);
      const waiter: Waiter<T> = (item) => {
        clearInterval(timer);
        resolve(item);
      };
      waiters.push(waiter);
    });
  }

  give(key: string, item: T): void {
    const waiter = this.#usable(item) ? this.#waiting.get(key)?.shift() : undefined;
    if (waiter !== undefined) {
      waiter(item);
      return;
    }
    const stack = this.#idle.get(key) ?? [];
    this.#idle.set(key, stack);
    const idle: Idle<T> = {
      item,
      reaper: this.#clock.schedule(this.#idleTimeoutMs, () => {
        stack.splice(stack.indexOf(idle), 1);
        this.#kill(item);
      }),
    };
    stack.push(idle);
  }

  /** Kills the environments idle under `key`. Nobody waits for one any longer. */
  drain(key: string): void {
    for (const waiter of this.#waiting.get(key) ?? []) waiter(undefined);
    this.#waiting.delete(key);
    for (const { item, reaper } of this.#idle.get(key) ?? []) {
      reaper.cancel();
      this.#kill(item);
    }
    this.#idle.delete(key);
  }

  /** Kills the environment that has been idle longest; false when none is. */
  evict(): boolean {
    for (const stack of this.#idle.values()) {
      const idle = stack.shift();
      if (idle === undefined) continue;
      idle.reaper.cancel();
      this.#kill(idle.item);
      return true;
    }
    return false;
  }

  /** Kills everything idle and waits until it is gone. */
  async drainAll(): Promise<void> {
    for (const key of [...this.#idle.keys(), ...this.#waiting.keys()]) this.drain(key);
    await Promise.all(this.#dying);
  }

  #usable({ alive, usableUntil }: T): boolean {
    return alive && usableUntil > this.#clock.now();
  }

  #kill(item: T): void {
    const dying = item.kill().finally(() => this.#dying.delete(dying));
    this.#dying.add(dying);
  }
}
