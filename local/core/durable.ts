/** Tells of values that have changed. Nobody listens unless the local cloud persists. */
export class Changes {
  #listener: ((owner: string, key: string) => void) | undefined;

  /** Whether anybody listens. */
  get heard(): boolean {
    return this.#listener !== undefined;
  }

  /** To be called after the value with this key, of what `owner` names, was made, changed or dropped. */
  mark(owner: string, key: string | number): void {
    this.#listener?.(owner, String(key));
  }

  listen(listener: ((owner: string, key: string) => void) | undefined): void {
    this.#listener = listener;
  }
}

/**
 * Data that outlives the process, such as the items of all tables: values by what they belong to and a key of their
 * own. Where there is no such owner, a value is not restored: resources are made before, by their commands.
 */
export interface Durable<Value = unknown> {
  /** For example `sqs/messages`. */
  readonly name: string;
  readonly changes: Changes;
  keys(): Iterable<readonly [owner: string, key: string]>;
  /** The value as it is now, as JSON has it; undefined when it is gone. */
  value(owner: string, key: string): Value | undefined;
  /** Puts a value back that `value` gave. */
  restore(owner: string, key: string, value: Value): void;
}
