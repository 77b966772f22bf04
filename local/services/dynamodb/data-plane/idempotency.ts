import { hash } from "node:crypto";
import type { Clock } from "../../../core/clock.ts";
import { Changes, type Durable } from "../../../core/durable.ts";
import { AwsError } from "../../../core/errors.ts";

const WINDOW_MS = 10 * 60_000;

interface Remembered<Output> {
  readonly fingerprint: string;
  readonly output: Output;
  readonly expires: number;
}

/**
 * Answers of transactions by their ClientRequestToken, for ten minutes after they ended.
 * Source: Amazon DynamoDB API Reference, TransactWriteItems, "Idempotency".
 */
export class Idempotency<Output> implements Durable<Remembered<Output>> {
  readonly name = "dynamodb/transactions";
  readonly changes = new Changes();
  readonly #clock: Clock;
  readonly #remembered = new Map<string, Remembered<Output>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * The answer to the same request under the same token, or what `run` answers. What fails is not remembered.
   * @throws {AwsError} `IdempotentParameterMismatchException` for another request under the token.
   */
  once(token: string | undefined, request: unknown, run: () => Output): Output {
    if (token === undefined) return run();
    this.#forgetExpired();
    const fingerprint = hash("sha256", canonicalJson(request), "base64");
    const known = this.#remembered.get(token);
    if (known !== undefined) {
      if (known.fingerprint === fingerprint) return known.output;
      throw new AwsError(
        "IdempotentParameterMismatchException",
        "DynamoDB rejected the request because you retried a request with a different payload " +
          "but with an idempotent token that was already used.",
      );
    }
    const output = run();
    this.#remembered.set(token, { fingerprint, output, expires: this.#clock.now() + WINDOW_MS });
    this.changes.mark("", token);
    return output;
  }

  *keys(): Iterable<readonly [string, string]> {
    for (const token of this.#remembered.keys()) yield ["", token];
  }

  value(_owner: string, token: string): Remembered<Output> | undefined {
    return this.#remembered.get(token);
  }

  restore(_owner: string, token: string, remembered: Remembered<Output>): void {
    this.#remembered.set(token, remembered);
  }

  forget(): void {
    this.#remembered.clear();
  }

  /** All entries live equally long, so the oldest are first. */
  #forgetExpired(): void {
    const now = this.#clock.now();
    for (const [token, { expires }] of this.#remembered) {
      if (expires > now) return;
      this.#remembered.delete(token);
      this.changes.mark("", token);
    }
  }
}

/** JSON with the members of every object in the order of their names. */
function canonicalJson(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  const object = value as Readonly<Record<string, unknown>>;
  const members = Object.keys(object).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonicalJson(object[name])}`).join()}}`;
}
