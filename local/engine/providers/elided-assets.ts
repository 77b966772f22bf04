import { ARCHIVE, ASSET, hasSignature, isObject, type PropertyMap } from "../wire.ts";

/** Gives assets of which a provider answered no more than the hash their content back, from what it was given. */
export function restoreAssets(given: PropertyMap, answered: PropertyMap): PropertyMap {
  const known = new Map<unknown, PropertyMap>();
  collect(given, known);
  return known.size === 0 ? answered : (restore(answered, known) as PropertyMap);
}

function collect(value: unknown, known: Map<unknown, PropertyMap>): void {
  if (isAsset(value)) known.set(value.hash, value);
  else if (typeof value === "object" && value !== null)
    for (const element of Object.values(value)) collect(element, known);
}

function restore(value: unknown, known: ReadonlyMap<unknown, PropertyMap>): unknown {
  if (isAsset(value)) {
    const empty = ["text", "path", "uri", "assets"].every((key) => !(key in value));
    return empty ? (known.get(value.hash) ?? value) : value;
  }
  if (Array.isArray(value)) return value.map((element) => restore(element, known));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, restore(element, known)]));
}

function isAsset(value: unknown): value is PropertyMap {
  return hasSignature(value, ASSET) || hasSignature(value, ARCHIVE);
}
