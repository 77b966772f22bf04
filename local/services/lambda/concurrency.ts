import { AwsError } from "../../core/errors.ts";
import { invalidParameter } from "./names.ts";

export interface ConcurrencyLimits {
  /** How many invocations the account runs at once; also bounds the processes on this machine. Default 1000. */
  readonly account?: number;
  /** How much of it functions cannot reserve. Default 100; accounts with a limit of 10 can reserve nothing. */
  readonly minimumUnreserved?: number;
}

/** Counts running invocations against the account's limit and what functions have reserved of it. */
export class Concurrency {
  readonly #account: number;
  readonly #minimumUnreserved: number;
  readonly #reserved = new Map<string, number>();
  readonly #running = new Map<string, number>();

  constructor({ account = 1000, minimumUnreserved = 100 }: ConcurrencyLimits = {}) {
    this.#account = account;
    this.#minimumUnreserved = Math.min(minimumUnreserved, account);
  }

  get account(): number {
    return this.#account;
  }

  /** What is left of the account's limit. */
  get unreserved(): number {
    return this.#unreservedLimit();
  }

  reserved(functionName: string): number | undefined {
    return this.#reserved.get(functionName);
  }

  running(functionName: string): number {
    return this.#running.get(functionName) ?? 0;
  }

  /** @throws {AwsError} `InvalidParameterValueException` when too little would stay unreserved. */
  reserve(functionName: string, executions: number): void {
    if (!Number.isInteger(executions) || executions < 0)
      throw invalidParameter(`ReservedConcurrentExecutions takes a number from 0, got ${executions}.`);
    let others = 0;
    for (const [name, count] of this.#reserved) if (name !== functionName) others += count;
    if (this.#account - others - executions < this.#minimumUnreserved) {
      throw invalidParameter(
        `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${this.#minimumUnreserved}].`,
      );
    }
    this.#reserved.set(functionName, executions);
  }

  unreserve(functionName: string): void {
    this.#reserved.delete(functionName);
  }

  /** Takes one execution; the result gives it back. @throws {AwsError} `TooManyRequestsException` */
  acquire(functionName: string): () => void {
    const reserved = this.#reserved.get(functionName);
    const running = this.running(functionName);
    if (reserved !== undefined && running >= reserved)
      throw throttled("ReservedFunctionConcurrentInvocationLimitExceeded");
    if (reserved === undefined && this.#unreservedRunning() >= this.#unreservedLimit())
      throw throttled("ConcurrentInvocationLimitExceeded");
    this.#running.set(functionName, running + 1);
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const left = this.running(functionName) - 1;
      if (left === 0) this.#running.delete(functionName);
      else this.#running.set(functionName, left);
    };
  }

  #unreservedLimit(): number {
    let limit = this.#account;
    for (const count of this.#reserved.values()) limit -= count;
    return limit;
  }

  #unreservedRunning(): number {
    let running = 0;
    for (const [name, count] of this.#running) if (!this.#reserved.has(name)) running += count;
    return running;
  }
}

function throttled(reason: string): AwsError {
  return new AwsError("TooManyRequestsException", "Rate Exceeded.", 429, { Reason: reason });
}
