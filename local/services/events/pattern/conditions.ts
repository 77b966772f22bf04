import { parseAddress, parseCidr } from "./addresses.ts";
import { InvalidPattern } from "./invalid-pattern.ts";
import { parseNumeric } from "./numbers.ts";
import { Wildcard } from "./wildcard.ts";

/** A value of an event that is no object and no array. */
export type Leaf = string | number | boolean | null;

/** What one element of a field's list asks for. */
export interface Condition {
  matches(value: Leaf): boolean;
  /** Whether the field's absence satisfies it. */
  readonly absent?: true;
  readonly wildcards?: readonly Wildcard[];
}

/** A value, or an object with one operator. @throws {InvalidPattern} */
export function parseCondition(given: unknown): Condition {
  if (Array.isArray(given))
    throw new InvalidPattern("Match value must be String, number, true, false, or null");
  if (typeof given !== "object" || given === null) return exactly(given as Leaf);
  const [operator, operand] = theOnly(given, "Match expression name not found");
  const parse = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (parse === undefined) throw new InvalidPattern(`Unrecognized match type ${operator}`);
  return parse(operand);
}

/** The operators of the user guide, and `exactly`, which event-ruler has besides. */
const OPERATORS: Readonly<Record<string, (operand: unknown) => Condition>> = {
  exactly: (operand) => onText(equals(textOf("exact", operand))),
  prefix: (operand) => onText(affix("prefix", "startsWith", operand)),
  suffix: (operand) => onText(affix("suffix", "endsWith", operand)),
  "equals-ignore-case": (operand) => onText(equalsIgnoringCase(textOf("equals-ignore-case", operand))),
  wildcard(operand) {
    const wildcard = new Wildcard(textOf("wildcard", operand));
    return { ...onText((value) => wildcard.matches(value)), wildcards: [wildcard] };
  },
  cidr: (operand) => onText(parseCidr(textOf("cidr", operand))),
  numeric(operand) {
    const test = parseNumeric(operand);
    return { matches: (value) => typeof value === "number" && test(value) };
  },
  exists(operand) {
    if (typeof operand !== "boolean")
      throw new InvalidPattern("exists match pattern must be either true or false.");
    return operand ? { matches: () => true } : { matches: () => false, absent: true };
  },
  "anything-but": anythingBut,
};

/** An IP address is equal however it is written. */
function exactly(wanted: Leaf): Condition {
  const sameAddress = typeof wanted === "string" ? parseAddress(wanted) : undefined;
  return sameAddress === undefined ? { matches: (value) => value === wanted } : onText(sameAddress);
}

function affix(operator: string, method: "startsWith" | "endsWith", operand: unknown) {
  if (typeof operand !== "object" || operand === null || Array.isArray(operand)) {
    const text = textOf(operator, operand);
    return (value: string) => value[method](text);
  }
  const name = operator === "prefix" ? "Prefix" : "Suffix";
  const [inner, text] = theOnly(operand, `${name} expression name not found`);
  if (inner !== "equals-ignore-case") throw new InvalidPattern(`Unsupported ${operator} pattern: ${inner}`);
  const lower = textOf("equals-ignore-case", text).toLowerCase();
  return (value: string) => value.toLowerCase()[method](lower);
}

/** Satisfied by whatever is there and is none of these; an operator inside of it speaks of strings. */
function anythingBut(operand: unknown): Condition {
  if (typeof operand !== "object" || operand === null || Array.isArray(operand)) return noneOf(operand);
  const [operator, texts] = theOnly(operand, "Anything-But expression name not found");
  const tests = (Array.isArray(texts) ? texts : [texts]).map((text: unknown) => butTest(operator, text));
  if (tests.length === 0)
    throw new InvalidPattern(`Inside anything-but/${operator} list, there must be at least one string`);
  const wildcards = tests.flatMap(({ wildcard }) => (wildcard === undefined ? [] : [wildcard]));
  return {
    matches: (value) => typeof value !== "string" || !tests.some(({ test }) => test(value)),
    ...(wildcards.length > 0 && { wildcards }),
  };
}

interface ButTest {
  readonly test: (value: string) => boolean;
  readonly wildcard?: Wildcard;
}

function butTest(operator: string, text: unknown): ButTest {
  switch (operator) {
    case "prefix":
    case "suffix": {
      if (typeof text !== "string") throw new InvalidPattern("prefix/suffix match pattern must be a string");
      if (text === "") throw new InvalidPattern("Null prefix/suffix not allowed");
      return { test: affix(operator, operator === "prefix" ? "startsWith" : "endsWith", text) };
    }
    case "equals-ignore-case":
      if (typeof text !== "string")
        throw new InvalidPattern(
          "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.",
        );
      return { test: equalsIgnoringCase(text) };
    case "wildcard": {
      const wildcard = new Wildcard(textOf("wildcard", text));
      return { test: (value) => wildcard.matches(value), wildcard };
    }
    default:
      throw new InvalidPattern(`Unsupported anything-but pattern: ${operator}`);
  }
}

function noneOf(operand: unknown): Condition {
  const values: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (!Array.isArray(operand) && typeof operand !== "string" && typeof operand !== "number")
    throw new InvalidPattern("Value of anything-but must be an array or single string/number value.");
  if (values.some((value) => typeof value !== "string" && typeof value !== "number"))
    throw new InvalidPattern("Inside anything but list, start|null|boolean is not supported.");
  if (new Set(values.map((value) => typeof value)).size !== 1)
    throw new InvalidPattern(
      "Inside anything but list, either all values are number or string, mixed type is not supported",
    );
  const refused = new Set(values);
  return { matches: (value) => !refused.has(value) };
}

function onText(test: (value: string) => boolean): Condition {
  return { matches: (value) => typeof value === "string" && test(value) };
}

const equals = (wanted: string) => (value: string) => value === wanted;

function equalsIgnoringCase(wanted: string): (value: string) => boolean {
  const lower = wanted.toLowerCase();
  return (value) => value.toLowerCase() === lower;
}

function textOf(operator: string, operand: unknown): string {
  if (typeof operand === "string") return operand;
  throw new InvalidPattern(`${operator} match pattern must be a string`);
}

function theOnly(object: object, whenEmpty: string): readonly [name: string, value: unknown] {
  const [first, ...rest] = Object.entries(object);
  if (first === undefined) throw new InvalidPattern(whenEmpty);
  if (rest.length > 0) throw new InvalidPattern("Only one key allowed in match expression");
  return first;
}
