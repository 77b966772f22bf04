import type { AttributeValue, ValueType } from "../engine/value.ts";
import type { Path } from "./placeholders.ts";
import type { Comparator } from "./syntax.ts";

/** An operand whose names and values are known. */
export type Operand =
  | { readonly kind: "path"; readonly path: Path }
  | { readonly kind: "value"; readonly value: AttributeValue }
  | { readonly kind: "size"; readonly operand: Operand };

/** A condition whose names, values and operand types are known and allowed. */
export type Condition =
  | { readonly kind: "and" | "or"; readonly left: Condition; readonly right: Condition }
  | { readonly kind: "not"; readonly condition: Condition }
  | {
      readonly kind: "compare";
      readonly comparator: Comparator;
      readonly left: Operand;
      readonly right: Operand;
    }
  | {
      readonly kind: "between";
      readonly operand: Operand;
      readonly lower: Operand;
      readonly upper: Operand;
    }
  | { readonly kind: "in"; readonly operand: Operand; readonly members: readonly Operand[] }
  | { readonly kind: "exists"; readonly path: Path; readonly expected: boolean }
  | { readonly kind: "type"; readonly operand: Operand; readonly type: ValueType }
  | { readonly kind: "beginsWith" | "contains"; readonly operand: Operand; readonly argument: Operand };

/** The paths a condition reads. */
export function conditionPaths(condition: Condition): Path[] {
  switch (condition.kind) {
    case "and":
    case "or":
      return [...conditionPaths(condition.left), ...conditionPaths(condition.right)];
    case "not":
      return conditionPaths(condition.condition);
    case "compare":
      return operandPaths(condition.left, condition.right);
    case "between":
      return operandPaths(condition.operand, condition.lower, condition.upper);
    case "in":
      return operandPaths(condition.operand, ...condition.members);
    case "exists":
      return [condition.path];
    case "type":
      return operandPaths(condition.operand);
    case "beginsWith":
    case "contains":
      return operandPaths(condition.operand, condition.argument);
  }
}

function operandPaths(...operands: readonly Operand[]): Path[] {
  return operands.flatMap((operand) => {
    if (operand.kind === "path") return [operand.path];
    return operand.kind === "size" ? operandPaths(operand.operand) : [];
  });
}
