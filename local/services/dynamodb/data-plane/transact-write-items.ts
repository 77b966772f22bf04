import type { Principal } from "../../../core/access.ts";
import { validationError } from "../../../core/errors.ts";
import type { Stored } from "../engine/collection.ts";
import type { Table } from "../engine/table.ts";
import { CapacityMeter } from "./capacity.ts";
import type { DataPlane } from "./data-plane.ts";
import { ItemCollections } from "./item-collections.ts";
import {
  conditionHolds,
  type Preparation,
  type PreparedWrite,
  prepareCheck,
  prepareDelete,
  preparePut,
  prepareUpdate,
} from "./prepared-write.ts";
import { requireWriteCapacity } from "./throttling.ts";
import {
  type CancellationReason,
  CONFLICT,
  conditionFailed,
  DUPLICATE,
  NO_REASON,
  orReason,
  requireNoReason,
} from "./transaction.ts";
import type { TransactWriteItem, TransactWriteItemsInput } from "./types.ts";

const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;

/** One part of a transaction. */
export interface Action {
  readonly table: Table;
  readonly prepare: Preparation;
  readonly isCheck: boolean;
}

/** All or nothing: every condition is looked at before anything is written, and every failure is told by position. */
export function transactWriteItems(
  plane: DataPlane,
  principal: Principal,
  input: TransactWriteItemsInput,
): object {
  const actions = input.TransactItems.map((item) => planAction(plane, item));
  return writeTransaction(plane, principal, actions, input);
}

export function writeTransaction(
  plane: DataPlane,
  principal: Principal,
  actions: readonly Action[],
  input: Omit<TransactWriteItemsInput, "TransactItems">,
): object {
  for (const table of new Set(actions.map(({ table }) => table)))
    plane.encryption.requireAccess(principal, table);
  const writes = requirePrepared(actions);
  requireConflictFree(plane, writes);
  const effects = requireEffects(plane, writes);
  const now = plane.clock.now();
  const meter = new CapacityMeter(input.ReturnConsumedCapacity, "Write");
  const collections = new ItemCollections(input.ReturnItemCollectionMetrics);
  for (const [index, { table }] of writes.entries()) {
    const effect = effects[index] as Effect;
    meter.write(table, effect);
    if (actions[index]?.isCheck !== false) continue;
    table.write(now, effect);
    collections.write(table, effect);
  }
  return { ...meter.several(), ...collections.several() };
}

/** The action of a transaction's item under its name. @throws {AwsError} `ValidationException` for none or several. */
export function requireOneAction(item: TransactWriteItem): keyof TransactWriteItem {
  const [kind, ...others] = Object.keys(item) as (keyof TransactWriteItem)[];
  if (kind !== undefined && others.length === 0) return kind;
  throw validationError("TransactItems can only contain one of Check, Put, Update or Delete");
}

function planAction(plane: DataPlane, item: TransactWriteItem): Action {
  const kind = requireOneAction(item);
  const prepare = prepareAction(item);
  const table = plane.catalog.require(item[kind]?.TableName ?? "");
  return { table, prepare, isCheck: kind === "ConditionCheck" };
}

function prepareAction({ Put, Update, Delete, ConditionCheck }: TransactWriteItem): Preparation {
  if (Put !== undefined) return preparePut(Put);
  if (Update !== undefined) return prepareUpdate(Update);
  if (Delete !== undefined) return prepareDelete(Delete);
  return prepareCheck(ConditionCheck ?? { TableName: "", Key: {} });
}

function requirePrepared(actions: readonly Action[]): readonly PreparedWrite[] {
  const prepared = actions.map(({ table, prepare }) => orReason(() => prepare(table)));
  const writes = prepared.flatMap((outcome) => ("value" in outcome ? [outcome.value] : []));
  const targets = new Set(writes.map(({ table, key }) => `${table.definition.name}/${key.id}`));
  if (targets.size < writes.length) {
    throw validationError("Transaction request cannot include multiple operations on one item");
  }
  requireNoReason(prepared.map((outcome) => ("reason" in outcome ? outcome.reason : NO_REASON)));
  return writes;
}

function requireConflictFree(plane: DataPlane, writes: readonly PreparedWrite[]): void {
  const conflicts = plane.transactionConflicts?.(
    writes.map(({ table, key }) => ({ tableName: table.definition.name, key: key.id })),
  );
  if (conflicts !== undefined) {
    requireNoReason(writes.map((_, index) => (conflicts.includes(index) ? CONFLICT : NO_REASON)));
  }
}

interface Effect {
  readonly before: Stored | undefined;
  readonly after: Stored | undefined;
}

function requireEffects(plane: DataPlane, writes: readonly PreparedWrite[]): readonly Effect[] {
  const reasons: CancellationReason[] = [];
  const effects: Effect[] = [];
  let bytes = 0;
  for (const write of writes) {
    const before = write.table.get(write.key);
    if (!conditionHolds(write, before)) {
      reasons.push(
        write.isInsert ? DUPLICATE : conditionFailed(write.returnOnFailure ? before?.item : undefined),
      );
      continue;
    }
    const outcome = orReason(() => {
      const after = write.apply(before);
      requireWriteCapacity(plane, write.table, { before, after });
      return after;
    });
    if ("reason" in outcome) {
      reasons.push(outcome.reason);
      continue;
    }
    reasons.push(NO_REASON);
    effects.push({ before, after: outcome.value });
    bytes += Math.max(before?.size ?? 0, outcome.value?.size ?? 0);
  }
  requireNoReason(reasons);
  if (bytes > MAX_TRANSACTION_BYTES) {
    throw validationError(
      "Collection size of items exceeded, which can also be caused by the aggregate size of the items " +
        "in the transaction exceeding the 4MB limit",
    );
  }
  return effects;
}
