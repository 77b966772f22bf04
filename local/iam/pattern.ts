import type { PolicyValue } from "../core/access.ts";

/** Finds the value of a condition key, given in lower case, in the request being decided. */
export type Lookup = (key: string) => PolicyValue | undefined;

interface Variable {
  readonly key: string;
  readonly fallback: string | undefined;
}

const ANY = -1;
const ONE = -2;
type Item = number | Variable;

/** How the text of a policy is to be read. Variables exist only in policies of version 2012-10-17. */
export interface PatternOptions {
  readonly wildcards: boolean;
  readonly variables: boolean;
}

/**
 * One value of a policy: literal text with the wildcards `*` and `?` and with policy variables such as
 * `${aws:PrincipalTag/team, 'none'}`. A variable stands for its value literally, wildcards in it included; without
 * a value and a default nothing matches. Source: IAM User Guide, "IAM policy elements: Variables and tags".
 */
export class Pattern {
  readonly #items: readonly Item[];
  readonly #dynamic: boolean;
  readonly #test: (value: string) => boolean;
  readonly #foldCase: boolean;

  constructor(items: readonly Item[], foldCase = false) {
    this.#items = items;
    this.#foldCase = foldCase;
    this.#dynamic = items.some((item) => typeof item !== "number");
    this.#test = this.#dynamic ? () => false : staticTest(items as readonly number[]);
  }

  static parse(text: string, options: PatternOptions, foldCase = false): Pattern {
    return new Pattern(parseItems(foldCase ? text.toLowerCase() : text, options), foldCase);
  }

  matches(value: string, lookup: Lookup): boolean {
    const subject = this.#foldCase ? value.toLowerCase() : value;
    if (!this.#dynamic) return this.#test(subject);
    const codes = substitute(this.#items, lookup, this.#foldCase);
    return codes !== undefined && globMatches(codes, subject);
  }
}

/**
 * A pattern for ARNs: each of the six parts is matched on its own, so that a wildcard reaches past a colon only in
 * the last one. Missing parts count as `*`. Source: IAM User Guide, "IAM JSON policy elements: Resource".
 */
export class ArnPattern {
  readonly #everything: boolean;
  readonly #exact: string | undefined;
  readonly #parts: readonly Pattern[];

  constructor(text: string, options: PatternOptions) {
    this.#everything = text === "*";
    const items = parseItems(text, options);
    this.#exact = items.every((item) => typeof item === "number" && item >= 0) ? text : undefined;
    const parts = splitItems(items, ARN_PARTS);
    while (parts.length < ARN_PARTS) parts.push([ANY]);
    this.#parts = parts.map((part) => new Pattern(part));
  }

  matches(value: string, lookup: Lookup): boolean {
    if (this.#everything) return true;
    if (value === this.#exact) return true;
    let start = 0;
    for (let index = 0; index < ARN_PARTS - 1; index++) {
      const end = value.indexOf(":", start);
      if (end < 0 || !this.#parts[index]?.matches(value.slice(start, end), lookup)) return false;
      start = end + 1;
    }
    return this.#parts[ARN_PARTS - 1]?.matches(value.slice(start), lookup) ?? false;
  }
}

const ARN_PARTS = 6;
const COLON = 58;

function parseItems(text: string, options: PatternOptions): Item[] {
  const items: Item[] = [];
  for (let index = 0; index < text.length; index++) {
    const end = options.variables && text.startsWith("${", index) ? text.indexOf("}", index) : -1;
    if (end > 0) {
      items.push(variableItem(text.slice(index + 2, end)));
      index = end;
      continue;
    }
    const character = text[index];
    if (options.wildcards && character === "*") {
      if (items.at(-1) !== ANY) items.push(ANY);
    } else if (options.wildcards && character === "?") items.push(ONE);
    else items.push(text.charCodeAt(index));
  }
  return items;
}

/** `${*}`, `${?}` and `${$}` are those characters themselves. */
function variableItem(body: string): Item {
  if (body === "*" || body === "?" || body === "$") return body.charCodeAt(0);
  const withDefault = /^([^,]+),\s*'(.*)'\s*$/s.exec(body);
  if (withDefault?.[1] !== undefined)
    return { key: withDefault[1].trim().toLowerCase(), fallback: withDefault[2] };
  return { key: body.trim().toLowerCase(), fallback: undefined };
}

function splitItems(items: readonly Item[], limit: number): Item[][] {
  const parts: Item[][] = [[]];
  for (const item of items) {
    if (item === COLON && parts.length < limit) parts.push([]);
    else parts.at(-1)?.push(item);
  }
  return parts;
}

function staticTest(items: readonly number[]): (value: string) => boolean {
  const firstWildcard = items.findIndex((item) => item < 0);
  if (firstWildcard < 0) {
    const literal = String.fromCharCode(...items);
    return (value) => value === literal;
  }
  if (firstWildcard === items.length - 1 && items[firstWildcard] === ANY) {
    const prefix = String.fromCharCode(...items.slice(0, -1));
    return (value) => value.startsWith(prefix);
  }
  return (value) => globMatches(items, value);
}

function substitute(items: readonly Item[], lookup: Lookup, foldCase: boolean): number[] | undefined {
  const codes: number[] = [];
  for (const item of items) {
    if (typeof item === "number") {
      codes.push(item);
      continue;
    }
    const found = lookup(item.key);
    const value = typeof found === "string" ? found : item.fallback;
    if (value === undefined) return undefined;
    const text = foldCase ? value.toLowerCase() : value;
    for (let index = 0; index < text.length; index++) codes.push(text.charCodeAt(index));
  }
  return codes;
}

/** Linear in practice: on a mismatch only the last `*` is extended. */
function globMatches(pattern: readonly number[], value: string): boolean {
  let at = 0;
  let index = 0;
  let star = -1;
  let resume = 0;
  while (index < value.length) {
    const item = pattern[at];
    if (item === ANY) {
      star = at++;
      resume = index;
    } else if (item === ONE || item === value.charCodeAt(index)) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else return false;
  }
  while (pattern[at] === ANY) at++;
  return at === pattern.length;
}
