import type { Access } from "./access.ts";
import { AwsError } from "./errors.ts";
import type { Call, Operation } from "./service.ts";

/** How a service answers for a required member that is absent. */
export type MissingMember = (name: string) => AwsError;

/**
 * Reads the members of an operation's input, which is whatever the wire carried.
 * Numbers and booleans may come as text, and what is empty as empty text, which is how the query protocol carries them.
 * Every reader throws `SerializationException` for a value of another type.
 */
export class Members {
  readonly #members: Readonly<Record<string, unknown>>;
  readonly #missing: MissingMember;

  constructor(input: unknown, missing: MissingMember) {
    if (input !== undefined && input !== null && (typeof input !== "object" || Array.isArray(input)))
      throw malformed("the input", "a structure", input);
    this.#members = (input ?? {}) as Readonly<Record<string, unknown>>;
    this.#missing = missing;
  }

  /** Throws when one of the members is there: the service knows it, the local cloud does not honour it. */
  refuse(operation: string, ...names: readonly string[]): void {
    const present = names.find((name) => this.value(name) !== undefined);
    if (present !== undefined) {
      throw new AwsError(
        "UnsupportedOperationException",
        `The local cloud does not have ${operation} with ${present}: leave ${present} out.`,
      );
    }
  }

  /** The member as it came, `undefined` where it is absent or null. */
  value(name: string): unknown {
    return this.#members[name] ?? undefined;
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.#absent(name);
  }

  optionalText(name: string): string | undefined {
    const value = this.value(name);
    if (value === undefined || typeof value === "string") return value;
    throw malformed(name, "a string", value);
  }

  number(name: string): number {
    return this.optionalNumber(name) ?? this.#absent(name);
  }

  optionalNumber(name: string): number | undefined {
    const value = this.value(name);
    if (value === undefined || typeof value === "number") return value;
    if (typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value)))
      return Number(value);
    throw malformed(name, "a number", value);
  }

  integer(name: string): number {
    return this.optionalInteger(name) ?? this.#absent(name);
  }

  optionalInteger(name: string): number | undefined {
    const value = this.optionalNumber(name);
    if (value === undefined || Number.isInteger(value)) return value;
    throw malformed(name, "an integer", value);
  }

  optionalBoolean(name: string): boolean | undefined {
    const value = this.value(name);
    if (value === undefined || typeof value === "boolean") return value;
    if (value === "true" || value === "false") return value === "true";
    throw malformed(name, "a boolean", value);
  }

  /**
   * A time in milliseconds since the epoch, whichever way the protocol has it: seconds, ISO 8601 or a date. `NaN` for a
   * text that is no time.
   */
  optionalTime(name: string): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (value instanceof Date) return value.getTime();
    if (typeof value === "number") return value * 1000;
    if (typeof value === "string")
      return /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value);
    throw malformed(name, "a time", value);
  }

  list(name: string): readonly unknown[] {
    return this.optionalList(name) ?? this.#absent(name);
  }

  optionalList(name: string): readonly unknown[] | undefined {
    const value = this.value(name);
    if (value === undefined || Array.isArray(value)) return value;
    if (value === "") return [];
    throw malformed(name, "a list", value);
  }

  optionalTexts(name: string): readonly string[] | undefined {
    return this.optionalList(name)?.map((value) => {
      if (typeof value !== "string") throw malformed(name, "a list of strings", value);
      return value;
    });
  }

  /** The structures of a list. */
  structures(name: string): readonly Members[] {
    return this.list(name).map((value) => new Members(value, this.#missing));
  }

  structure(name: string): Members {
    return this.optionalStructure(name) ?? this.#absent(name);
  }

  optionalStructure(name: string): Members | undefined {
    const value = this.value(name);
    return value === undefined ? undefined : new Members(value, this.#missing);
  }

  /** A map from strings to structures or values, as it came. */
  optionalMap(name: string): Readonly<Record<string, unknown>> | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value !== "object" || Array.isArray(value)) throw malformed(name, "a map", value);
    return value as Readonly<Record<string, unknown>>;
  }

  optionalTextMap(name: string): Readonly<Record<string, string>> | undefined {
    const map = this.optionalMap(name);
    for (const value of Object.values(map ?? {}))
      if (typeof value !== "string") throw malformed(name, "a map of strings", value);
    return map as Readonly<Record<string, string>> | undefined;
  }

  #absent(name: string): never {
    throw this.#missing(name);
  }
}

function malformed(name: string, expected: string, value: unknown): AwsError {
  return new AwsError(
    "SerializationException",
    `${name} must be ${expected}, but is ${JSON.stringify(value)?.slice(0, 100)}.`,
  );
}

/** Makes the operations of one service from functions that read their input through `Members`. */
export function operationsOf(missing: MissingMember) {
  return (
    access: (input: Members, call: Call) => readonly Access[],
    handle: (input: Members, call: Call) => unknown,
  ): Operation<unknown> => ({
    access: (input, call) => access(new Members(input, missing), call),
    handle: (input, call) => handle(new Members(input, missing), call),
  });
}
