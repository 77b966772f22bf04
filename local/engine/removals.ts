import type { DependencyGraph } from "./dependency-graph.ts";
import type { Step } from "./steps/step.ts";

/**
 * Deletes in levels: every resource comes in an earlier level than those that it needs. Within a level the order
 * does not matter.
 */
export function removalLevels(steps: readonly Step[], graph: DependencyGraph): readonly (readonly Step[])[] {
  const left = new Map(steps.map((step) => [step.state, step]));
  const levels: Step[][] = [];
  while (left.size > 0) {
    const level = [...left].filter(([state]) => {
      for (const needed of graph.dependenciesOf(state)) if (left.has(needed)) return false;
      return true;
    });
    for (const [state] of level) left.delete(state);
    levels.push(level.map(([, step]) => step));
  }
  return levels.reverse();
}
