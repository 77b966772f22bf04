import { isUnknown } from "../provider/resource.ts";
import {
  ARCHIVE,
  ASSET,
  isObject,
  type PropertyMap,
  RESOURCE,
  SIGNATURE,
  withoutOutputs,
  withoutSecrets,
} from "./wire.ts";

/** Equality as Pulumi's engine has it: a null in an object is as good as none, assets are their hashes. */
export function sameProperties(one: PropertyMap, other: PropertyMap): boolean {
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const a = one[key] ?? null;
    const b = other[key] ?? null;
    if ((a !== null || b !== null) && !sameValue(a, b)) return false;
  }
  return true;
}

export function sameValue(one: unknown, other: unknown): boolean {
  if (isUnknown(one) || isUnknown(other)) return one === other;
  if (Array.isArray(one))
    return (
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((element, index) => sameValue(element, other[index]))
    );
  if (!isObject(one) || !isObject(other)) return one === other;
  if (one[SIGNATURE] !== other[SIGNATURE]) return false;
  switch (one[SIGNATURE]) {
    case ASSET:
    case ARCHIVE:
      return one.hash === other.hash;
    case RESOURCE:
      return one.urn === other.urn && one.id === other.id;
    default:
      return sameProperties(one, other);
  }
}

/** The top-level keys whose values differ, whatever is secret, with how they do. */
export function changedKeys(
  olds: PropertyMap,
  news: PropertyMap,
): ReadonlyMap<string, "add" | "delete" | "update"> {
  const changes = new Map<string, "add" | "delete" | "update">();
  const plain = (value: unknown): unknown => withoutSecrets(withoutOutputs(value)) ?? null;
  for (const key of new Set([...Object.keys(olds), ...Object.keys(news)])) {
    const was = plain(olds[key]);
    const is = plain(news[key]);
    if (sameValue(was, is)) continue;
    changes.set(key, was === null ? "add" : is === null ? "delete" : "update");
  }
  return changes;
}
