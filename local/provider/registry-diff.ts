import { isDeepStrictEqual } from "node:util";
import { isObject, SIGNATURE } from "../engine/wire.ts";
import type { DiffResponse, PropertyDiffKind } from "./provider.ts";
import { isUnknown, type Properties } from "./resource.ts";

/** The inputs that were filled in automatically, as Pulumi's AWS provider keeps them among a resource's inputs. */
export const DEFAULTS = "__defaults";

export interface DiffRules {
  readonly replaceOn: readonly string[];
  readonly nameProperty?: string | undefined;
  /** False where AWS can change nothing in place: every difference is a replacement. */
  readonly updatable: boolean;
}

type Change = "add" | "delete" | "update";

/** Compares checked inputs deeply. A difference in order of keys is none, in order of list elements it is one. */
export function diffInputs(olds: Properties, news: Properties, rules: DiffRules): DiffResponse {
  const changes = new Map<string, { readonly change: Change; readonly value: unknown }>();
  collect("", without(olds), without(news), (path, change, value) => changes.set(path, { change, value }));
  const detailedDiff: Record<string, PropertyDiffKind> = {};
  const replaces = new Set<string>();
  for (const [path, { change, value }] of changes) {
    const replace = !rules.updatable || rules.replaceOn.some((rule) => touches(rule, path, value));
    detailedDiff[path] = replace ? `${change}-replace` : change;
    if (replace) replaces.add(path.split(/[.[]/, 1)[0] ?? path);
  }
  return {
    changes: changes.size > 0 ? "some" : "none",
    replaces: [...replaces],
    deleteBeforeReplace: replaces.size > 0 && keepsFixedName(olds, news, rules.nameProperty),
    detailedDiff,
  };
}

/** True when old and new resource would carry the same name at the same time. */
function keepsFixedName(olds: Properties, news: Properties, nameProperty: string | undefined): boolean {
  if (nameProperty === undefined || automatic(news).includes(nameProperty)) return false;
  const name = news[nameProperty];
  return name !== undefined && !isUnknown(name) && name === olds[nameProperty];
}

export function automatic(inputs: Properties): readonly string[] {
  const defaults = inputs[DEFAULTS];
  return Array.isArray(defaults) ? defaults.map(String) : [];
}

export function without(inputs: Properties): Properties {
  const { [DEFAULTS]: _, ...rest } = inputs;
  return rest;
}

/** Does the change of `value` at `path` reach into what `rule` names? */
function touches(rule: string, path: string, value: unknown): boolean {
  const plain = path.replaceAll(/\[\d+\]/g, "");
  if (plain === rule || plain.startsWith(`${rule}.`)) return true;
  return rule.startsWith(`${plain}.`) && has(value, rule.slice(plain.length + 1).split("."));
}

function has(value: unknown, keys: readonly string[]): boolean {
  if (isUnknown(value)) return true;
  if (Array.isArray(value)) return value.some((element) => has(element, keys));
  const [key, ...rest] = keys;
  if (key === undefined) return true;
  return isObject(value) && value[key] !== undefined && has(value[key], rest);
}

function collect(
  path: string,
  old: unknown,
  now: unknown,
  report: (path: string, change: Change, value: unknown) => void,
): void {
  if (old === undefined || old === null) {
    if (now !== undefined && now !== null) report(path, "add", now);
  } else if (now === undefined || now === null) {
    report(path, "delete", old);
  } else if (Array.isArray(old) && Array.isArray(now)) {
    for (let index = 0; index < Math.max(old.length, now.length); index++)
      collect(`${path}[${index}]`, old[index], now[index], report);
  } else if (isObject(old) && isObject(now) && !(SIGNATURE in old) && !(SIGNATURE in now)) {
    for (const key of new Set([...Object.keys(old), ...Object.keys(now)]))
      collect(path === "" ? key : `${path}.${key}`, old[key], now[key], report);
  } else if (!sameValue(old, now)) {
    report(path, "update", now);
  }
}

/** Assets and archives are the same when their hashes are. */
function sameValue(old: unknown, now: unknown): boolean {
  if (isObject(old) && isObject(now) && SIGNATURE in old && "hash" in old)
    return old.hash === now.hash && old[SIGNATURE] === now[SIGNATURE];
  return isDeepStrictEqual(old, now);
}
