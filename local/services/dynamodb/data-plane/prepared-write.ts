import { validationError } from "../../../core/errors.ts";
import type { Stored } from "../engine/collection.ts";
import type { PrimaryKey, Table } from "../engine/table.ts";
import { type Item, newItem } from "../engine/value.ts";
import { conditionalCheckFailed, duplicateItem } from "../errors.ts";
import { type Condition, conditionPaths } from "../expressions/condition.ts";
import { holds } from "../expressions/condition-evaluator.ts";
import type { Expressions } from "../expressions/expressions.ts";
import { readPaths } from "../expressions/update.ts";
import { applyUpdate } from "../expressions/update-evaluator.ts";
import { requireExpressions } from "../validation/expression-input.ts";
import {
  requireItemKeys,
  requireKey,
  requirePathsOutsideKeys,
  requireScalarKeys,
  requireUpdatedIndexKeys,
} from "../validation/keys.ts";
import { normalizeItem, withNumberErrors } from "../validation/values.ts";
import type { KeyedInput, PutInput, UpdateInput, WireItem } from "./types.ts";

const MAX_ITEM_BYTES = 400 * 1024;

/** One write of one item, found to be right as far as that can be told without the item that is there. */
export interface PreparedWrite {
  readonly table: Table;
  readonly key: PrimaryKey;
  readonly condition?: Condition | undefined;
  readonly expressions: Expressions;
  /** Whether the caller wants the item that failed the condition. */
  readonly returnOnFailure: boolean;
  /** Whether the condition is that there is no such item, as PartiQL's INSERT has it, which fails in a way of its own. */
  readonly isInsert?: boolean;
  /** What the write leaves; undefined for nothing. @throws {AwsError} `ValidationException` */
  readonly apply: (before: Stored | undefined) => Stored | undefined;
}

/**
 * The parts of a write that don't depend on the table's schema come first, as AWS checks them: `prepare…` parses, and
 * what it returns checks the keys. So a transaction can tell a bad request from a bad action.
 */
export type Preparation = (table: Table) => PreparedWrite;

export function preparePut(input: PutInput): Preparation {
  const expressions = requireExpressions({ ...input }, ["ConditionExpression"]);
  const item = normalizeItem(input.Item);
  return (table) => {
    requireItemKeys(table, item);
    const stored = table.stored(item);
    if (stored.size > MAX_ITEM_BYTES) {
      throw validationError("Item size has exceeded the maximum allowed size");
    }
    return prepared(table, stored, input, expressions, () => stored);
  };
}

export function prepareDelete(input: KeyedInput): Preparation {
  return prepareKeyed(input, () => undefined);
}

/** A condition on an item that the transaction does not write. */
export function prepareCheck(input: KeyedInput): Preparation {
  return prepareKeyed(input, (before) => before);
}

export function prepareUpdate(input: UpdateInput): Preparation {
  const expressions = requireExpressions({ ...input }, ["UpdateExpression", "ConditionExpression"]);
  const wireKey = normalizeItem(input.Key);
  return (table) => {
    const key = requireKey(table, wireKey);
    requirePathsOutsideKeys(table, expressions, updatePaths(expressions));
    return prepared(table, key, input, expressions, (before) =>
      updated(table, before?.item ?? wireKey, expressions),
    );
  };
}

/** @throws {AwsError} `ConditionalCheckFailedException` */
export function requireCondition(write: PreparedWrite, before: Stored | undefined): void {
  if (conditionHolds(write, before)) return;
  if (write.isInsert) throw duplicateItem();
  throw conditionalCheckFailed(write.returnOnFailure ? before?.item : undefined);
}

export function conditionHolds({ condition }: PreparedWrite, before: Stored | undefined): boolean {
  return condition === undefined || holds(condition, before?.item ?? NO_ITEM);
}

const NO_ITEM: Item = newItem();

function prepareKeyed(
  input: KeyedInput & { readonly Key: WireItem },
  apply: (before: Stored | undefined) => Stored | undefined,
): Preparation {
  const expressions = requireExpressions({ ...input }, ["ConditionExpression"]);
  const wireKey = normalizeItem(input.Key);
  return (table) => prepared(table, requireKey(table, wireKey), input, expressions, apply);
}

function prepared(
  table: Table,
  key: PrimaryKey,
  input: PutInput | KeyedInput,
  expressions: Expressions,
  apply: PreparedWrite["apply"],
): PreparedWrite {
  if (expressions.condition !== undefined) requireScalarKeys(table, conditionPaths(expressions.condition));
  return {
    table,
    key,
    expressions,
    condition: expressions.condition,
    returnOnFailure: input.ReturnValuesOnConditionCheckFailure === "ALL_OLD",
    apply,
  };
}

export function updatePaths({ update = [] }: Expressions) {
  return update.flatMap((action) => [action.path, ...readPaths(action)]);
}

/** What an update's expressions leave. @throws {AwsError} `ValidationException` */
export function updated(table: Table, item: Item, { update = [] }: Expressions): Stored {
  const result = withNumberErrors(() => applyUpdate(item, update));
  requireUpdatedIndexKeys(table, result);
  const stored = table.stored(result);
  if (stored.size > MAX_ITEM_BYTES) {
    throw validationError("Item size to update has exceeded the maximum allowed size");
  }
  return stored;
}
