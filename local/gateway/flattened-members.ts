import type { FlattenedMember } from "../core/service.ts";

type Json = Readonly<Record<string, unknown>>;

/** A list whose items stand in its structure side by side, each under the list's name. */
export class Flattened {
  readonly items: readonly unknown[];

  constructor(items: readonly unknown[]) {
    this.items = items;
  }
}

/** The lists and maps of one operation. */
export class FlattenedNames {
  readonly #operation: string;
  readonly #members: readonly FlattenedMember[];

  constructor(members: readonly FlattenedMember[], operation: string) {
    this.#operation = operation;
    this.#members = members.filter((member) => [undefined, operation].includes(member.operation));
  }

  /** An input under the names of the service's API. */
  read(input: unknown): unknown {
    if (Array.isArray(input)) return input.map((item) => this.read(item));
    if (!isStructure(input)) return input;
    return Object.fromEntries(
      Object.entries(input).map(([name, value]) => {
        const items = this.read(value);
        const known = Array.isArray(items)
          ? this.#members.find((candidate) => this.#nameOf(candidate) === name)
          : undefined;
        if (known === undefined) return [name, items];
        const { member, key } = known;
        if (key === undefined) return [member, items];
        return [member, Object.fromEntries((items as Json[]).map((entry) => [entry[key], entry.Value]))];
      }),
    );
  }

  /** An output under the names of the query protocol. */
  write(output: unknown): unknown {
    if (!isStructure(output)) return output;
    return Object.fromEntries(
      Object.entries(output).map(([name, value]) => {
        const known =
          typeof value === "object" && value !== null
            ? this.#members.find(({ member }) => member === name)
            : undefined;
        if (known === undefined) return [name, this.write(value)];
        const { key } = known;
        const items: readonly unknown[] =
          key === undefined
            ? (value as readonly unknown[])
            : Object.entries(value as Json).map(([entry, Value]) => ({ [key]: entry, Value }));
        return [this.#nameOf(known), new Flattened(items.map((item) => this.write(item)))];
      }),
    );
  }

  #nameOf({ name }: FlattenedMember): string {
    return name.replace("*", this.#operation);
  }
}

function isStructure(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
