/** A deployment has failed or was aborted, and nothing new starts. */
export class Stopped extends Error {
  constructor() {
    super("The deployment has stopped.");
    this.name = "Stopped";
  }
}

/** Runs operations side by side up to a limit. After `stop` those that run finish and no other starts. */
export class Executor {
  readonly #limit: number;
  readonly #running = new Set<Promise<unknown>>();
  #waiting: (() => void)[] = [];
  #stopped = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** @throws {Stopped} */
  requireRunning(): void {
    if (this.#stopped) throw new Stopped();
  }

  /** @throws {Stopped} when the operation was not started, else whatever it throws. */
  async run<T>(operation: () => Promise<T>): Promise<T> {
    while (this.#running.size >= this.#limit && !this.#stopped)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.requireRunning();
    const running = operation();
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
      this.#waiting.shift()?.();
    }
  }

  stop(): void {
    this.#stopped = true;
    for (const wake of this.#waiting) wake();
    this.#waiting = [];
  }

  /** Resolves when nothing runs. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }
}

/** Runs operations one after the other, in the order of their arrival. */
export class Serial {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(operation: () => Promise<T>): Promise<T> {
    const result = this.#last.then(operation);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
