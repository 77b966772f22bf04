import type { Principal } from "../../../core/access.ts";
import { validationError } from "../../../core/errors.ts";
import { readUnits } from "../engine/size.ts";
import type { Table } from "../engine/table.ts";
import type { AttributeValue } from "../engine/value.ts";
import { requireExpressions } from "../validation/expression-input.ts";
import { requireKey, requireScalarKeys } from "../validation/keys.ts";
import { normalizeItem } from "../validation/values.ts";
import { CapacityMeter } from "./capacity.ts";
import { type DataPlane, lagOf } from "./data-plane.ts";
import { projected } from "./get-item.ts";
import { ItemCollections } from "./item-collections.ts";
import { type PreparedWrite, prepareDelete, preparePut } from "./prepared-write.ts";
import { isThrottled, requireReadCapacity, requireWriteCapacity, throughputExceeded } from "./throttling.ts";
import type {
  BatchGetItemInput,
  BatchWriteItemInput,
  KeysAndAttributes,
  WireItem,
  WriteRequest,
} from "./types.ts";

const MAX_GETS = 100;
const MAX_WRITES = 25;
/** What one BatchGetItem answers at most; the keys that are left over come back as unprocessed. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

export function batchGetItem(plane: DataPlane, principal: Principal, input: BatchGetItemInput): object {
  const requests = Object.entries(input.RequestItems);
  if (requests.length === 0) throw validationError("The requestItems parameter is required for BatchGetItem");
  for (const [name, { Keys: keys }] of requests) {
    if (keys.length <= MAX_GETS) continue;
    throw validationError(
      `1 validation error detected: Value at 'RequestItems.${name}.member.Keys' failed to satisfy constraint: ` +
        `Member must have length less than or equal to ${MAX_GETS}`,
    );
  }
  if (requests.reduce((sum, [, { Keys: keys }]) => sum + keys.length, 0) > MAX_GETS) {
    throw validationError("Too many items requested for the BatchGetItem call");
  }
  const plans = requests.map(([name, request]) => planGets(plane, name, request));
  for (const { table } of plans) plane.encryption.requireAccess(principal, table);
  const meter = new CapacityMeter(input.ReturnConsumedCapacity);
  const responses: Record<string, Readonly<Record<string, AttributeValue>>[]> = {};
  const unprocessed: Record<string, KeysAndAttributes> = {};
  let bytes = 0;
  let throttled = 0;
  for (const { name, table, gets, request, projection } of plans) {
    const view = table.view(plane.clock.now(), lagOf(plane, request.ConsistentRead));
    const left: WireItem[] = [];
    const answered: Readonly<Record<string, AttributeValue>>[] = [];
    for (const { key, wire } of gets) {
      if (isThrottled(() => requireReadCapacity(plane, table))) {
        left.push(wire);
        throttled++;
        continue;
      }
      const stored = view.get(key);
      if (bytes + (stored?.size ?? 0) > MAX_ANSWER_BYTES) {
        left.push(wire);
        continue;
      }
      bytes += stored?.size ?? 0;
      meter.read(
        table,
        readUnits(stored?.size ?? 0, request.ConsistentRead === true ? "consistent" : "eventual"),
      );
      if (stored !== undefined) answered.push(projected(stored.item, projection));
    }
    responses[name] = answered;
    if (left.length > 0) unprocessed[name] = { ...request, Keys: left };
  }
  if (throttled === plans.flatMap(({ gets }) => gets).length) throw throughputExceeded();
  return { Responses: responses, UnprocessedKeys: unprocessed, ...meter.several() };
}

function planGets(plane: DataPlane, name: string, request: KeysAndAttributes) {
  const { projection } = requireExpressions({ ...request }, ["ProjectionExpression"]);
  const keys = request.Keys.map((wire) => ({ wire, item: normalizeItem(wire) }));
  const table = plane.catalog.require(name);
  const gets = keys.map(({ wire, item }) => ({ wire, key: requireKey(table, item) }));
  requireNoDuplicates(gets.map(({ key }) => key.id));
  if (projection !== undefined) requireScalarKeys(table, projection);
  return { name, table, gets, request, projection };
}

export function batchWriteItem(plane: DataPlane, principal: Principal, input: BatchWriteItemInput): object {
  const requests = Object.entries(input.RequestItems);
  if (requests.length === 0)
    throw validationError("The requestItems parameter is required for BatchWriteItem");
  if (requests.reduce((sum, [, writes]) => sum + writes.length, 0) > MAX_WRITES) {
    throw validationError("Too many items requested for the BatchWriteItem call");
  }
  const writes = requests.flatMap(([name, writes]) => planWrites(plane, name, writes));
  for (const table of new Set(writes.map(({ write }) => write.table)))
    plane.encryption.requireAccess(principal, table);
  const meter = new CapacityMeter(input.ReturnConsumedCapacity);
  const collections = new ItemCollections(input.ReturnItemCollectionMetrics);
  const now = plane.clock.now();
  const unprocessed: Record<string, WriteRequest[]> = {};
  for (const { name, request, write } of writes) {
    const { table, key, apply } = write;
    const before = table.get(key);
    const written = { before, after: apply(before) };
    if (isThrottled(() => requireWriteCapacity(plane, table, written))) {
      unprocessed[name] = [...(unprocessed[name] ?? []), request];
      continue;
    }
    table.write(now, written);
    meter.write(table, written);
    collections.write(table, written);
  }
  if (Object.values(unprocessed).flat().length === writes.length) throw throughputExceeded();
  return { UnprocessedItems: unprocessed, ...meter.several(), ...collections.several() };
}

function planWrites(
  plane: DataPlane,
  name: string,
  requests: readonly WriteRequest[],
): readonly { readonly name: string; readonly request: WriteRequest; readonly write: PreparedWrite }[] {
  const preparations = requests.map(({ PutRequest: put, DeleteRequest: remove }) => {
    if ((put === undefined) === (remove === undefined)) {
      throw validationError(
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
      );
    }
    return put === undefined
      ? prepareDelete({ TableName: name, Key: remove?.Key ?? {} })
      : preparePut({ TableName: name, Item: put.Item });
  });
  const table: Table = plane.catalog.require(name);
  const writes = preparations.map((prepare) => prepare(table));
  requireNoDuplicates(writes.map(({ key }) => key.id));
  return writes.map((write, index) => ({ name, request: requests[index] as WriteRequest, write }));
}

function requireNoDuplicates(ids: readonly string[]): void {
  if (new Set(ids).size < ids.length) throw validationError("Provided list of item keys contains duplicates");
}
