import type { Principal } from "../../../core/access.ts";
import { readUnits } from "../engine/size.ts";
import { type AttributeValue, copyOut, type Item } from "../engine/value.ts";
import type { Path } from "../expressions/placeholders.ts";
import { project } from "../expressions/projection.ts";
import { requireExpressions } from "../validation/expression-input.ts";
import { requireKey, requireScalarKeys } from "../validation/keys.ts";
import { normalizeItem } from "../validation/values.ts";
import { CapacityMeter } from "./capacity.ts";
import { type DataPlane, lagOf } from "./data-plane.ts";
import { requireReadCapacity } from "./throttling.ts";
import type { GetItemInput } from "./types.ts";

export function getItem(plane: DataPlane, principal: Principal, input: GetItemInput): object {
  const { projection } = requireExpressions({ ...input }, ["ProjectionExpression"]);
  const wireKey = normalizeItem(input.Key);
  const table = plane.catalog.require(input.TableName);
  const key = requireKey(table, wireKey);
  if (projection !== undefined) requireScalarKeys(table, projection);
  plane.encryption.requireAccess(principal, table);
  requireReadCapacity(plane, table);
  const stored = table.view(plane.clock.now(), lagOf(plane, input.ConsistentRead)).get(key);
  const meter = new CapacityMeter(input.ReturnConsumedCapacity);
  meter.read(table, readUnits(stored?.size ?? 0, input.ConsistentRead === true ? "consistent" : "eventual"));
  return { ...(stored && { Item: projected(stored.item, projection) }), ...meter.single() };
}

/** An item for the caller: its own copy, of all or of the projected attributes. */
export function projected(
  item: Item,
  projection: readonly Path[] | undefined,
): Readonly<Record<string, AttributeValue>> {
  return copyOut(projection === undefined ? item : project(item, projection));
}
