import type { Principal } from "../../../core/access.ts";
import { validationError } from "../../../core/errors.ts";
import type { ConsumedCapacity } from "../data-plane/capacity.ts";
import type { DataPlane } from "../data-plane/data-plane.ts";
import { readPage, requireSelect } from "../data-plane/page.ts";
import { requireKeyConditions, walk } from "../data-plane/query.ts";
import {
  type ReadSource,
  requireSource,
  requireStart,
  type StartKey,
  viewOf,
} from "../data-plane/read-source.ts";
import { requireReadCapacity } from "../data-plane/throttling.ts";
import type { PlannedGet } from "../data-plane/transact-get-items.ts";
import type { PageInput, ReturnConsumedCapacity, WireItem } from "../data-plane/types.ts";
import type { Entry } from "../engine/collection.ts";
import { type AttributeValue, type Item, scalarOf } from "../engine/value.ts";
import type { View } from "../engine/view.ts";
import { holds } from "../expressions/condition-evaluator.ts";
import type { KeyCondition } from "../expressions/key-condition.ts";
import { requireKey } from "../validation/keys.ts";
import { flatProjection } from "./flat-projection.ts";
import { itemLookup, type KeyLookup, keyLookup } from "./key-lookup.ts";
import type { Select } from "./statement.ts";

/** Source: Amazon DynamoDB Developer Guide, "PartiQL select statements". */
const MAX_PARTITIONS = 50;

export interface SelectInput {
  readonly Limit?: number;
  readonly ConsistentRead?: boolean;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly start?: WireItem | undefined;
}

export interface SelectPage {
  readonly Items: readonly Readonly<Record<string, AttributeValue>>[];
  readonly LastEvaluatedKey?: WireItem;
  readonly ConsumedCapacity?: ConsumedCapacity;
}

/** One page of a SELECT, as a query where it names partition keys and as a scan where it does not. */
export function select(
  plane: DataPlane,
  principal: Principal,
  statement: Select,
  { start: wireStart, ...options }: SelectInput,
): SelectPage {
  const { projection } = statement;
  const input: PageInput = {
    TableName: statement.table,
    ...(statement.index !== undefined && { IndexName: statement.index }),
    ...options,
  };
  const source = requireSource(plane, input);
  const lookup = keyLookup(statement.where, source.key);
  requireOrder(statement, lookup, source);
  const start = requireStart(source, wireStart, lookup.hashes === undefined ? "Scan" : "Query");
  const wanted = requireSelect(source, input, { ...(projection && { projection }) });
  const covered = source.index?.covers((projection ?? []).map(([root]) => String(root))) ?? true;
  plane.encryption.requireAccess(principal, source.table);
  requireReadCapacity(plane, source.table, source.index?.schema);
  const page = readPage(
    source,
    input,
    { ...(lookup.filter && { filter: lookup.filter }) },
    covered && wanted === "SPECIFIC_ATTRIBUTES" ? "ALL_PROJECTED_ATTRIBUTES" : "ALL_ATTRIBUTES",
    found(viewOf(plane, source, options.ConsistentRead), source, lookup, {
      start,
      forward: statement.orderBy?.descending !== true,
    }),
  ) as SelectPage;
  return { ...page, Items: page.Items.map((item) => flatProjection(item, projection)) };
}

/** The one item that a SELECT names, for a batch or a transaction. @throws {AwsError} `ValidationException` */
export function planSelect(plane: DataPlane, { table: name, where, projection, index }: Select): PlannedGet {
  if (index !== undefined)
    throw validationError("Select from an index is not supported in a batch or a transaction");
  const table = plane.catalog.require(name);
  const { key, condition } = itemLookup(where, table.key);
  return {
    table,
    check: () => requireKey(table, key),
    answer: (item: Item) =>
      condition === undefined || holds(condition, item) ? flatProjection(item, projection) : undefined,
  };
}

function requireOrder({ orderBy, where }: Select, lookup: KeyLookup, { key }: ReadSource): void {
  if (orderBy === undefined) return;
  if (where === undefined) {
    throw validationError("Must have WHERE clause in the statement when using ORDER BY clause.");
  }
  if (lookup.hashes === undefined) {
    throw validationError(
      "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.",
    );
  }
  if (orderBy.name !== key.range?.name && orderBy.name !== key.hash.name) {
    throw validationError(
      `Variable reference ${orderBy.name} in ORDER BY clause must be part of the primary key`,
    );
  }
}

/** The entries that a lookup leads to, partition by partition, from behind `start`. */
function found(
  view: View,
  source: ReadSource,
  { hashes, range }: KeyLookup,
  { start, forward }: { readonly start: StartKey | undefined; readonly forward: boolean },
): Iterable<Entry> {
  if (hashes === undefined) {
    return view.scan({ segment: 0, totalSegments: 1, after: start?.position });
  }
  if (hashes.length > MAX_PARTITIONS) {
    throw validationError(`The IN operator takes at most ${MAX_PARTITIONS} values of the partition key`);
  }
  const queries = [...new Map(hashes.map((hash) => [scalarOf(hash), hash])).values()].map((hash) =>
    requireKeyConditions(source.key, conditionsOf(source, hash, range)),
  );
  const first = queries.findIndex(({ hash }) => scalarOf(hash) === start?.position.hash);
  if (start !== undefined && first < 0) throw validationError("Given NextToken is invalid");
  return (function* () {
    for (const [index, query] of queries.slice(Math.max(0, first)).entries()) {
      const partition = view.partition(scalarOf(query.hash));
      yield* walk(partition, query.range, index === 0 ? start : undefined, forward);
    }
  })();
}

function conditionsOf(
  { key }: ReadSource,
  hash: AttributeValue,
  range: KeyCondition | undefined,
): ReadonlyMap<string, KeyCondition> {
  const conditions = new Map<string, KeyCondition>([
    [key.hash.name, { kind: "compare", comparator: "=", value: hash }],
  ]);
  if (range !== undefined && key.range !== undefined) conditions.set(key.range.name, range);
  return conditions;
}
