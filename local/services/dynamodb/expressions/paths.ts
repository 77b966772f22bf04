import type { AttributeValue, Item } from "../engine/value.ts";
import { ExpressionError, type Path } from "./placeholders.ts";

/** The value at a document path, or undefined where there is none. */
export function valueAt(item: Item, path: Path): AttributeValue | undefined {
  let value = item[path[0] as string];
  for (let index = 1; index < path.length && value !== undefined; index++) {
    const element = path[index] as string | number;
    value = typeof element === "number" ? value.L?.[element] : value.M?.[element];
  }
  return value;
}

/** `[a, [0], b]`: a path as AWS writes it in messages. */
export function pathText(path: Path): string {
  return `[${path.map((element) => (typeof element === "number" ? `[${element}]` : element)).join(", ")}]`;
}

export function samePath(left: Path, right: Path): boolean {
  return left.length === right.length && left.every((element, index) => element === right[index]);
}

/**
 * Refuses paths of which one contains the other, and paths that take one place for a list and for a map.
 * @throws {ExpressionError}
 */
export function requireDistinctPaths(paths: readonly Path[]): void {
  const complaint = (relation: string, one: Path, two: Path) =>
    new ExpressionError(
      `Two document paths ${relation} with each other; must remove or rewrite one of these paths; ` +
        `path one: ${pathText(one)}, path two: ${pathText(two)}`,
    );
  let conflict: ExpressionError | undefined;
  for (const [index, two] of paths.entries()) {
    for (const one of paths.slice(0, index)) {
      const parting = firstDifference(one, two);
      if (parting === undefined) throw complaint("overlap", one, two);
      if (typeof one[parting] !== typeof two[parting]) conflict ??= complaint("conflict", one, two);
    }
  }
  if (conflict !== undefined) throw conflict;
}

/** Where two paths part, or undefined when one begins with the other. */
function firstDifference(one: Path, two: Path): number | undefined {
  const shared = Math.min(one.length, two.length);
  for (let index = 0; index < shared; index++) if (one[index] !== two[index]) return index;
  return undefined;
}
