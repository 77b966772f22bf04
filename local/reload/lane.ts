/** Takes up saved paths in one piece of work at a time; what is saved meanwhile makes up the next. */
export class Lane {
  readonly #work: (paths: ReadonlySet<string>) => Promise<void>;
  #saved = new Set<string>();
  #working: Promise<void> | undefined;
  #closed = false;

  /** @param work never rejects */
  constructor(work: (paths: ReadonlySet<string>) => Promise<void>) {
    this.#work = work;
  }

  take(paths: Iterable<string>): void {
    for (const path of paths) this.#saved.add(path);
    if (this.#saved.size > 0 && !this.#closed) this.#working ??= this.#run();
  }

  /** Resolves when nothing is left to take up. */
  async settled(): Promise<void> {
    await this.#working;
  }

  /** Takes up nothing more, and waits for what is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#working;
  }

  async #run(): Promise<void> {
    while (this.#saved.size > 0 && !this.#closed) {
      const paths = this.#saved;
      this.#saved = new Set();
      await this.#work(paths);
    }
    this.#working = undefined;
  }
}
