/** Which ports APIs listen on: the next ones of a range, or those that were taken when a command was recorded. */
export class Ports {
  readonly #free: () => number;
  #expected: number[] | undefined;
  #offered = 0;
  #taken: number[] = [];

  /** @param free The next port to try; 0 for any. */
  constructor(free: () => number) {
    this.#free = free;
  }

  /** The next port to try; 0 takes any free one. @throws {Error} `EADDRINUSE` where only the one that was refused will do */
  next(): number {
    if (this.#expected === undefined) return this.#free();
    const port = this.#expected.shift();
    if (port === undefined) {
      const taken = { code: "EADDRINUSE", port: this.#offered };
      throw Object.assign(new Error(`Port ${taken.port} is taken.`), taken);
    }
    this.#offered = port;
    return port;
  }

  /** To be told of each port that something listens on. */
  taken(port: number): void {
    this.#taken.push(port);
  }

  /** Has only `ports` do from now on; undefined ends that. */
  expect(ports: readonly number[] | undefined): void {
    this.#expected = ports && [...ports];
  }

  /** What it returns answers the ports taken since. */
  watch(): () => readonly number[] {
    this.#taken = [];
    return () => this.#taken;
  }
}
