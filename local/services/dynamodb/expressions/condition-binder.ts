import { compareValues } from "../engine/order.ts";
import { type AttributeValue, typeOf, VALUE_TYPES, type ValueType } from "../engine/value.ts";
import type { Condition, Operand } from "./condition.ts";
import { CONDITION_FUNCTIONS } from "./condition-parser.ts";
import { pathText, samePath } from "./paths.ts";
import { ExpressionError, type Placeholders } from "./placeholders.ts";
import type { CallSyntax, ConditionSyntax, OperandSyntax } from "./syntax.ts";

const ORDERED: readonly ValueType[] = ["S", "N", "B"];
const SIZED: readonly ValueType[] = ["S", "B", "SS", "NS", "BS", "M", "L"];

/**
 * Puts a request's names and values into a condition, and refuses operands that can never fit, before anything is
 * evaluated. @throws {ExpressionError}
 */
export function bindCondition(syntax: ConditionSyntax, placeholders: Placeholders): Condition {
  const operand = (node: OperandSyntax) => bindOperand(node, placeholders);
  switch (syntax.kind) {
    case "and":
    case "or":
      return {
        kind: syntax.kind,
        left: bindCondition(syntax.left, placeholders),
        right: bindCondition(syntax.right, placeholders),
      };
    case "not":
      return { kind: "not", condition: bindCondition(syntax.condition, placeholders) };
    case "compare": {
      const left = operand(syntax.left);
      const right = operand(syntax.right);
      requireDistinct(syntax.comparator, left, right);
      if (syntax.comparator !== "=" && syntax.comparator !== "<>") {
        for (const side of [left, right]) requireType(`operator: ${syntax.comparator}`, side, ORDERED);
      }
      return { kind: "compare", comparator: syntax.comparator, left, right };
    }
    case "between": {
      const bound = {
        kind: "between",
        operand: operand(syntax.operand),
        lower: operand(syntax.lower),
        upper: operand(syntax.upper),
      } as const;
      for (const part of [bound.operand, bound.lower, bound.upper])
        requireType("operator: BETWEEN", part, ORDERED);
      requireRange(bound.lower, bound.upper);
      return bound;
    }
    case "in":
      return { kind: "in", operand: operand(syntax.operand), members: syntax.members.map(operand) };
    case "call":
      return bindCall(syntax, placeholders);
  }
}

function bindOperand(syntax: OperandSyntax, placeholders: Placeholders): Operand {
  if (syntax.kind === "path") return { kind: "path", path: placeholders.path(syntax) };
  if (syntax.kind === "value") return { kind: "value", value: placeholders.value(syntax.placeholder) };
  const [operand] = bindArguments(syntax, placeholders) as [Operand];
  requireType("operator or function: size", operand, SIZED);
  return { kind: "size", operand };
}

function bindArguments(call: CallSyntax, placeholders: Placeholders): Operand[] {
  const operands = call.args.map((argument) => bindOperand(argument, placeholders));
  if (operands.length !== CONDITION_FUNCTIONS[call.name]) {
    throw new ExpressionError(
      "Incorrect number of operands for operator or function; " +
        `operator or function: ${call.name}, number of operands: ${operands.length}`,
    );
  }
  return operands;
}

function bindCall(call: CallSyntax, placeholders: Placeholders): Condition {
  const [operand, argument] = bindArguments(call, placeholders) as [Operand, Operand];
  switch (call.name) {
    case "attribute_exists":
    case "attribute_not_exists":
      if (operand.kind !== "path") {
        throw new ExpressionError(
          `Operator or function requires a document path; operator or function: ${call.name}`,
        );
      }
      return { kind: "exists", path: operand.path, expected: call.name === "attribute_exists" };
    case "attribute_type":
      return { kind: "type", operand, type: requireTypeName(argument) };
    case "begins_with":
      requireDistinct(call.name, operand, argument);
      for (const side of [operand, argument])
        requireType(`operator or function: ${call.name}`, side, ["S", "B"]);
      return { kind: "beginsWith", operand, argument };
    default:
      requireDistinct(call.name, operand, argument);
      return { kind: "contains", operand, argument };
  }
}

/** The type an operand has whatever the item, or undefined where only the item tells. */
function knownType(operand: Operand): ValueType | undefined {
  if (operand.kind === "value") return typeOf(operand.value);
  return operand.kind === "size" ? "N" : undefined;
}

function requireType(operator: string, operand: Operand, allowed: readonly ValueType[]): void {
  const type = knownType(operand);
  if (type !== undefined && !allowed.includes(type)) throw wrongType(operator, type);
}

function wrongType(operator: string, type: string): ExpressionError {
  return new ExpressionError(
    `Incorrect operand type for operator or function; ${operator}, operand type: ${type}`,
  );
}

function requireTypeName(argument: Operand): ValueType {
  const name = argument.kind === "value" ? argument.value.S : undefined;
  if (name === undefined) {
    const type = knownType(argument) ?? "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}";
    throw wrongType("operator or function: attribute_type", type);
  }
  const type = VALUE_TYPES.find((candidate) => candidate === name);
  if (type === undefined) {
    throw new ExpressionError(
      `Invalid attribute type name found; type: ${name}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
    );
  }
  return type;
}

function requireDistinct(operator: string, left: Operand, right: Operand): void {
  if (left.kind !== "path" || right.kind !== "path" || !samePath(left.path, right.path)) return;
  throw new ExpressionError(
    "The first operand must be distinct from the remaining operands for this operator or function; " +
      `operator: ${operator}, first operand: ${pathText(left.path)}`,
  );
}

function requireRange(lower: Operand, upper: Operand): void {
  if (lower.kind !== "value" || upper.kind !== "value") return;
  const order = compareValues(lower.value, upper.value);
  if (order !== undefined && order <= 0) return;
  const need =
    order === undefined
      ? "same data type for lower and upper bounds"
      : "upper bound to be greater than or equal to lower bound";
  throw new ExpressionError(
    `The BETWEEN operator requires ${need}; lower bound operand: AttributeValue: ${literal(lower.value)}, ` +
      `upper bound operand: AttributeValue: ${literal(upper.value)}`,
  );
}

function literal(value: AttributeValue): string {
  const type = typeOf(value);
  return `{${type}:${String(value[type])}}`;
}
