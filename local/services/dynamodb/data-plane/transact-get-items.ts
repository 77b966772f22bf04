import type { Principal } from "../../../core/access.ts";
import { validationError } from "../../../core/errors.ts";
import { readUnits } from "../engine/size.ts";
import type { PrimaryKey, Table } from "../engine/table.ts";
import type { AttributeValue, Item } from "../engine/value.ts";
import { requireExpressions } from "../validation/expression-input.ts";
import { requireKey, requireScalarKeys } from "../validation/keys.ts";
import { normalizeItem } from "../validation/values.ts";
import { CapacityMeter } from "./capacity.ts";
import type { DataPlane } from "./data-plane.ts";
import { projected } from "./get-item.ts";
import { requireReadCapacity } from "./throttling.ts";
import { CONFLICT, NO_REASON, orReason, requireNoReason } from "./transaction.ts";
import type { GetInput, TransactGetItemsInput } from "./types.ts";

const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;

/** Reads several items as they are at one moment, always the newest state. */
export function transactGetItems(
  plane: DataPlane,
  principal: Principal,
  input: TransactGetItemsInput,
): object {
  const plans = input.TransactItems.map(({ Get }) => planGet(plane, Get));
  return readTransaction(plane, principal, plans, input);
}

/** One item to be read in a transaction. */
export interface PlannedGet {
  readonly table: Table;
  /** @throws {AwsError} `ValidationException` for a key that does not fit, which cancels the transaction. */
  readonly check: () => PrimaryKey;
  /** The item for the caller; undefined where it is not what they ask for. */
  readonly answer: (item: Item) => Readonly<Record<string, AttributeValue>> | undefined;
}

export function readTransaction(
  plane: DataPlane,
  principal: Principal,
  plans: readonly PlannedGet[],
  input: Pick<TransactGetItemsInput, "ReturnConsumedCapacity">,
): { readonly Responses: readonly object[] } {
  for (const table of new Set(plans.map(({ table }) => table)))
    plane.encryption.requireAccess(principal, table);
  const outcomes = plans.map(({ check }) => orReason(check));
  const keys = outcomes.flatMap((outcome) => ("value" in outcome ? [outcome.value] : []));
  const targets = plans.map(({ table }, index) => ({
    tableName: table.definition.name,
    key: keys[index]?.id ?? "",
  }));
  const known = targets.filter(({ key }) => key !== "").map(({ tableName, key }) => `${tableName}/${key}`);
  if (new Set(known).size < known.length) {
    throw validationError("Transaction request cannot include multiple operations on one item");
  }
  requireNoReason(outcomes.map((outcome) => ("reason" in outcome ? outcome.reason : NO_REASON)));
  const conflicts = plane.transactionConflicts?.(targets) ?? [];
  requireNoReason(targets.map((_, index) => (conflicts.includes(index) ? CONFLICT : NO_REASON)));
  const throttled = plans.map(({ table }) => orReason(() => requireReadCapacity(plane, table)));
  requireNoReason(throttled.map((outcome) => ("reason" in outcome ? outcome.reason : NO_REASON)));
  const stored = plans.map(({ table }, index) => table.get(keys[index] as (typeof keys)[number]));
  if (stored.reduce((sum, item) => sum + (item?.size ?? 0), 0) > MAX_TRANSACTION_BYTES) {
    throw validationError(
      "Collection size of items exceeded, which can also be caused by the aggregate size of the items " +
        "in the transaction exceeding the 4MB limit",
    );
  }
  const meter = new CapacityMeter(input.ReturnConsumedCapacity, "Read");
  const responses = plans.map(({ table, answer }, index) => {
    const item = stored[index];
    meter.read(table, readUnits(item?.size ?? 0, "transactional"));
    const answered = item && answer(item.item);
    return answered === undefined ? {} : { Item: answered };
  });
  return { Responses: responses, ...meter.several() };
}

function planGet(plane: DataPlane, get: GetInput): PlannedGet {
  const { projection } = requireExpressions({ ...get }, ["ProjectionExpression"]);
  const wireKey = normalizeItem(get.Key);
  const table = plane.catalog.require(get.TableName);
  const check = () => {
    const key = requireKey(table, wireKey);
    if (projection !== undefined) requireScalarKeys(table, projection);
    return key;
  };
  return { table, check, answer: (item) => projected(item, projection) };
}
