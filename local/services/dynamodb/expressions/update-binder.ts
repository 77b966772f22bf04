import { typeOf, type ValueType } from "../engine/value.ts";
import { requireDistinctPaths } from "./paths.ts";
import { ExpressionError, type Path, type Placeholders } from "./placeholders.ts";
import type { CallSyntax, OperandSyntax, SumSyntax, UpdateActionSyntax } from "./syntax.ts";
import type { UpdateAction, UpdateOperand } from "./update.ts";
import { UPDATE_FUNCTIONS } from "./update-parser.ts";

const TYPE_WORDS: Readonly<Record<ValueType, string>> = {
  S: "STRING",
  N: "NUMBER",
  B: "BINARY",
  SS: "STRING_SET",
  NS: "NUMBER_SET",
  BS: "BINARY_SET",
  M: "MAP",
  L: "LIST",
  NULL: "NULL",
  BOOL: "BOOLEAN",
};
const SETS: readonly ValueType[] = ["SS", "NS", "BS"];

/**
 * Puts a request's names and values into an update, and refuses undefined placeholders, overlapping paths and operands
 * that can never fit, in that order. @throws {ExpressionError}
 */
export function bindUpdate(
  syntax: readonly UpdateActionSyntax[],
  placeholders: Placeholders,
): readonly UpdateAction[] {
  const paths = syntax.map(({ path }) => placeholders.path(path));
  const actions = syntax.map((action, index) => bindAction(action, paths[index] as Path, placeholders));
  requireDistinctPaths(paths);
  for (const action of actions) {
    if (action.action === "SET") requireOperands(action.value);
    if (action.action === "ADD" || action.action === "DELETE") {
      const type = typeOf(action.value);
      if (!SETS.includes(type) && !(action.action === "ADD" && type === "N")) {
        throw new ExpressionError(
          "Incorrect operand type for operator or function; " +
            `operator: ${action.action}, operand type: ${TYPE_WORDS[type]}`,
        );
      }
    }
  }
  return actions;
}

function bindAction(syntax: UpdateActionSyntax, path: Path, placeholders: Placeholders): UpdateAction {
  switch (syntax.action) {
    case "SET":
      return { action: "SET", path, value: bindOperand(syntax.value, placeholders) };
    case "REMOVE":
      return { action: "REMOVE", path };
    default:
      return { action: syntax.action, path, value: placeholders.value(syntax.value.placeholder) };
  }
}

function bindOperand(syntax: OperandSyntax | SumSyntax, placeholders: Placeholders): UpdateOperand {
  switch (syntax.kind) {
    case "path":
      return { kind: "path", path: placeholders.path(syntax) };
    case "value":
      return { kind: "value", value: placeholders.value(syntax.placeholder) };
    case "sum":
      return {
        kind: "sum",
        subtract: syntax.operator === "-",
        left: bindOperand(syntax.left, placeholders),
        right: bindOperand(syntax.right, placeholders),
      };
    case "call":
      return bindCall(syntax, placeholders);
  }
}

function bindCall(call: CallSyntax, placeholders: Placeholders): UpdateOperand {
  const args = call.args.map((argument) => bindOperand(argument, placeholders));
  if (args.length !== UPDATE_FUNCTIONS[call.name]) {
    throw new ExpressionError(
      "Incorrect number of operands for operator or function; " +
        `operator or function: ${call.name}, number of operands: ${args.length}`,
    );
  }
  const [left, right] = args as [UpdateOperand, UpdateOperand];
  if (call.name === "list_append") return { kind: "append", left, right };
  if (left.kind !== "path") {
    throw new ExpressionError(
      `Operator or function requires a document path; operator or function: ${call.name}`,
    );
  }
  return { kind: "ifNotExists", path: left.path, otherwise: right };
}

function requireOperands(operand: UpdateOperand): void {
  if (operand.kind === "ifNotExists") requireOperands(operand.otherwise);
  if (operand.kind !== "sum" && operand.kind !== "append") return;
  const operator = operand.kind === "append" ? "list_append" : operand.subtract ? "-" : "+";
  const needed: ValueType = operand.kind === "append" ? "L" : "N";
  for (const side of [operand.left, operand.right]) {
    requireOperands(side);
    const type = knownType(side);
    if (type !== undefined && type !== needed) {
      throw new ExpressionError(
        `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`,
      );
    }
  }
}

function knownType(operand: UpdateOperand): ValueType | undefined {
  if (operand.kind === "value") return typeOf(operand.value);
  if (operand.kind === "append") return "L";
  return operand.kind === "sum" ? "N" : undefined;
}
