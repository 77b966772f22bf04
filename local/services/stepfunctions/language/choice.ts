import type { Json, JsonObject } from "./json.ts";
import { isObject } from "./json.ts";
import { Path, type PathScope } from "./jsonpath/path.ts";
import { runtimeError } from "./states-error.ts";
import { parseTimestamp } from "./timestamp.ts";

type Compare = (value: Json, expected: Json) => boolean;

interface Comparison {
  /** Whether a value is of the type that is compared; none other matches. */
  readonly accepts: (value: Json | undefined) => boolean;
  readonly compare: Compare;
}

const isText = (value: Json | undefined) => typeof value === "string";
const isNumber = (value: Json | undefined) => typeof value === "number";
const isBoolean = (value: Json | undefined) => typeof value === "boolean";
const isTimestamp = (value: Json | undefined) =>
  typeof value === "string" && parseTimestamp(value) !== undefined;

/** The comparisons with a value, each of which has a form that ends in `Path` too. */
export const COMPARISONS: Readonly<Record<string, Comparison>> = {
  BooleanEquals: { accepts: isBoolean, compare: (value, expected) => value === expected },
  ...ordered("String", isText, (value) => value as string),
  ...ordered("Numeric", isNumber, (value) => value as number),
  ...ordered("Timestamp", isTimestamp, (value) => parseTimestamp(String(value)) as number),
};

/** The tests of what a value is, whose operand says whether it has to be. */
export const TESTS: Readonly<Record<string, (value: Json | undefined) => boolean>> = {
  IsNull: (value) => value === null,
  IsPresent: (value) => value !== undefined,
  IsNumeric: isNumber,
  IsString: isText,
  IsBoolean: isBoolean,
  IsTimestamp: isTimestamp,
};

/** Whether a rule of a choice holds. @throws {StatesError} `States.Runtime` for a variable that is not there */
export function ruleHolds(rule: JsonObject, scope: PathScope): boolean {
  if (Array.isArray(rule.And)) return rule.And.every((part) => ruleHolds(part as JsonObject, scope));
  if (Array.isArray(rule.Or)) return rule.Or.some((part) => ruleHolds(part as JsonObject, scope));
  if (isObject(rule.Not)) return !ruleHolds(rule.Not, scope);
  const variable = String(rule.Variable);
  const value = Path.parse(variable).read(scope);
  for (const [name, operand] of Object.entries(rule)) {
    const test = Object.hasOwn(TESTS, name) ? TESTS[name] : undefined;
    if (test !== undefined) {
      if (value === undefined && name !== "IsPresent") throw missing(variable);
      return test(value) === operand;
    }
    if (name === "StringMatches")
      return isText(required(value, variable)) && like(String(value), String(operand));
    const fromPath = name.endsWith("Path");
    const comparison = COMPARISONS[fromPath ? name.slice(0, -"Path".length) : name];
    if (comparison === undefined) continue;
    const actual = required(value, variable);
    const expected = fromPath
      ? required(Path.parse(String(operand)).read(scope), String(operand))
      : (operand as Json);
    return comparison.accepts(actual) && comparison.accepts(expected) && comparison.compare(actual, expected);
  }
  return false;
}

function ordered<Value extends string | number>(
  type: string,
  accepts: Comparison["accepts"],
  read: (value: Json) => Value,
): Readonly<Record<string, Comparison>> {
  const by = (compare: (one: Value, other: Value) => boolean): Comparison => ({
    accepts,
    compare: (value, expected) => compare(read(value), read(expected)),
  });
  return {
    [`${type}Equals`]: by((one, other) => one === other),
    [`${type}LessThan`]: by((one, other) => one < other),
    [`${type}GreaterThan`]: by((one, other) => one > other),
    [`${type}LessThanEquals`]: by((one, other) => one <= other),
    [`${type}GreaterThanEquals`]: by((one, other) => one >= other),
  };
}

/** `*` stands for any characters, unless a backslash precedes it. */
function like(text: string, pattern: string): boolean {
  const source = pattern.replace(/\\([*\\])|\*|[.+?^${}()|[\]\\]/g, (match, escaped: string | undefined) => {
    if (escaped !== undefined) return `\\${escaped}`;
    return match === "*" ? ".*" : `\\${match}`;
  });
  return new RegExp(`^${source}$`, "s").test(text);
}

function required(value: Json | undefined, variable: string): Json {
  if (value === undefined) throw missing(variable);
  return value;
}

function missing(variable: string): Error {
  return runtimeError(
    `Invalid path '${variable}': The choice state's condition path references an invalid value.`,
  );
}
