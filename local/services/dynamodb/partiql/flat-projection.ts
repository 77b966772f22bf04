import { type AttributeValue, copyOut, type Item, newItem } from "../engine/value.ts";
import { valueAt } from "../expressions/paths.ts";
import type { Path } from "../expressions/placeholders.ts";

/** What SELECT answers of an item: all of it, or the values at paths, each under the last name of its path. */
export function flatProjection(
  item: Item,
  paths: readonly Path[] | undefined,
): Readonly<Record<string, AttributeValue>> {
  if (paths === undefined) return copyOut(item);
  const projected = newItem();
  for (const path of paths) {
    const value = valueAt(item, path);
    const name = path.findLast((element) => typeof element === "string");
    if (value !== undefined && name !== undefined) projected[name] = value;
  }
  return copyOut(projected);
}
