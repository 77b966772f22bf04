import type { Olds } from "./olds.ts";
import type { ResourceState } from "./resource-state.ts";
import { withoutDangling } from "./snapshot.ts";
import type { Selection } from "./step-generator.ts";
import { RefreshStep } from "./steps/refresh.ts";
import type { StepContext } from "./steps/step.ts";

/** Refreshes the resources, as far as targets and excludes have it, with what their providers need for it. */
export async function refreshSteps(
  resources: readonly ResourceState[],
  selection: Selection,
  context: StepContext,
  olds: Olds,
): Promise<readonly RefreshStep[]> {
  const steps: RefreshStep[] = [];
  const targets = selection.targets.copy();
  const excludes = selection.excludes.copy();
  const names = (state: ResourceState, of: typeof targets): boolean =>
    [...state.named()].some(({ urn }) => of.has(urn));
  for (const state of resources) {
    if (excludes.constrained) {
      if (excludes.has(state.urn)) continue;
      if (selection.excludeDependents && names(state, excludes)) {
        excludes.add(state.urn);
        continue;
      }
    } else if (!targets.has(state.urn)) {
      if (!selection.targetDependents || !names(state, targets)) continue;
      targets.add(state.urn);
    }
    await context.providers.ensure(state.provider, olds.resources);
    steps.push(new RefreshStep(context, state, undefined));
  }
  return steps;
}

/** The resources as they were found, without those that are gone and without what names these. */
export function rebuilt(
  resources: readonly ResourceState[],
  steps: readonly RefreshStep[],
): readonly ResourceState[] {
  const found = new Map(steps.map((step) => [step.old, step.new]));
  const left = resources.flatMap((state) => (found.has(state) ? (found.get(state) ?? []) : state));
  // In place: what else is known of a resource is known of this very object.
  for (const [index, changed] of withoutDangling(left).entries()) {
    const state = left[index];
    if (state !== undefined) Object.assign(state, changed, withoutEmpty(changed.propertyDependencies));
  }
  return left;
}

/** As Pulumi's engine leaves a resource after a refresh: without properties that depend on nothing. */
function withoutEmpty(
  dependencies: ResourceState["propertyDependencies"],
): Pick<ResourceState, "propertyDependencies"> {
  const entries = Object.entries(dependencies).filter(([, urns]) => urns.length > 0);
  return { propertyDependencies: Object.fromEntries(entries) };
}
