import type { Principal } from "../../../core/access.ts";
import { AwsError, validationError } from "../../../core/errors.ts";
import { type Entry, lowerBound } from "../engine/collection.ts";
import { sortable } from "../engine/order.ts";
import { type KeyAttribute, type KeySchema, keyAttributes } from "../engine/schema.ts";
import { type AttributeValue, scalarOf } from "../engine/value.ts";
import { invalidParameter } from "../errors.ts";
import { conditionPaths } from "../expressions/condition.ts";
import { beginsWith, compares } from "../expressions/condition-evaluator.ts";
import type { Expressions } from "../expressions/expressions.ts";
import type { KeyCondition } from "../expressions/key-condition.ts";
import { requireExpressions } from "../validation/expression-input.ts";
import { requireKeyValue, requireScalarKeys } from "../validation/keys.ts";
import type { DataPlane } from "./data-plane.ts";
import { readPage, requireSelect } from "./page.ts";
import { type ReadSource, requireSource, requireStart, type StartKey, viewOf } from "./read-source.ts";
import { requireReadCapacity } from "./throttling.ts";
import type { QueryInput } from "./types.ts";

/** Sorts behind every tie of entries with equal sort keys, and behind every string that begins like the one before it. */
const LAST = "\uffff";

export function query(plane: DataPlane, principal: Principal, input: QueryInput): object {
  if (input.Limit !== undefined && input.Limit < 1) {
    throw new AwsError(
      "ValidationException",
      "1 validation error detected: Value at 'Limit' failed to satisfy constraint: " +
        "Member must have value greater than or equal to 1",
    );
  }
  const expressions = requireExpressions({ ...input }, [
    "ProjectionExpression",
    "FilterExpression",
    "KeyConditionExpression",
  ]);
  if (expressions.keyConditions === undefined) {
    throw validationError(
      "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
    );
  }
  const source = requireSource(plane, input);
  const conditions = requireKeyConditions(source.key, expressions.keyConditions);
  requirePaths(source, expressions, input.QueryFilter === undefined ? "Filter Expression" : "QueryFilter");
  const select = requireSelect(source, input, expressions);
  const start = requireStart(source, input.ExclusiveStartKey, "Query");
  if (start !== undefined) requireStartWithin(start, conditions);
  plane.encryption.requireAccess(principal, source.table);
  requireReadCapacity(plane, source.table, source.index?.schema);
  const partition = viewOf(plane, source, input.ConsistentRead).partition(scalarOf(conditions.hash));
  const entries = walk(partition, conditions.range, start, input.ScanIndexForward ?? true);
  return readPage(source, input, expressions, select, entries);
}

interface KeyConditions {
  readonly hash: AttributeValue;
  readonly range: KeyCondition | undefined;
}

/** @throws {AwsError} `ValidationException` for conditions that are not those of a query. */
export function requireKeyConditions(
  key: KeySchema,
  conditions: ReadonlyMap<string, KeyCondition>,
): KeyConditions {
  if (key.range === undefined && conditions.size > 1)
    throw validationError("Query key condition not supported");
  for (const attribute of keyAttributes(key)) {
    const condition = conditions.get(attribute.name);
    if (condition === undefined) {
      if (attribute === key.hash || conditions.size > 1) {
        throw validationError(`Query condition missed key schema element: ${attribute.name}`);
      }
      continue;
    }
    for (const value of operands(condition)) requireOperand(attribute, value, attribute === key.hash);
  }
  const hash = conditions.get(key.hash.name);
  if (hash?.kind !== "compare" || hash.comparator !== "=")
    throw validationError("Query key condition not supported");
  return { hash: hash.value, range: key.range && conditions.get(key.range.name) };
}

function requireOperand(attribute: KeyAttribute, value: AttributeValue, isHash: boolean): void {
  if (value[attribute.type] === undefined) {
    throw invalidParameter("Condition parameter type does not match schema type");
  }
  requireKeyValue(attribute, value, isHash);
}

function operands(condition: KeyCondition): readonly AttributeValue[] {
  if (condition.kind === "compare") return [condition.value];
  return condition.kind === "between" ? [condition.lower, condition.upper] : [condition.prefix];
}

function requirePaths(
  { table, key }: ReadSource,
  { filter, projection }: Expressions,
  filterMember: string,
): void {
  const filterPaths = filter === undefined ? [] : conditionPaths(filter);
  const filtered = new Set(filterPaths.map(([root]) => root));
  for (const { name } of keyAttributes(key)) {
    if (!filtered.has(name)) continue;
    throw validationError(
      `${filterMember} can only contain non-primary key attributes: Primary key attribute: ${name}`,
    );
  }
  requireScalarKeys(table, [...(projection ?? []), ...filterPaths]);
}

function requireStartWithin(start: StartKey, { hash, range }: KeyConditions): void {
  if (range !== undefined && start.range !== undefined && !meets(start.range, range)) {
    throw validationError("The provided starting key does not match the range key predicate");
  }
  if (start.position.hash !== scalarOf(hash)) {
    throw validationError(
      "The provided starting key is outside query boundaries based on provided conditions",
    );
  }
}

function meets(value: AttributeValue, condition: KeyCondition): boolean {
  switch (condition.kind) {
    case "compare":
      return compares(condition.comparator, value, condition.value);
    case "between":
      return compares(">=", value, condition.lower) && compares("<=", value, condition.upper);
    case "beginsWith":
      return beginsWith(value, condition.prefix);
  }
}

/** The entries of a partition that meet the condition on the sort key, from behind `start`, in the order asked for. */
export function* walk(
  entries: readonly Entry[],
  condition: KeyCondition | undefined,
  start: StartKey | undefined,
  forward: boolean,
): Generator<Entry> {
  let [low, high] = condition === undefined ? [0, entries.length] : bounds(entries, condition);
  if (start !== undefined) {
    const { range, tie } = start.position;
    const index = lowerBound(entries, range, tie);
    const found = entries[index];
    const after = found?.range === range && found.tie === tie ? index + 1 : index;
    if (forward) low = Math.max(low, after);
    else high = Math.min(high, index);
  }
  if (forward) for (let index = low; index < high; index++) yield entries[index] as Entry;
  else for (let index = high - 1; index >= low; index--) yield entries[index] as Entry;
}

function bounds(entries: readonly Entry[], condition: KeyCondition): [number, number] {
  const before = (value: AttributeValue) => lowerBound(entries, sortable(value), "");
  const behind = (value: AttributeValue) => lowerBound(entries, sortable(value), LAST);
  switch (condition.kind) {
    case "between":
      return [before(condition.lower), behind(condition.upper)];
    case "beginsWith":
      return [before(condition.prefix), lowerBound(entries, sortable(condition.prefix) + LAST, "")];
    case "compare":
      switch (condition.comparator) {
        case "=":
          return [before(condition.value), behind(condition.value)];
        case "<":
          return [0, before(condition.value)];
        case "<=":
          return [0, behind(condition.value)];
        case ">":
          return [behind(condition.value), entries.length];
        case ">=":
          return [before(condition.value), entries.length];
      }
  }
}
