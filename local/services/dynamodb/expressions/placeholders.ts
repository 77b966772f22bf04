import type { AttributeValue } from "../engine/value.ts";
import type { PathElement, PathSyntax } from "./syntax.ts";

/** What is wrong with an expression, as AWS words it after `Invalid …Expression: `. */
export class ExpressionError extends Error {}

/** A document path with all names known. */
export type Path = readonly PathElement[];

/** The names and values one request gives its expressions, and which of them no expression used. */
export class Placeholders {
  readonly #names: Readonly<Record<string, string>> | undefined;
  readonly #values: Readonly<Record<string, AttributeValue>> | undefined;
  readonly #unusedNames: Set<string>;
  readonly #unusedValues: Set<string>;

  constructor(
    names: Readonly<Record<string, string>> | undefined,
    values: Readonly<Record<string, AttributeValue>> | undefined,
  ) {
    this.#names = names;
    this.#values = values;
    this.#unusedNames = new Set(names && Object.keys(names));
    this.#unusedValues = new Set(values && Object.keys(values));
  }

  get unusedNames(): readonly string[] {
    return [...this.#unusedNames];
  }

  get unusedValues(): readonly string[] {
    return [...this.#unusedValues];
  }

  /** @throws {ExpressionError} for a name placeholder that is not defined. */
  path(syntax: PathSyntax): Path {
    return syntax.elements.map((element) =>
      typeof element === "string" && element.startsWith("#") ? this.#name(element) : element,
    );
  }

  /** @throws {ExpressionError} for a value placeholder that is not defined. */
  value(placeholder: string): AttributeValue {
    const values = this.#values;
    if (values === undefined || !Object.hasOwn(values, placeholder)) {
      throw new ExpressionError(
        `An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
      );
    }
    this.#unusedValues.delete(placeholder);
    return values[placeholder] as AttributeValue;
  }

  #name(placeholder: string): string {
    const names = this.#names;
    if (names === undefined || !Object.hasOwn(names, placeholder)) {
      throw new ExpressionError(
        `An expression attribute name used in the document path is not defined; attribute name: ${placeholder}`,
      );
    }
    this.#unusedNames.delete(placeholder);
    return names[placeholder] as string;
  }
}
