import { BlockList, isIP } from "node:net";
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

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  "=": (value, bound) => rounded(value) === rounded(bound),
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

/** `["=", 5]`, `[">", 0]` or a range, `[">", 0, "<=", 100]`. */
function numeric(operand: unknown): ValueTest {
  if (!Array.isArray(operand) || operand.length === 0)
    throw refuse(`Invalid member in numeric match: ${JSON.stringify(operand)}`);
  const [operator, bound, secondOperator, secondBound, ...rest] = operand as readonly unknown[];
  const lower = comparison(operator, bound);
  if (operand.length === 2) return (value) => typeof value === "number" && lower(value);
  if ((operator !== ">" && operator !== ">=") || rest.length > 0 || operand.length < 4)
    throw refuse("Too many elements in numeric expression");
  if (secondOperator !== "<" && secondOperator !== "<=")
    throw refuse(`Bad numeric range operator: ${secondOperator}`);
  const upper = comparison(secondOperator, secondBound);
  if (Number(secondBound) <= Number(bound)) throw refuse("Bottom must be less than top");
  return (value) => typeof value === "number" && lower(value) && upper(value);
}

function comparison(operator: unknown, bound: unknown): (value: number) => boolean {
  if (typeof operator !== "string") throw refuse(`Invalid member in numeric match: ${operator}`);
  const compare = Object.hasOwn(COMPARISONS, operator) ? COMPARISONS[operator] : undefined;
  if (compare === undefined) throw refuse(`Unrecognized numeric range operator: ${operator}`);
  if (typeof bound !== "number") throw refuse(`Value of ${operator} must be numeric`);
  const checked = checkedNumber(bound);
  return (value) => compare(value, checked);
}

function cidr(operand: unknown): ValueTest {
  const [address = "", prefix = ""] = text("cidr", operand).split("/");
  const version = isIP(address);
  const bits = Number(prefix);
  if (version === 0 || !/^\d{1,3}$/.test(prefix) || bits > (version === 4 ? 32 : 128))
    throw refuse(`Malformed CIDR, one '/' required: ${operand}`);
  const family = version === 4 ? "ipv4" : "ipv6";
  const block = new BlockList();
  block.addSubnet(address, bits, family);
  return (value) => typeof value === "string" && isIP(value) === version && block.check(value, family);
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
