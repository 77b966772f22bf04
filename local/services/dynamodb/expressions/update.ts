import type { AttributeValue } from "../engine/value.ts";
import type { Path } from "./placeholders.ts";

/** The right side of a SET action, with names and values known. */
export type UpdateOperand =
  | { readonly kind: "path"; readonly path: Path }
  | { readonly kind: "value"; readonly value: AttributeValue }
  | { readonly kind: "ifNotExists"; readonly path: Path; readonly otherwise: UpdateOperand }
  | { readonly kind: "append"; readonly left: UpdateOperand; readonly right: UpdateOperand }
  | {
      readonly kind: "sum";
      readonly subtract: boolean;
      readonly left: UpdateOperand;
      readonly right: UpdateOperand;
    };

export type UpdateAction =
  | { readonly action: "SET"; readonly path: Path; readonly value: UpdateOperand }
  | { readonly action: "REMOVE"; readonly path: Path }
  | { readonly action: "ADD" | "DELETE"; readonly path: Path; readonly value: AttributeValue };

/** The paths an update reads on its right sides. */
export function readPaths(action: UpdateAction): Path[] {
  return action.action === "SET" ? operandPaths(action.value) : [];
}

function operandPaths(operand: UpdateOperand): Path[] {
  switch (operand.kind) {
    case "path":
      return [operand.path];
    case "value":
      return [];
    case "ifNotExists":
      return [operand.path, ...operandPaths(operand.otherwise)];
    case "append":
    case "sum":
      return [...operandPaths(operand.left), ...operandPaths(operand.right)];
  }
}
