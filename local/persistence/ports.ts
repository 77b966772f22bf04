/** Which ports APIs listen on: the next ones of a range, or those that were taken when a command was recorded. */
export class Ports {
  readonly #free: () => number;
  #expected: number[] = [];
  #taken: number[] = [];

  /** @param free The next port to try; 0 for any. */
  constructor(free: () => number) {
    this.#free = free;
  }

  /** The next port to try; 0 takes any free one. */
  next(): number {
    return this.#expected.shift() ?? this.#free();
  }

  /** To be told of each port that something listens on. */
  taken(port: number): void {
    this.#taken.push(port);
  }

  /** Has the next ones be `ports`. */
  expect(ports: readonly number[]): void {
    this.#expected = [...ports];
  }

  /** What it returns answers the ports taken since. */
  watch(): () => readonly number[] {
    this.#taken = [];
    return () => this.#taken;
  }
}
