import { isObject, isSecret, type PropertyMap, secret } from "./wire.ts";

const WILDCARD = Symbol("*");
type Key = string | number | typeof WILDCARD;

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
 * Puts the old values back at the given paths: a removed key returns, an added one vanishes. `unfit` gets the paths
 * that lead through an element which only one side has; nothing changes there.
 */
export function keepOldValues(
  inputs: PropertyMap,
  oldInputs: PropertyMap,
  paths: readonly string[],
  unfit: (path: string) => void = () => {},
): PropertyMap {
  let result: PropertyMap = inputs;
  for (const path of paths) {
    const changed = structuredClone(result);
    const keys = tryParsePath(path);
    if (keys === undefined) continue;
    if (!reset(oldInputs, changed, keys, { old: false, now: false })) unfit(path);
    result = changed;
  }
  return result;
}

function tryParsePath(path: string): readonly Key[] | undefined {
  try {
    return parsePath(path);
  } catch {
    return undefined;
  }
}

/** Which side is secret as a whole at this depth. */
interface Secretness {
  readonly old: boolean;
  readonly now: boolean;
}

/** `PropertyPath.Reset` of Pulumi's engine: changes `now` in place. @returns false when the path does not fit. */
function reset(old: unknown, now: unknown, keys: readonly Key[], within: Secretness): boolean {
  const [key, ...rest] = keys;
  if (key === undefined) return false;
  const secretness = { old: within.old || isSecret(old), now: within.now || isSecret(now) };
  const was = withoutOuterSecret(old);
  const is = withoutOuterSecret(now);
  const kept = (value: unknown): unknown => (secretness.old && !secretness.now ? secret(value) : value);
  if (key === WILDCARD) return resetAll(was, is, rest, secretness, kept);
  if (typeof key === "number") {
    if (!Array.isArray(was) || !Array.isArray(is)) return !Array.isArray(was) && !Array.isArray(is);
    const inOld = key < was.length;
    const inNow = key < is.length;
    if (rest.length === 0 && !inOld && !inNow) return true;
    if (!inOld || !inNow) return false;
    if (rest.length > 0) return reset(was[key], is[key], rest, secretness);
    is[key] = kept(was[key]);
    return true;
  }
  const olds = isObject(was) ? was : undefined;
  const news = isObject(is) ? (is as Record<string, unknown>) : undefined;
  if (rest.length === 0) {
    if (olds !== undefined && Object.hasOwn(olds, key)) {
      if (news === undefined) return false;
      news[key] = kept(olds[key]);
    } else if (news !== undefined) delete news[key];
    return true;
  }
  if (olds === undefined || news === undefined) return olds === news;
  if (!Object.hasOwn(news, key)) return !Object.hasOwn(olds, key);
  return reset(olds[key], news[key], rest, secretness);
}

function resetAll(
  was: unknown,
  is: unknown,
  rest: readonly Key[],
  secretness: Secretness,
  kept: (value: unknown) => unknown,
): boolean {
  if (Array.isArray(is)) {
    if (!Array.isArray(was)) return rest.length === 0;
    for (let index = 0; index < Math.min(was.length, is.length); index++) {
      if (rest.length === 0) is[index] = kept(was[index]);
      else if (!reset(was[index], is[index], rest, secretness)) return false;
    }
    return was.length === is.length;
  }
  if (!isObject(is)) return false;
  if (!isObject(was)) return rest.length === 0;
  const news = is as Record<string, unknown>;
  if (rest.length > 0)
    return Object.keys(was).every(
      (key) => Object.hasOwn(news, key) && reset(was[key], news[key], rest, secretness),
    );
  for (const key of Object.keys(news)) if (!Object.hasOwn(was, key)) delete news[key];
  for (const [key, value] of Object.entries(was)) news[key] = kept(value);
  return true;
}

function withoutOuterSecret(value: unknown): unknown {
  return isSecret(value) ? withoutOuterSecret(value.value) : value;
}
