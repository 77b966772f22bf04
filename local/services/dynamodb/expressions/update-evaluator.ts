import { validationError } from "../../../core/errors.ts";
import { addNumbers } from "../engine/decimal.ts";
import { type AttributeValue, type Item, type MutableItem, newItem, typeOf } from "../engine/value.ts";
import { valueAt } from "./paths.ts";
import type { Path } from "./placeholders.ts";
import type { UpdateAction, UpdateOperand } from "./update.ts";

const WRONG_TYPE = "An operand in the update expression has an incorrect data type";

/** A place in a list that an update writes behind its end or removes; lists keep their indexes until all is done. */
interface ListEdits {
  readonly appended: { readonly index: number; readonly value: AttributeValue }[];
  readonly removed: Set<number>;
}

interface MutableNode {
  M?: Record<string, AttributeValue>;
  L?: AttributeValue[];
}

/**
 * The item an update makes of `item`, which stays as it is. Right sides are evaluated against the item before the
 * update. What SET writes behind a list's end is appended in the order of the indexes.
 * @throws {AwsError} `ValidationException` for paths and operands that do not fit the item.
 * @throws {NumberError} for a sum that is no number of DynamoDB's.
 */
export function applyUpdate(item: Item, actions: readonly UpdateAction[]): Item {
  const values = actions.map((action) => newValue(action, item));
  const updated: MutableItem = newItem();
  for (const name in item) updated[name] = item[name] as AttributeValue;
  const copied = new Set<string>();
  const edits = new Map<AttributeValue[], ListEdits>();
  for (const [index, { path }] of actions.entries()) {
    const root = path[0] as string;
    if (path.length > 1 && !copied.has(root)) {
      copied.add(root);
      const value = updated[root];
      if (value !== undefined) updated[root] = copyContainers(value);
    }
    write(updated, path, values[index], edits);
  }
  for (const [list, edit] of edits) finishList(list, edit);
  return updated;
}

/** What an action leaves at its path; undefined for nothing. */
function newValue(action: UpdateAction, item: Item): AttributeValue | undefined {
  switch (action.action) {
    case "SET":
      return evaluate(action.value, item);
    case "REMOVE":
      return undefined;
    case "ADD":
      return sum(valueAt(item, action.path), action.value);
    case "DELETE":
      return difference(valueAt(item, action.path), action.value);
  }
}

function evaluate(operand: UpdateOperand, item: Item): AttributeValue {
  switch (operand.kind) {
    case "value":
      return operand.value;
    case "path": {
      const value = valueAt(item, operand.path);
      if (value !== undefined) return value;
      throw validationError("The provided expression refers to an attribute that does not exist in the item");
    }
    case "ifNotExists":
      return valueAt(item, operand.path) ?? evaluate(operand.otherwise, item);
    case "append": {
      const left = evaluate(operand.left, item).L;
      const right = evaluate(operand.right, item).L;
      if (left === undefined || right === undefined) throw validationError(WRONG_TYPE);
      return { L: [...left, ...right] };
    }
    case "sum": {
      const left = evaluate(operand.left, item).N;
      const right = evaluate(operand.right, item).N;
      if (left === undefined || right === undefined) throw validationError(WRONG_TYPE);
      return { N: addNumbers(left, right, operand.subtract) };
    }
  }
}

function sum(old: AttributeValue | undefined, added: AttributeValue): AttributeValue {
  if (old === undefined) return added;
  if (old.N !== undefined && added.N !== undefined) return { N: addNumbers(old.N, added.N) };
  return withMembers(old, added, (members, others) => [
    ...new Set([...members, ...others]),
  ]) as AttributeValue;
}

function difference(old: AttributeValue | undefined, removed: AttributeValue): AttributeValue | undefined {
  if (old === undefined) return undefined;
  return withMembers(old, removed, (members, others) => members.filter((member) => !others.includes(member)));
}

function withMembers(
  old: AttributeValue,
  operand: AttributeValue,
  combine: (members: readonly string[], others: readonly string[]) => readonly string[],
): AttributeValue | undefined {
  const type = typeOf(operand);
  if (type !== "SS" && type !== "NS" && type !== "BS") throw validationError(WRONG_TYPE);
  const members = old[type];
  if (members === undefined) throw validationError(WRONG_TYPE);
  const combined = combine(members, operand[type] ?? []);
  return combined.length === 0 ? undefined : { [type]: combined };
}

function write(
  item: MutableItem,
  path: Path,
  value: AttributeValue | undefined,
  edits: Map<AttributeValue[], ListEdits>,
): void {
  const last = path[path.length - 1] as string | number;
  const parent: MutableNode | undefined =
    path.length === 1 ? { M: item } : (valueAt(item, path.slice(0, -1)) as MutableNode | undefined);
  if (typeof last === "string" && parent?.M !== undefined) {
    if (value === undefined) delete parent.M[last];
    else parent.M[last] = value;
  } else if (typeof last === "number" && parent?.L !== undefined) {
    writeListElement(parent.L, last, value, edits);
  } else {
    throw validationError("The document path provided in the update expression is invalid for update");
  }
}

function writeListElement(
  list: AttributeValue[],
  index: number,
  value: AttributeValue | undefined,
  edits: Map<AttributeValue[], ListEdits>,
): void {
  if (value !== undefined && index < list.length) {
    list[index] = value;
    return;
  }
  const edit = edits.get(list) ?? { appended: [], removed: new Set() };
  edits.set(list, edit);
  if (value === undefined) edit.removed.add(index);
  else edit.appended.push({ index, value });
}

function finishList(list: AttributeValue[], { appended, removed }: ListEdits): void {
  const kept = list.filter((_, index) => !removed.has(index));
  appended.sort((a, b) => a.index - b.index);
  list.splice(0, list.length, ...kept, ...appended.map(({ value }) => value));
}

/** Copies maps and lists, which an update may write into; scalars and sets are replaced whole. */
function copyContainers(value: AttributeValue): AttributeValue {
  if (value.L !== undefined) return { L: value.L.map(copyContainers) };
  if (value.M === undefined) return value;
  const copy = newItem();
  for (const name in value.M) copy[name] = copyContainers(value.M[name] as AttributeValue);
  return { M: copy };
}
