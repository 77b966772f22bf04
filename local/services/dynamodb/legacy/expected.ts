import { invalidParameter } from "../errors.ts";
import type { Condition } from "../expressions/condition.ts";
import { normalizeValue } from "../validation/values.ts";
import { bindCondition, type ConditionalOperator, joined, type LegacyCondition } from "./conditions.ts";

/** What a legacy write expects of one attribute, as the wire has it. */
export interface ExpectedAttributeValue extends Partial<LegacyCondition> {
  readonly Value?: unknown;
  readonly Exists?: boolean;
}

/** @throws {AwsError} `ValidationException` */
export function bindExpected(
  expected: Readonly<Record<string, ExpectedAttributeValue>>,
  operator: ConditionalOperator = "AND",
): Condition | undefined {
  return joined(
    Object.entries(expected).map(([name, value]) => bindOne(name, value)),
    operator,
  );
}

function bindOne(name: string, expected: ExpectedAttributeValue): Condition {
  const { Value: value, Exists: exists, ComparisonOperator: operator, AttributeValueList: list } = expected;
  if (value !== undefined && list !== undefined) {
    throw invalidParameter(`Value and AttributeValueList cannot be used together for Attribute: ${name}`);
  }
  if (operator === undefined) return bindExistence(name, expected);
  if (exists !== undefined) {
    throw invalidParameter(`Exists and ComparisonOperator cannot be used together for Attribute: ${name}`);
  }
  if (operator !== "NULL" && operator !== "NOT_NULL" && value === undefined && list === undefined) {
    throw invalidParameter(
      `Value or AttributeValueList must be used with ComparisonOperator: ${operator} for Attribute: ${name}`,
    );
  }
  return bindCondition(name, {
    ComparisonOperator: operator,
    AttributeValueList: value === undefined ? (list ?? []) : [value],
  });
}

function bindExistence(
  name: string,
  { Value: value, Exists: exists, AttributeValueList: list }: ExpectedAttributeValue,
): Condition {
  if (list !== undefined) {
    throw invalidParameter(
      `AttributeValueList can only be used with a ComparisonOperator for Attribute: ${name}`,
    );
  }
  if (exists === false) {
    if (value === undefined) return { kind: "exists", path: [name], expected: false };
    throw invalidParameter(`Value cannot be used when Exists is false for Attribute: ${name}`);
  }
  if (value === undefined) {
    throw invalidParameter(
      `Value must be provided when Exists is ${exists ?? "null"} for Attribute: ${name}`,
    );
  }
  return {
    kind: "compare",
    comparator: "=",
    left: { kind: "path", path: [name] },
    right: { kind: "value", value: normalizeValue(value) },
  };
}
