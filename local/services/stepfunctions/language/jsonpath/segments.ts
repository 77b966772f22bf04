import type { Json } from "../json.ts";

/** Values that a filter of a path sees: the element it decides on, and the root of the document. */
export type FilterTest = (element: Json, root: Json) => boolean;

/** One step of a path, from the nodes it has found so far to those below them. */
export type Selector =
  | { readonly kind: "names"; readonly names: readonly string[] }
  | { readonly kind: "indexes"; readonly indexes: readonly number[] }
  | { readonly kind: "slice"; readonly start?: number; readonly end?: number; readonly step: number }
  | { readonly kind: "wildcard" }
  | { readonly kind: "filter"; readonly test: FilterTest };

export interface Segment {
  readonly selector: Selector;
  /** After `..`: at any depth. */
  readonly deep: boolean;
}

/** Whether a segment selects one node at most, so that the path as a whole can name one. */
export function isDefinite({ selector, deep }: Segment): boolean {
  if (deep) return false;
  if (selector.kind === "names") return selector.names.length === 1;
  return selector.kind === "indexes" && selector.indexes.length === 1;
}

/** The nodes that a segment selects below one. */
export function selectFrom(node: Json, { selector, deep }: Segment, root: Json): readonly Json[] {
  const below = select(node, selector, root);
  if (!deep) return below;
  return [...below, ...children(node).flatMap((child) => selectFrom(child, { selector, deep }, root))];
}

function select(node: Json, selector: Selector, root: Json): readonly Json[] {
  switch (selector.kind) {
    case "names":
      return selector.names.flatMap((name) => member(node, name));
    case "indexes":
      return Array.isArray(node)
        ? selector.indexes.flatMap((index) => node.slice(...at(index, node.length)))
        : [];
    case "slice":
      return Array.isArray(node) ? slice(node, selector) : [];
    case "wildcard":
      return children(node);
    case "filter":
      return children(node).filter((child) => selector.test(child, root));
  }
}

function member(node: Json, name: string): readonly Json[] {
  if (typeof node !== "object" || node === null || Array.isArray(node) || !Object.hasOwn(node, name))
    return [];
  return [(node as { readonly [key: string]: Json })[name] as Json];
}

/** Where a slice begins and ends that holds the one element. */
function at(index: number, length: number): [start: number, end: number] {
  const start = index < 0 ? index + length : index;
  return start < 0 ? [0, 0] : [start, start + 1];
}

function slice(
  node: readonly Json[],
  { start = 0, end = node.length, step }: Extract<Selector, { kind: "slice" }>,
): readonly Json[] {
  return node.slice(start, end).filter((_, index) => index % step === 0);
}

function children(node: Json): readonly Json[] {
  if (typeof node !== "object" || node === null) return [];
  return Array.isArray(node) ? node : Object.values(node);
}
