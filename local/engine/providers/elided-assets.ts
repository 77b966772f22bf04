import { ARCHIVE, ASSET, hasSignature, isObject, type PropertyMap } from "../wire.ts";

/** Gives assets of which a provider answered no more than the hash their content back, from what it was given. */
export function restoreAssets(given: PropertyMap, answered: PropertyMap): PropertyMap {
  return replaceAssets(given, answered, isElided);
}

/** Gives every asset that a provider answered the form in which it was given: a relative path stays one. */
export function assetsAsGiven(given: PropertyMap, answered: PropertyMap): PropertyMap {
  return replaceAssets(given, answered, () => true);
}

function replaceAssets(
  given: PropertyMap,
  answered: PropertyMap,
  which: (asset: PropertyMap) => boolean,
): PropertyMap {
  const known = new Map<unknown, PropertyMap>();
  collect(given, known);
  if (known.size === 0) return answered;
  const replace = (value: unknown): unknown => {
    if (isAsset(value)) return which(value) ? (known.get(value.hash) ?? value) : value;
    if (Array.isArray(value)) return value.map(replace);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, replace(element)]));
  };
  return replace(answered) as PropertyMap;
}

function isElided(asset: PropertyMap): boolean {
  return ["text", "path", "uri", "assets"].every((key) => !(key in asset));
}

function collect(value: unknown, known: Map<unknown, PropertyMap>): void {
  if (isAsset(value)) known.set(value.hash, value);
  else if (typeof value === "object" && value !== null)
    for (const element of Object.values(value)) collect(element, known);
}

function isAsset(value: unknown): value is PropertyMap {
  return hasSignature(value, ASSET) || hasSignature(value, ARCHIVE);
}
