import { ConfigError } from "./errors.ts";

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const DOMAIN = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$/;
const POLICY_NAME = /^[\w+=,.@-]{1,128}$/;
const ORIGIN = /^(\*|https?:\/\/[^\s/*]+)$/;

/** Reads configuration values as types, and remembers which keys it was asked for. */
export class ConfigReader {
  readonly #values: Readonly<Record<string, string>>;
  readonly #project: string;
  readonly #known = new Set<string>();

  constructor(values: Readonly<Record<string, string>>, project: string) {
    this.#values = values;
    this.#project = project;
  }

  boolean(key: string): boolean {
    return this.oneOf(key, ["true", "false"]) === "true";
  }

  integer(key: string, minimum: number, maximum: number): number {
    const text = this.#text(key);
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < minimum || value > maximum) {
      throw this.#wrong(key, text, `a whole number from ${minimum} to ${maximum}`, String(minimum));
    }
    return value;
  }

  oneOf<const T extends string | number>(key: string, allowed: readonly T[]): T {
    const text = this.#text(key);
    const value = allowed.find((candidate) => String(candidate) === text);
    if (value === undefined) throw this.#wrong(key, text, `one of ${allowed.join(", ")}`, String(allowed[0]));
    return value;
  }

  /** The name of a managed policy of the account; undefined for the empty one. */
  optionalPolicyName(key: string): string | undefined {
    const text = this.#text(key);
    if (text === "") return undefined;
    if (!POLICY_NAME.test(text)) {
      throw this.#wrong(
        key,
        text,
        "the name of a policy of the account, not its ARN",
        "orderflow-dev-boundary",
      );
    }
    return text;
  }

  /** Origins as CORS has them: scheme, host and port, without a path. */
  origins(key: string): readonly string[] {
    const expected = 'a list of origins such as ["https://shop.example.com"], each without a path';
    return this.#list(key, ORIGIN, expected);
  }

  /** An e-mail address, or a domain. */
  emailOrDomain(key: string): string {
    const text = this.#text(key);
    if (EMAIL.test(text) || DOMAIN.test(text)) return text;
    throw this.#wrong(key, text, "an e-mail address or a domain", "orders@example.com");
  }

  emails(key: string): readonly string[] {
    return this.#list(key, EMAIL, 'a list of e-mail addresses such as ["operators@example.com"]');
  }

  /** @throws {ConfigError} for a key of this project that nobody asked for: it would be set and do nothing. */
  refuseUnknownKeys(): void {
    const prefix = `${this.#project}:`;
    for (const key of Object.keys(this.#values)) {
      if (key.startsWith(prefix) && !this.#known.has(key.slice(prefix.length))) {
        throw new ConfigError(
          `${key} is not a setting of ${this.#project}. Remove it, or use one of ${[...this.#known].sort().join(", ")}.`,
        );
      }
    }
  }

  #list(key: string, pattern: RegExp, expected: string): readonly string[] {
    const text = this.#text(key);
    const list = parseJson(text);
    if (!Array.isArray(list)) throw this.#wrong(key, text, expected);
    for (const entry of list) {
      if (typeof entry !== "string" || !pattern.test(entry)) {
        throw this.#wrong(key, JSON.stringify(entry), expected);
      }
    }
    return list;
  }

  #text(key: string): string {
    this.#known.add(key);
    const text = this.#values[`${this.#project}:${key}`];
    if (text === undefined) {
      throw new ConfigError(
        `${this.#project}:${key} has no value: Pulumi.yaml has lost its default. Restore it, or run 'pulumi config set ${this.#project}:${key} …'.`,
      );
    }
    return text;
  }

  #wrong(key: string, text: string, expected: string, example?: string): ConfigError {
    const wayOut =
      example === undefined ? "" : `, for example 'pulumi config set ${this.#project}:${key} ${example}'`;
    return new ConfigError(`${this.#project}:${key} is ${text}: give ${expected}${wayOut}.`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
