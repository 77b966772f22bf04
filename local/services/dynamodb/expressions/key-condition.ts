import { validationError } from "../../../core/errors.ts";
import type { AttributeValue } from "../engine/value.ts";
import type { Condition, Operand } from "./condition.ts";
import type { Comparator } from "./syntax.ts";

/** What a query asks of one key attribute. */
export type KeyCondition =
  | {
      readonly kind: "compare";
      readonly comparator: Exclude<Comparator, "<>">;
      readonly value: AttributeValue;
    }
  | { readonly kind: "between"; readonly lower: AttributeValue; readonly upper: AttributeValue }
  | { readonly kind: "beginsWith"; readonly prefix: AttributeValue };

const MIRRORED: Readonly<Record<Exclude<Comparator, "<>">, Exclude<Comparator, "<>">>> = {
  "=": "=",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

/** The conditions of a key condition expression by attribute. @throws {AwsError} `ValidationException` */
export function keyConditions(condition: Condition): ReadonlyMap<string, KeyCondition> {
  const conditions = new Map<string, KeyCondition>();
  collect(condition, conditions);
  if (conditions.size > 2) throw validationError("Conditions can be of length 1 or 2 only");
  return conditions;
}

function collect(condition: Condition, conditions: Map<string, KeyCondition>): void {
  if (condition.kind === "and") {
    collect(condition.left, conditions);
    collect(condition.right, conditions);
    return;
  }
  const [name, keyCondition] = requireKeyCondition(condition);
  if (conditions.has(name)) {
    throw validationError("KeyConditionExpressions must only contain one condition per key");
  }
  conditions.set(name, keyCondition);
}

function requireKeyCondition(condition: Exclude<Condition, { kind: "and" }>): [string, KeyCondition] {
  switch (condition.kind) {
    case "compare": {
      if (condition.comparator === "<>") throw invalidOperator("<>");
      const [name, value, mirrored] = attributeAndValue(condition.left, condition.right);
      const comparator = mirrored ? MIRRORED[condition.comparator] : condition.comparator;
      return [name, { kind: "compare", comparator, value }];
    }
    case "between": {
      const lower = constant(condition.lower);
      const upper = constant(condition.upper);
      return [firstOperand(condition.operand, "BETWEEN"), { kind: "between", lower, upper }];
    }
    case "beginsWith": {
      const prefix = constant(condition.argument);
      return [firstOperand(condition.operand, "begins_with"), { kind: "beginsWith", prefix }];
    }
    case "exists":
      throw invalidOperator(condition.expected ? "attribute_exists" : "attribute_not_exists");
    case "type":
      throw invalidOperator("attribute_type");
    case "contains":
      throw invalidOperator("contains");
    default:
      throw invalidOperator(condition.kind.toUpperCase());
  }
}

function attributeAndValue(left: Operand, right: Operand): [string, AttributeValue, boolean] {
  const name = attributeName(left);
  if (name !== undefined) {
    if (attributeName(right) !== undefined) {
      throw invalidCondition("Multiple attribute names used in one condition");
    }
    return [name, constant(right), false];
  }
  const other = attributeName(right);
  if (other === undefined) throw invalidCondition("No key attribute specified");
  return [other, constant(left), true];
}

function firstOperand(operand: Operand, operator: string): string {
  const name = attributeName(operand);
  if (name !== undefined) return name;
  throw invalidCondition(`${operator} operator must have the key attribute as its first operand`);
}

function attributeName(operand: Operand): string | undefined {
  if (operand.kind === "size") {
    throw validationError("KeyConditionExpressions cannot contain nested operations");
  }
  if (operand.kind === "value") return undefined;
  if (operand.path.length > 1) {
    throw validationError("KeyConditionExpressions cannot have conditions on nested attributes");
  }
  return operand.path[0] as string;
}

function constant(operand: Operand): AttributeValue {
  if (operand.kind === "value") return operand.value;
  attributeName(operand);
  throw invalidCondition("Multiple attribute names used in one condition");
}

function invalidOperator(operator: string): Error {
  return validationError(`Invalid operator used in KeyConditionExpression: ${operator}`);
}

function invalidCondition(complaint: string): Error {
  return validationError(`Invalid condition in KeyConditionExpression: ${complaint}`);
}
