/** Source: Amazon DynamoDB Developer Guide, "Legacy conditional parameters". */
import { validationError } from "../../../core/errors.ts";
import { compareValues } from "../engine/order.ts";
import { type AttributeValue, typeOf, type ValueType } from "../engine/value.ts";
import { invalidParameter } from "../errors.ts";
import type { Condition } from "../expressions/condition.ts";
import type { KeyCondition } from "../expressions/key-condition.ts";
import type { Comparator } from "../expressions/syntax.ts";
import { normalizeValue } from "../validation/values.ts";

export type ConditionalOperator = "AND" | "OR";

type ComparisonOperator = keyof typeof OPERANDS;

/** A legacy condition on one attribute, as the wire has it. */
export interface LegacyCondition {
  readonly ComparisonOperator: ComparisonOperator;
  readonly AttributeValueList?: readonly unknown[];
}

const SCALARS: readonly ValueType[] = ["S", "N", "B"];

interface Operands {
  readonly min: number;
  readonly max: number;
  /** The types it takes; any where absent. */
  readonly types?: readonly ValueType[];
}

const OPERANDS = {
  EQ: { min: 1, max: 1 },
  NE: { min: 1, max: 1 },
  LE: { min: 1, max: 1, types: SCALARS },
  LT: { min: 1, max: 1, types: SCALARS },
  GE: { min: 1, max: 1, types: SCALARS },
  GT: { min: 1, max: 1, types: SCALARS },
  CONTAINS: { min: 1, max: 1, types: SCALARS },
  NOT_CONTAINS: { min: 1, max: 1, types: SCALARS },
  BEGINS_WITH: { min: 1, max: 1, types: ["S", "B"] },
  IN: { min: 1, max: Number.POSITIVE_INFINITY, types: SCALARS },
  BETWEEN: { min: 2, max: 2, types: SCALARS },
  NULL: { min: 0, max: 0 },
  NOT_NULL: { min: 0, max: 0 },
} as const satisfies Readonly<Record<string, Operands>>;

const COMPARATORS: Readonly<Partial<Record<ComparisonOperator, Comparator>>> = {
  EQ: "=",
  NE: "<>",
  LE: "<=",
  LT: "<",
  GE: ">=",
  GT: ">",
};

/** As AWS lists them. */
export const COMPARISON_OPERATORS = [
  "IN",
  "NULL",
  "BETWEEN",
  "LT",
  "NOT_CONTAINS",
  "EQ",
  "GT",
  "NOT_NULL",
  "NE",
  "LE",
  "BEGINS_WITH",
  "GE",
  "CONTAINS",
];

/** Conditions on several attributes as one. @throws {AwsError} `ValidationException` */
export function bindConditions(
  conditions: Readonly<Record<string, LegacyCondition>>,
  operator: ConditionalOperator = "AND",
): Condition | undefined {
  return joined(
    Object.entries(conditions).map(([name, condition]) => bindCondition(name, condition)),
    operator,
  );
}

export function joined(
  conditions: readonly Condition[],
  operator: ConditionalOperator,
): Condition | undefined {
  const [first, ...rest] = conditions;
  const kind = operator === "AND" ? "and" : "or";
  return rest.reduce<Condition | undefined>((left, right) => left && { kind, left, right }, first);
}

/** @throws {AwsError} `ValidationException` */
export function bindCondition(name: string, condition: LegacyCondition): Condition {
  const values = requireOperands(condition);
  const operand = { kind: "path", path: [name] } as const;
  const [first, second] = values.map((value) => ({ kind: "value", value }) as const);
  const operator = condition.ComparisonOperator;
  if (first === undefined) return { kind: "exists", path: [name], expected: operator === "NOT_NULL" };
  const comparator = COMPARATORS[operator];
  if (comparator !== undefined) return { kind: "compare", comparator, left: operand, right: first };
  switch (operator) {
    case "BETWEEN":
      return { kind: "between", operand, lower: first, upper: second ?? first };
    case "BEGINS_WITH":
      return { kind: "beginsWith", operand, argument: first };
    case "CONTAINS":
      return { kind: "contains", operand, argument: first };
    case "NOT_CONTAINS":
      return { kind: "not", condition: { kind: "contains", operand, argument: first } };
    default:
      return { kind: "in", operand, members: values.map((value) => ({ kind: "value", value })) };
  }
}

/** @throws {AwsError} `ValidationException` */
export function bindKeyConditions(
  conditions: Readonly<Record<string, LegacyCondition>>,
): ReadonlyMap<string, KeyCondition> {
  const entries = Object.entries(conditions);
  if (entries.length !== 1 && entries.length !== 2) {
    throw validationError("Conditions can be of length 1 or 2 only");
  }
  return new Map(entries.map(([name, condition]) => [name, bindKeyCondition(condition)]));
}

function bindKeyCondition(condition: LegacyCondition): KeyCondition {
  const [first, second] = requireOperands(condition);
  const operator = condition.ComparisonOperator;
  const comparator = COMPARATORS[operator];
  if (first !== undefined && comparator !== undefined && comparator !== "<>") {
    return { kind: "compare", comparator, value: first };
  }
  if (first !== undefined && operator === "BEGINS_WITH") return { kind: "beginsWith", prefix: first };
  if (first !== undefined && second !== undefined && operator === "BETWEEN") {
    return { kind: "between", lower: first, upper: second };
  }
  throw validationError("Attempted conditional constraint is not an indexable operation");
}

/** The values of a condition, of the number and the types that its operator takes. @throws {AwsError} */
function requireOperands({
  ComparisonOperator: operator,
  AttributeValueList: wire = [],
}: LegacyCondition): readonly AttributeValue[] {
  const { min, max, types }: Operands = OPERANDS[operator];
  const values = wire.map((value) => normalizeValue(value));
  if (values.length < min || values.length > max) {
    throw invalidParameter(`Invalid number of argument(s) for the ${operator} ComparisonOperator`);
  }
  const [first, second] = values;
  if (first === undefined) return values;
  const type = typeOf(first);
  if (values.some((value) => typeOf(value) !== type)) {
    throw invalidParameter("AttributeValues inside AttributeValueList must be of same type");
  }
  if (types !== undefined && !types.includes(type)) {
    throw invalidParameter(`ComparisonOperator ${operator} is not valid for ${type} AttributeValue type`);
  }
  if (operator === "BETWEEN" && second !== undefined && (compareValues(first, second) ?? 0) > 0) {
    throw validationError(
      "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound",
    );
  }
  return values;
}
