import { validationError } from "../../../core/errors.ts";
import { type KeySchema, keyAttributes } from "../engine/schema.ts";
import { type AttributeValue, type MutableItem, newItem } from "../engine/value.ts";
import type { Condition, Operand } from "../expressions/condition.ts";
import type { KeyCondition } from "../expressions/key-condition.ts";

/** How a WHERE clause finds items: by partition keys and at most one condition on the sort key, then by a filter. */
export interface KeyLookup {
  /** The partition keys it names; undefined where it does not, and everything has to be read. */
  readonly hashes: readonly AttributeValue[] | undefined;
  readonly range: KeyCondition | undefined;
  readonly filter: Condition | undefined;
}

export function keyLookup(where: Condition | undefined, key: KeySchema): KeyLookup {
  const rest = [...conjuncts(where)];
  const hashes = taken(rest, (condition) => hashValues(condition, key.hash.name));
  const { range: rangeKey } = key;
  const range =
    hashes === undefined || rangeKey === undefined
      ? undefined
      : taken(rest, (condition) => rangeCondition(condition, rangeKey.name));
  return { hashes, range, filter: together(rest) };
}

/** The one item that a WHERE clause names, and what else it says of it. */
export interface ItemLookup {
  readonly key: Readonly<Record<string, AttributeValue>>;
  readonly condition: Condition | undefined;
}

/** @throws {AwsError} `ValidationException` where the clause does not give each key attribute one value. */
export function itemLookup(where: Condition | undefined, schema: KeySchema): ItemLookup {
  const rest = [...conjuncts(where)];
  const key: MutableItem = newItem();
  for (const { name } of keyAttributes(schema)) {
    const value = taken(rest, (condition) => equalTo(condition, name));
    if (value === undefined) {
      throw validationError("Where clause does not contain a mandatory equality on all key attributes");
    }
    key[name] = value;
  }
  return { key, condition: together(rest) };
}

export function together(conditions: readonly Condition[]): Condition | undefined {
  const [first, ...rest] = conditions;
  return rest.reduce<Condition | undefined>((left, right) => left && { kind: "and", left, right }, first);
}

function conjuncts(condition: Condition | undefined): readonly Condition[] {
  if (condition === undefined) return [];
  if (condition.kind !== "and") return [condition];
  return [...conjuncts(condition.left), ...conjuncts(condition.right)];
}

/** What the first condition that fits gives, and takes that condition out. */
function taken<T>(conditions: Condition[], read: (condition: Condition) => T | undefined): T | undefined {
  for (const [index, condition] of conditions.entries()) {
    const value = read(condition);
    if (value === undefined) continue;
    conditions.splice(index, 1);
    return value;
  }
  return undefined;
}

function hashValues(condition: Condition, name: string): readonly AttributeValue[] | undefined {
  const value = equalTo(condition, name);
  if (value !== undefined) return [value];
  if (condition.kind !== "in" || !isAttribute(condition.operand, name)) return undefined;
  const values = condition.members.flatMap((member) => (member.kind === "value" ? [member.value] : []));
  return values.length === condition.members.length ? values : undefined;
}

function equalTo(condition: Condition, name: string): AttributeValue | undefined {
  if (condition.kind !== "compare" || condition.comparator !== "=") return undefined;
  const { left, right } = condition;
  if (isAttribute(left, name) && right.kind === "value") return right.value;
  return isAttribute(right, name) && left.kind === "value" ? left.value : undefined;
}

function rangeCondition(condition: Condition, name: string): KeyCondition | undefined {
  switch (condition.kind) {
    case "compare": {
      const { comparator, left, right } = condition;
      if (comparator === "<>" || !isAttribute(left, name) || right.kind !== "value") return undefined;
      return { kind: "compare", comparator, value: right.value };
    }
    case "between": {
      const { operand, lower, upper } = condition;
      if (!isAttribute(operand, name) || lower.kind !== "value" || upper.kind !== "value") return undefined;
      return { kind: "between", lower: lower.value, upper: upper.value };
    }
    case "beginsWith": {
      const { operand, argument } = condition;
      if (!isAttribute(operand, name) || argument.kind !== "value") return undefined;
      return { kind: "beginsWith", prefix: argument.value };
    }
    default:
      return undefined;
  }
}

function isAttribute(operand: Operand, name: string): boolean {
  return operand.kind === "path" && operand.path.length === 1 && operand.path[0] === name;
}
