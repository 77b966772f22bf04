import { parseCidr } from "../events/pattern/addresses.ts";
import { InvalidPattern } from "../events/pattern/invalid-pattern.ts";
import { parseNumeric } from "../events/pattern/numbers.ts";
import { invalidParameter } from "./errors.ts";

/** Whether one value of a message satisfies one condition of a filter policy; `undefined` is an absent value. */
export type ValueTest = (value: unknown) => boolean;

const MAX_NUMBER = 1_000_000_000;
const DECIMALS = 1e5;

/** One element of a key's list: a value, or an object with one operator. @throws {AwsError} `InvalidParameter` */
export function compileCondition(condition: unknown): ValueTest {
  if (typeof condition === "number") return exactNumber(checkedNumber(condition));
  if (condition === null || typeof condition === "string" || typeof condition === "boolean")
    return (value) => value === condition;
  if (Array.isArray(condition)) throw refuse("Match value must be String, number, true, false, or null");
  const operators = Object.entries(condition as object);
  const [operator, operand] = operators[0] ?? [];
  if (operators.length !== 1 || operator === undefined)
    throw refuse(`Only one key allowed in match expression: ${JSON.stringify(condition)}`);
  const compile = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (compile === undefined) throw refuse(`Unrecognized match type ${operator}`);
  return compile(operand);
}

const OPERATORS: Readonly<Record<string, (operand: unknown) => ValueTest>> = {
  prefix(operand) {
    const prefix = text("prefix", operand);
    return (value) => typeof value === "string" && value.startsWith(prefix);
  },
  suffix(operand) {
    const suffix = text("suffix", operand);
    return (value) => typeof value === "string" && value.endsWith(suffix);
  },
  "equals-ignore-case"(operand) {
    const wanted = text("equals-ignore-case", operand).toLowerCase();
    return (value) => typeof value === "string" && value.toLowerCase() === wanted;
  },
  exists(operand) {
    if (typeof operand !== "boolean") throw refuse("exists match pattern must be either true or false.");
    return (value) => (value !== undefined) === operand;
  },
  "anything-but": anythingBut,
  numeric,
  cidr,
};

function anythingBut(operand: unknown): ValueTest {
  if (typeof operand === "object" && operand !== null && !Array.isArray(operand)) {
    const [operator] = Object.keys(operand);
    if (operator !== "prefix" && operator !== "suffix")
      throw refuse(`Unsupported anything-but pattern: ${JSON.stringify(operand)}; it takes prefix or suffix`);
    const test = compileCondition(operand);
    return (value) => value !== undefined && !test(value);
  }
  const operands: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (operands.length === 0) throw refuse("Empty arrays are not allowed in anything-but");
  if (operands.some((one) => typeof one !== "string" && typeof one !== "number"))
    throw refuse("Inside anything-but list, values must be strings or numbers");
  const tests = operands.map(compileCondition);
  return (value) => value !== undefined && !tests.some((test) => test(value));
}

/** `["=", 5]`, `[">", 0]` or a range, `[">", 0, "<=", 100]`. */
function numeric(operand: unknown): ValueTest {
  for (const bound of Array.isArray(operand) ? operand : [])
    if (typeof bound === "number") checkedNumber(bound);
  const test = asPatternsHave(() => parseNumeric(operand));
  const [operator, bound] = operand as readonly [operator: string, bound: number];
  return operator === "=" ? exactNumber(bound) : (value) => typeof value === "number" && test(value);
}

function cidr(operand: unknown): ValueTest {
  const test = asPatternsHave(() => parseCidr(text("cidr", operand)));
  return (value) => typeof value === "string" && test(value);
}

/** What filter policies have in common with event patterns, refused with SNS's own error. */
function asPatternsHave<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw error instanceof InvalidPattern ? refuse(error.message) : error;
  }
}

function text(operator: string, operand: unknown): string {
  if (typeof operand === "string" && operand !== "") return operand;
  throw refuse(`${operator} match pattern must be a string`);
}

function exactNumber(wanted: number): ValueTest {
  return (value) => typeof value === "number" && rounded(value) === rounded(wanted);
}

function checkedNumber(value: number): number {
  if (Math.abs(value) <= MAX_NUMBER) return value;
  throw refuse(`Value of a number must be from -1.0E9 to 1.0E9, inclusive, but is ${value}`);
}

/** Numbers have five digits of accuracy after the decimal point. */
function rounded(value: number): number {
  return Math.round(value * DECIMALS);
}

function refuse(reason: string) {
  return invalidParameter(`FilterPolicy: ${reason}`);
}
