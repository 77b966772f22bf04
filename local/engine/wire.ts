import { UNKNOWN } from "../provider/resource.ts";

/**
 * Property values as Pulumi's protocol and state carry them: JSON, in which special values are objects with a
 * signature (`sdk/go/common/resource/properties.go`).
 */
export type PropertyMap = Readonly<Record<string, unknown>>;

export const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
export const ASSET = "c44067f5952c0a294b673a41bacd8c17";
export const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";

export function isObject(value: unknown): value is PropertyMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function hasSignature(value: unknown, signature: string): value is PropertyMap {
  return isObject(value) && value[SIGNATURE] === signature;
}

export function isSecret(value: unknown): value is { readonly value: unknown } {
  return hasSignature(value, SECRET);
}

export function secret(value: unknown): unknown {
  return isSecret(value) ? value : { [SIGNATURE]: SECRET, value };
}

/** Rebuilds a value with every element of its lists and objects put through `change`. */
function mapElements(value: unknown, change: (element: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, change(element)]));
}

/** The value without its secret marks, deeply. */
export function withoutSecrets(value: unknown): unknown {
  return isSecret(value) ? withoutSecrets(value.value) : mapElements(value, withoutSecrets);
}

/** What a provider gets to see: no secret marks, and the id (a component's URN) in place of a resource. */
export function forProvider(properties: PropertyMap): PropertyMap {
  return asMap(mapElements(properties, providerValue));
}

function providerValue(value: unknown): unknown {
  if (isSecret(value)) return providerValue(value.value);
  if (hasSignature(value, RESOURCE)) return "id" in value ? value.id || UNKNOWN : value.urn;
  return mapElements(value, providerValue);
}

/** As `forProvider`, with assets and archives reduced to their hashes: what diffs and olds carry. */
export function forComparison(properties: PropertyMap): PropertyMap {
  const hashOnly = (value: unknown): unknown =>
    hasSignature(value, ASSET) || hasSignature(value, ARCHIVE)
      ? { [SIGNATURE]: value[SIGNATURE], hash: value.hash }
      : mapElements(value, hashOnly);
  return asMap(hashOnly(forProvider(properties)));
}

/** JSON's rules for what a handler answers: undefined leaves objects and is null in lists. */
export function normalize(properties: PropertyMap): PropertyMap {
  return asMap(normalizeValue(properties));
}

function normalizeValue(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map((element) => (element === undefined ? null : normalizeValue(element)));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, element]) => element !== undefined)
      .map(([key, element]) => [key, normalizeValue(element)]),
  );
}

/**
 * Gives what a provider answered the secretness of what it was given, by key: objects recursively, a list with
 * one secret in it as a whole.
 */
export function markSecrets(answered: PropertyMap, given: PropertyMap): PropertyMap {
  return Object.fromEntries(
    Object.entries(answered).map(([key, value]) => {
      const origin = given[key];
      if (isObject(origin) && !isSecret(origin) && isObject(value) && !isSecret(value))
        return [key, markSecrets(value, origin)];
      return [key, containsSecret(origin) ? secret(value) : value];
    }),
  );
}

/** Marks the named top-level properties secret. */
export function markKeys(properties: PropertyMap, keys: readonly string[]): PropertyMap {
  if (keys.length === 0) return properties;
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [key, keys.includes(key) ? secret(value) : value]),
  );
}

export function containsSecret(value: unknown): boolean {
  return some(value, isSecret);
}

function some(value: unknown, test: (value: unknown) => boolean): boolean {
  if (test(value)) return true;
  if (Array.isArray(value)) return value.some((element) => some(element, test));
  return isObject(value) && Object.values(value).some((element) => some(element, test));
}

function asMap(value: unknown): PropertyMap {
  return isObject(value) ? value : {};
}
