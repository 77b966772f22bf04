import { MalformedDocumentError, UnknownValueError } from "./verdict.ts";

/** What stands for a value that is only known after the deployment, by the type it will have (`@pulumi/policy`). */
const UNKNOWN: ReadonlySet<unknown> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export function isUnknown(value: unknown): boolean {
  return UNKNOWN.has(value);
}

/**
 * A resource's properties, or a block of them, read by paths such as `tracingConfig.mode`, or by a name that has dots
 * itself, as tags may. Reading what is only
 * known after the deployment throws an `UnknownValueError`, which leaves the rule's decision open.
 *
 * It reads property descriptors, because the SDK hands policies a proxy that throws at the first touch of an unknown
 * and can't be copied.
 */
export class Properties {
  readonly #value: unknown;
  readonly #path: string;

  constructor(value: unknown, path = "") {
    this.#value = value;
    this.#path = path;
  }

  /** Whether something is set there; what is only known after the deployment is, and the provider's "" is not. */
  has(path: string): boolean {
    const value = this.#find(path);
    return value !== undefined && value !== null && value !== "";
  }

  /** Whether what is there, or something in it, is only known after the deployment. */
  isUnknown(path: string): boolean {
    return containsUnknown(this.#find(path));
  }

  /** Whether this is a block whose keys are known, whatever their values. */
  isKnownObject(): boolean {
    return typeof this.#value === "object" && this.#value !== null;
  }

  /** What is there as it is, however deep; undefined when nothing is. @throws {UnknownValueError} */
  get(path: string): unknown {
    const value = this.#find(path);
    if (containsUnknown(value)) throw new UnknownValueError(this.#pathOf(path));
    return value ?? undefined;
  }

  /** Undefined for "" too, which is how the provider answers what is not set. */
  string(path: string): string | undefined {
    const value = this.get(path);
    if (value === "") return undefined;
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : undefined;
  }

  number(path: string): number | undefined {
    const value = this.get(path);
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    return typeof number === "number" && !Number.isNaN(number) ? number : undefined;
  }

  boolean(path: string): boolean | undefined {
    const value = this.get(path);
    if (value === "true" || value === "false") return value === "true";
    return typeof value === "boolean" ? value : undefined;
  }

  /** A list of strings; none when nothing is set. */
  strings(path: string): string[] {
    const value = this.get(path);
    return Array.isArray(value) ? value.filter((element) => typeof element === "string") : [];
  }

  /** A block of properties; undefined when it is not set. */
  block(path: string): Properties | undefined {
    const value = this.#find(path);
    if (value === undefined || value === null) return undefined;
    return new Properties(value, this.#pathOf(path));
  }

  /** A list of blocks; none when nothing is set. A list that is unknown as a whole throws. */
  blocks(path: string): Properties[] {
    const value = this.#find(path);
    if (isUnknown(value)) throw new UnknownValueError(this.#pathOf(path));
    if (value === undefined || value === null) return [];
    const elements = Array.isArray(value) ? value : [value];
    return elements.map((element, index) => new Properties(element, `${this.#pathOf(path)}[${index}]`));
  }

  /** A document that AWS takes as JSON text; undefined when it is not set. @throws {MalformedDocumentError} */
  json(path: string): unknown {
    const value = this.get(path);
    if (value === "") return undefined;
    if (typeof value !== "string") return value;
    try {
      return JSON.parse(value);
    } catch (error) {
      throw new MalformedDocumentError(this.#pathOf(path), (error as Error).message);
    }
  }

  /** A document that AWS takes as JSON text, read as a block; undefined when it is not set. */
  document(path: string): Properties | undefined {
    const value = this.json(path);
    return value === undefined ? undefined : new Properties(value, this.#pathOf(path));
  }

  /** A document that is a list, read as blocks; none when it is not set, or no list. */
  documents(path: string): Properties[] {
    const value = this.json(path);
    if (!Array.isArray(value)) return [];
    return value.map((element, index) => new Properties(element, `${this.#pathOf(path)}[${index}]`));
  }

  /** The names of what is set here, known or not. */
  keys(): string[] {
    if (isUnknown(this.#value)) throw new UnknownValueError(this.#path);
    const value = this.#value;
    return typeof value === "object" && value !== null ? Object.keys(value) : [];
  }

  #find(path: string): unknown {
    const named = own(this.#value, path);
    if (named !== undefined || !path.includes(".")) return named;
    return path.split(".").reduce(own, this.#value);
  }

  #pathOf(path: string): string {
    return this.#path === "" ? path : `${this.#path}.${path}`;
  }
}

/** What an object has under a key; below what is unknown all is. */
function own(value: unknown, key: string): unknown {
  if (isUnknown(value)) return value;
  if (typeof value !== "object" || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

function containsUnknown(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return isUnknown(value);
  return Object.values(value).some(containsUnknown);
}
