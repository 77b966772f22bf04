import type { Principal } from "../../../core/access.ts";
import { validationError } from "../../../core/errors.ts";
import type { Stored } from "../engine/collection.ts";
import { type AttributeValue, copyOut, type Item } from "../engine/value.ts";
import { project } from "../expressions/projection.ts";
import { CapacityMeter, type ConsumedCapacity } from "./capacity.ts";
import type { DataPlane } from "./data-plane.ts";
import { ItemCollections } from "./item-collections.ts";
import {
  type Preparation,
  type PreparedWrite,
  prepareDelete,
  preparePut,
  prepareUpdate,
  requireCondition,
} from "./prepared-write.ts";
import { requireWriteCapacity } from "./throttling.ts";
import type {
  DeleteItemInput,
  PutItemInput,
  ReturnConsumedCapacity,
  ReturnValues,
  UpdateItemInput,
} from "./types.ts";

type Attributes = { readonly Attributes?: Readonly<Record<string, AttributeValue>> };

export function putItem(plane: DataPlane, principal: Principal, input: PutItemInput): object {
  requireOldValuesOnly(input.ReturnValues);
  return writeItem(plane, principal, input, preparePut(input));
}

export function deleteItem(plane: DataPlane, principal: Principal, input: DeleteItemInput): object {
  requireOldValuesOnly(input.ReturnValues);
  return writeItem(plane, principal, input, prepareDelete(input));
}

export function updateItem(plane: DataPlane, principal: Principal, input: UpdateItemInput): object {
  return writeItem(plane, principal, input, prepareUpdate(input));
}

/** What a write of one item is to answer. */
export interface WriteInput {
  readonly TableName: string;
  readonly ReturnValues?: ReturnValues | undefined;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly ReturnItemCollectionMetrics?: "SIZE" | "NONE";
}

interface WriteAnswer extends Attributes {
  readonly ConsumedCapacity?: ConsumedCapacity;
}

/** Writes one item, when its condition holds. */
export function writeItem(
  plane: DataPlane,
  principal: Principal,
  input: WriteInput,
  prepare: Preparation,
  meter = new CapacityMeter(input.ReturnConsumedCapacity),
): WriteAnswer {
  const table = plane.catalog.require(input.TableName);
  const write = prepare(table);
  plane.encryption.requireAccess(principal, table);
  const before = table.get(write.key);
  requireCondition(write, before);
  const after = write.apply(before);
  requireWriteCapacity(plane, table, { before, after });
  table.write(plane.clock.now(), { before, after });
  meter.write(table, { before, after });
  const collections = new ItemCollections(input.ReturnItemCollectionMetrics);
  collections.write(table, { before, after });
  return {
    ...returnedAttributes(input.ReturnValues, write, before, after),
    ...meter.single(),
    ...collections.single(),
  };
}

function requireOldValuesOnly(returnValues: ReturnValues | undefined): void {
  if (returnValues === undefined || returnValues === "NONE" || returnValues === "ALL_OLD") return;
  throw validationError("ReturnValues can only be ALL_OLD or NONE");
}

function returnedAttributes(
  returnValues: ReturnValues | undefined,
  write: PreparedWrite,
  before: Stored | undefined,
  after: Stored | undefined,
): Attributes {
  switch (returnValues) {
    case "ALL_OLD":
      return before === undefined ? {} : { Attributes: copyOut(before.item) };
    case "ALL_NEW":
      return after === undefined ? {} : { Attributes: copyOut(after.item) };
    case "UPDATED_OLD":
      return updatedAttributes(write, before?.item);
    case "UPDATED_NEW":
      return updatedAttributes(write, after?.item);
    default:
      return {};
  }
}

/** The values at the paths an update names; nothing at all where there is none. */
function updatedAttributes({ expressions }: PreparedWrite, item: Item | undefined): Attributes {
  if (item === undefined || expressions.update === undefined) return {};
  const attributes = copyOut(
    project(
      item,
      expressions.update.map(({ path }) => path),
    ),
  );
  return Object.keys(attributes).length === 0 ? {} : { Attributes: attributes };
}
