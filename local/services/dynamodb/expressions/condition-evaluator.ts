import { compareValues, equalValues } from "../engine/order.ts";
import { base64Size } from "../engine/size.ts";
import type { AttributeValue, Item } from "../engine/value.ts";
import type { Condition, Operand } from "./condition.ts";
import { valueAt } from "./paths.ts";
import type { Comparator } from "./syntax.ts";

/**
 * Whether a condition holds for an item; an empty item stands for none. A comparison with what does not exist, or
 * between types that have no order, is false, except that `<>` holds wherever `=` does not.
 */
export function holds(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case "and":
      return holds(condition.left, item) && holds(condition.right, item);
    case "or":
      return holds(condition.left, item) || holds(condition.right, item);
    case "not":
      return !holds(condition.condition, item);
    case "compare":
      return compares(condition.comparator, resolve(condition.left, item), resolve(condition.right, item));
    case "between": {
      const value = resolve(condition.operand, item);
      return (
        compares(">=", value, resolve(condition.lower, item)) &&
        compares("<=", value, resolve(condition.upper, item))
      );
    }
    case "in": {
      const value = resolve(condition.operand, item);
      return condition.members.some((member) => compares("=", value, resolve(member, item)));
    }
    case "exists":
      return (valueAt(item, condition.path) !== undefined) === condition.expected;
    case "type":
      return resolve(condition.operand, item)?.[condition.type] !== undefined;
    case "beginsWith":
      return beginsWith(resolve(condition.operand, item), resolve(condition.argument, item));
    case "contains":
      return contains(resolve(condition.operand, item), resolve(condition.argument, item));
  }
}

export function compares(
  comparator: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  if (comparator === "<>") return !compares("=", left, right);
  if (left === undefined || right === undefined) return false;
  if (comparator === "=") return equalValues(left, right);
  const order = compareValues(left, right);
  if (order === undefined) return false;
  switch (comparator) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
}

export function beginsWith(value: AttributeValue | undefined, prefix: AttributeValue | undefined): boolean {
  if (value?.S !== undefined && prefix?.S !== undefined) return value.S.startsWith(prefix.S);
  if (value?.B === undefined || prefix?.B === undefined) return false;
  const start = Buffer.from(prefix.B, "base64");
  return Buffer.from(value.B, "base64").subarray(0, start.length).equals(start);
}

function contains(value: AttributeValue | undefined, part: AttributeValue | undefined): boolean {
  if (value === undefined || part === undefined) return false;
  if (value.L !== undefined) return value.L.some((member) => equalValues(member, part));
  if (part.S !== undefined) return value.S?.includes(part.S) ?? value.SS?.includes(part.S) ?? false;
  if (part.N !== undefined) return value.NS?.includes(part.N) ?? false;
  if (part.B === undefined) return false;
  if (value.B !== undefined) return Buffer.from(value.B, "base64").includes(Buffer.from(part.B, "base64"));
  return value.BS?.includes(part.B) ?? false;
}

function resolve(operand: Operand, item: Item): AttributeValue | undefined {
  if (operand.kind === "path") return valueAt(item, operand.path);
  if (operand.kind === "value") return operand.value;
  const size = sizeOf(resolve(operand.operand, item));
  return size === undefined ? undefined : { N: String(size) };
}

/** `size()`: bytes of a binary, UTF-16 code units of a string, members of everything else that has any. */
function sizeOf(value: AttributeValue | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (value.S !== undefined) return value.S.length;
  if (value.B !== undefined) return base64Size(value.B);
  if (value.M !== undefined) return Object.keys(value.M).length;
  return (value.L ?? value.SS ?? value.NS ?? value.BS)?.length;
}
