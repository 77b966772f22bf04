import type { OldResource } from "./resource-table.ts";
import { prerequisites } from "./state.ts";

/**
 * What is to be deleted in levels: every resource comes in an earlier level than those it needs.
 * Within a level the order does not matter.
 */
export function removalLevels(resources: readonly OldResource[]): readonly (readonly OldResource[])[] {
  const byUrn = Map.groupBy(resources, (old) => old.record.urn);
  const depths = new Map<OldResource, number>();
  const depthOf = (old: OldResource): number => {
    const known = depths.get(old);
    if (known !== undefined) return known;
    depths.set(old, 0);
    let depth = 0;
    for (const urn of prerequisites(old.record))
      for (const other of byUrn.get(urn) ?? [])
        if (other !== old) depth = Math.max(depth, depthOf(other) + 1);
    depths.set(old, depth);
    return depth;
  };
  const levels = Map.groupBy(resources, depthOf);
  return [...levels].sort(([a], [b]) => b - a).map(([, level]) => level);
}
