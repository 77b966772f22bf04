import { BlockList, isIP } from "node:net";
import type { PolicyStatement, PolicyValue } from "../core/access.ts";
import { ArnPattern, type Lookup, Pattern } from "./pattern.ts";

/** Whether one value of the request satisfies one value of the policy. */
type ValueTest = (value: string, lookup: Lookup) => boolean;
export type ConditionTest = (lookup: Lookup) => boolean;

interface Operator {
  readonly negated: boolean;
  compile(policyValue: string, variables: boolean): ValueTest;
}

const never: ValueTest = () => false;

function text(wildcards: boolean, foldCase: boolean): Operator["compile"] {
  return (policyValue, variables) => {
    const pattern = Pattern.parse(policyValue, { wildcards, variables }, foldCase);
    return (value, lookup) => pattern.matches(value, lookup);
  };
}

function arns(policyValue: string, variables: boolean): ValueTest {
  const pattern = new ArnPattern(policyValue, { wildcards: true, variables });
  return (value, lookup) => pattern.matches(value, lookup);
}

function ordered(parse: (text: string) => number, holds: (value: number, bound: number) => boolean) {
  return (policyValue: string): ValueTest => {
    const bound = parse(policyValue);
    if (Number.isNaN(bound)) return never;
    return (value) => holds(parse(value), bound);
  };
}

function parseNumber(value: string): number {
  return value.trim() === "" ? Number.NaN : Number(value);
}

/** Milliseconds, from ISO 8601 or from seconds since the epoch. */
function parseDate(value: string): number {
  return /^-?\d+(\.\d+)?$/.test(value) && value.length > 4 ? Number(value) * 1000 : Date.parse(value);
}

function addresses(policyValue: string): ValueTest {
  const [address = "", prefix] = policyValue.split("/");
  const version = isIP(address);
  if (version === 0) return never;
  const family = version === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(address, prefix === undefined ? (version === 4 ? 32 : 128) : Number(prefix), family);
  return (value) => isIP(value) === version && list.check(value, family);
}

const equals = (a: number, b: number) => a === b;
const less = (a: number, b: number) => a < b;
const lessOrEqual = (a: number, b: number) => a <= b;
const greater = (a: number, b: number) => a > b;
const greaterOrEqual = (a: number, b: number) => a >= b;

function both(positive: string, negative: string, compile: Operator["compile"]): [string, Operator][] {
  return [
    [positive, { negated: false, compile }],
    [negative, { negated: true, compile }],
  ];
}

function ordering(kind: "Numeric" | "Date", parse: (text: string) => number): [string, Operator][] {
  const operator = (holds: (value: number, bound: number) => boolean): Operator => ({
    negated: false,
    compile: ordered(parse, holds),
  });
  return [
    ...both(`${kind}Equals`, `${kind}NotEquals`, ordered(parse, equals)),
    [`${kind}LessThan`, operator(less)],
    [`${kind}LessThanEquals`, operator(lessOrEqual)],
    [`${kind}GreaterThan`, operator(greater)],
    [`${kind}GreaterThanEquals`, operator(greaterOrEqual)],
  ];
}

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators". */
const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ...both("StringEquals", "StringNotEquals", text(false, false)),
  ...both("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", text(false, true)),
  ...both("StringLike", "StringNotLike", text(true, false)),
  ...both("ArnEquals", "ArnNotEquals", arns),
  ...both("ArnLike", "ArnNotLike", arns),
  ...ordering("Numeric", parseNumber),
  ...ordering("Date", parseDate),
  ...both("IpAddress", "NotIpAddress", addresses),
  [
    "Bool",
    {
      negated: false,
      compile: (policyValue) => (value) => value.toLowerCase() === policyValue.toLowerCase(),
    },
  ],
  ["BinaryEquals", { negated: false, compile: (policyValue) => (value) => value === policyValue }],
]);

interface OperatorName {
  readonly base: string;
  readonly quantifier: "ForAllValues" | "ForAnyValue" | undefined;
  readonly ifExists: boolean;
}

/** Takes `ForAnyValue:StringLikeIfExists` apart, or answers undefined when IAM has no such operator. */
export function parseOperator(name: string): OperatorName | undefined {
  const parts = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(name);
  const base = parts?.[2];
  if (parts === null || base === undefined) return undefined;
  const ifExists = parts[3] !== undefined;
  const quantifier = parts[1] as OperatorName["quantifier"];
  if (base === "Null")
    return ifExists || quantifier !== undefined ? undefined : { base, quantifier, ifExists };
  return OPERATORS.has(base) ? { base, quantifier, ifExists } : undefined;
}

/** Compiles a `Condition` element: all its operators and keys must hold. */
export function compileConditions(
  conditions: NonNullable<PolicyStatement["Condition"]>,
  variables: boolean,
): ConditionTest {
  const tests = Object.entries(conditions).flatMap(([name, keys]) =>
    Object.entries(keys).map(([key, value]) =>
      compileKey(name, key.toLowerCase(), typeof value === "string" ? [value] : value, variables),
    ),
  );
  return (lookup) => tests.every((test) => test(lookup));
}

function compileKey(
  name: string,
  key: string,
  policyValues: readonly string[],
  variables: boolean,
): ConditionTest {
  const parsed = parseOperator(name);
  if (parsed === undefined) throw new Error(`Invalid Condition type : ${name}.`);
  if (parsed.base === "Null") {
    const wanted = policyValues.map((value) => value.toLowerCase() === "true");
    return (lookup) => wanted.includes(valuesOf(lookup(key)).length === 0);
  }
  const operator = OPERATORS.get(parsed.base) as Operator;
  const tests = policyValues.map((value) => operator.compile(value, variables));
  const holds = (value: string, lookup: Lookup) =>
    tests.some((test) => test(value, lookup)) !== operator.negated;
  const whenAbsent =
    parsed.ifExists ||
    parsed.quantifier === "ForAllValues" ||
    (operator.negated && parsed.quantifier === undefined);
  const every = parsed.quantifier === "ForAllValues" || (parsed.quantifier === undefined && operator.negated);
  return (lookup) => {
    const value = lookup(key);
    if (typeof value === "string") return holds(value, lookup);
    const values = valuesOf(value);
    if (values.length === 0) return whenAbsent;
    return every ? values.every((one) => holds(one, lookup)) : values.some((one) => holds(one, lookup));
  };
}

function valuesOf(value: PolicyValue | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}
