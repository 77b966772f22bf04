import { isObject, isSecret, type PropertyMap, secret } from "./wire.ts";

const WILDCARD = Symbol("*");
type Key = string | number | typeof WILDCARD;
const MISSING = Symbol("missing");

/** A property path of Pulumi's, such as `root.list[0]["dotted.key"]` or `tags.*`. @throws {Error} when malformed. */
function parsePath(path: string): readonly Key[] {
  const keys: Key[] = [];
  const token = /\.?(?:\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\[(\*)\]|([^.[\]]+))/y;
  while (token.lastIndex < path.length) {
    const match = token.exec(path);
    if (match === null) throw new Error(`"${path}" is no property path.`);
    const [, index, quoted, star, name] = match;
    if (index !== undefined) keys.push(Number(index));
    else if (quoted !== undefined) keys.push(quoted.replaceAll(/\\(.)/g, "$1"));
    else keys.push(star !== undefined || name === "*" ? WILDCARD : (name ?? ""));
  }
  return keys;
}

/** Is what `path` names the thing, or within the thing, that `pattern` names? */
export function pathContains(pattern: string, path: string): boolean {
  const keys = parsePath(path);
  return parsePath(pattern).every(
    (key, index) => index < keys.length && (key === WILDCARD || key === keys[index]),
  );
}

/**
 * Puts the old values back at the given paths: a removed key returns, an added one vanishes.
 * @throws {Error} when a path leads through something that is gone.
 */
export function keepOldValues(
  inputs: PropertyMap,
  oldInputs: PropertyMap,
  paths: readonly string[],
): PropertyMap {
  let result: unknown = inputs;
  for (const path of paths) {
    result = reset(result, oldInputs, parsePath(path), () => {
      throw new Error(
        `cannot ignore changes to "${path}" because one or more elements of the path are missing`,
      );
    });
  }
  return isObject(result) ? result : {};
}

function reset(now: unknown, old: unknown, keys: readonly Key[], fail: () => never): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return old;
  if (isSecret(now)) return secret(reset(now.value, old, keys, fail));
  if (isSecret(old)) return reset(now, old.value, keys, fail);
  if (key === WILDCARD) {
    let result = now;
    for (const each of new Set([...keysOf(now), ...keysOf(old)]))
      result = reset(result, old, [each, ...rest], fail);
    return result;
  }
  const was = element(old, key);
  const is = element(now, key);
  if (was === MISSING && is === MISSING) return now;
  if (was === MISSING) return rest.length === 0 ? without(now, key) : now;
  if (is === MISSING && (rest.length > 0 || (!isObject(now) && !Array.isArray(now)))) return fail();
  return withElement(now, key, reset(is === MISSING ? undefined : is, was, rest, fail));
}

function keysOf(value: unknown): readonly (string | number)[] {
  if (Array.isArray(value)) return [...value.keys()];
  return isObject(value) ? Object.keys(value) : [];
}

function element(value: unknown, key: string | number): unknown {
  if (Array.isArray(value)) return typeof key === "number" && key in value ? value[key] : MISSING;
  return isObject(value) && key in value ? value[key] : MISSING;
}

function withElement(container: unknown, key: string | number, value: unknown): unknown {
  if (Array.isArray(container)) return Object.assign([...container], { [key]: value });
  return { ...(isObject(container) ? container : {}), [key]: value };
}

function without(container: unknown, key: string | number): unknown {
  if (Array.isArray(container)) return container.filter((_, index) => index !== key);
  if (!isObject(container)) return container;
  const { [key]: _, ...rest } = container;
  return rest;
}
