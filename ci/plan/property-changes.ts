import {
  ARCHIVE,
  ASSET,
  hasSignature,
  isObject,
  isSecret,
  type PropertyMap,
} from "../../local/engine/wire.ts";
import { isUnknown } from "../../local/provider/resource.ts";
import type { PropertyChange } from "./plan.ts";

/**
 * What differs between a resource's inputs before and after, by path. JSON texts are looked into, secrets are not
 * shown, and of files their digests are.
 *
 * @param replacing the paths for which the provider has to replace the resource
 */
export function propertyChanges(
  before: PropertyMap,
  after: PropertyMap,
  replacing: readonly string[],
): PropertyChange[] {
  const old = new Map(leavesOf(before));
  const young = new Map(leavesOf(after));
  return [...new Set([...old.keys(), ...young.keys()])]
    .filter((path) => old.get(path)?.identity !== young.get(path)?.identity)
    .sort()
    .map((path) => {
      const from = old.get(path)?.text;
      const to = young.get(path)?.text;
      const replaces = replacing.some((property) => topOf(property) === topOf(path));
      return { path, ...(from !== undefined && { from }), ...(to !== undefined && { to }), replaces };
    });
}

/** The property of the resource that a path begins with: `attributes` of `attributes[0].type`. */
export function topOf(path: string): string {
  return path.split(/[.[]/, 1)[0] ?? path;
}

/** A value that holds no others. */
interface Leaf {
  readonly text: string;
  /** What it is compared by. */
  readonly identity: string;
}

function leavesOf(inputs: PropertyMap): [string, Leaf][] {
  return Object.entries(inputs).flatMap(([name, value]) =>
    name === "__defaults" ? [] : leavesBelow(name, value),
  );
}

function leavesBelow(path: string, value: unknown): [string, Leaf][] {
  const leaf = (text: string, identity = text): [string, Leaf][] => [[path, { text, identity }]];
  if (value === undefined || value === null) return [];
  if (isUnknown(value)) return leaf("known after the deployment");
  if (isSecret(value)) return leaf("a secret", JSON.stringify(value));
  if (hasSignature(value, ARCHIVE) || hasSignature(value, ASSET))
    return leaf(`content ${String(value.hash).slice(0, 8)}`);
  const opened = typeof value === "string" ? parsed(value) : value;
  if (Array.isArray(opened) && opened.length > 0)
    return opened.flatMap((element, index) => leavesBelow(`${path}[${index}]`, element));
  if (isObject(opened) && Object.keys(opened).length > 0)
    return Object.entries(opened).flatMap(([key, element]) => leavesBelow(`${path}.${key}`, element));
  return leaf(typeof value === "string" ? value : JSON.stringify(value));
}

/** The value of a text that is a JSON object or list; the text itself otherwise. */
function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
