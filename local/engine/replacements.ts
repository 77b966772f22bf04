import { UNKNOWN } from "../provider/resource.ts";
import type { Decisions } from "./decisions.ts";
import { needsReplacement, withReplaceOnChanges } from "./diffs.ts";
import type { Olds } from "./olds.ts";
import type { ProviderRegistry } from "./providers/provider-registry.ts";
import type { ResourceState } from "./resource-state.ts";
import { isProvider } from "./steps/step.ts";
import { referencedUrn } from "./urn.ts";

export interface ReplacementContext {
  readonly olds: Olds;
  /** What there is by now, by URN. */
  readonly news: ReadonlyMap<string, ResourceState>;
  readonly decisions: Decisions;
  readonly providers: ProviderRegistry;
}

/**
 * What has to be replaced before `root` can be deleted, in the order of the state: those that would be, were the
 * inputs that come from what goes anew made unknown.
 */
export async function dependentReplacements(
  root: ResourceState,
  context: ReplacementContext,
): Promise<readonly ResourceState[]> {
  const { reads, creates, sames, updates, deletes, replaces } = context.decisions;
  const dealtWith = new Set([reads, creates, sames, updates, deletes, replaces].flatMap((each) => [...each]));
  const replaced = new Set([root.urn]);
  const result: ResourceState[] = [];
  for (const candidate of context.olds.graph.dependingOn(root, dealtWith, false)) {
    if (!(await hasToBeReplaced(candidate, replaced, context))) continue;
    result.push(candidate);
    replaced.add(candidate.urn);
  }
  return result;
}

async function hasToBeReplaced(
  state: ResourceState,
  replaced: ReadonlySet<string>,
  { olds, providers }: ReplacementContext,
): Promise<boolean> {
  if (!state.custom || state.external) return false;
  if (state.provider !== "" && replaced.has(referencedUrn(state.provider))) {
    await providers.ensure(state.provider, olds.resources);
    return true;
  }
  if (state.deletedWith !== "" && replaced.has(state.deletedWith)) return true;
  const affected = Object.keys(state.inputs).filter((key) =>
    state.propertyDependencies[key]?.some((urn) => replaced.has(urn)),
  );
  if (affected.length === 0) return false;
  const comparison = {
    urn: state.urn,
    id: state.id,
    oldInputs: state.inputs,
    oldOutputs: state.outputs,
    inputs: { ...state.inputs, ...Object.fromEntries(affected.map((key) => [key, UNKNOWN])) },
    ignoreChanges: state.ignoreChanges,
  };
  if (isProvider(state)) {
    await providers.same(state);
    const diff = await providers.diff(comparison);
    return needsReplacement(withReplaceOnChanges(diff, state.replaceOnChanges, false));
  }
  await providers.ensure(state.provider, olds.resources);
  const diff = await providers.get(state.provider)?.diff(comparison, true);
  return diff !== undefined && needsReplacement(withReplaceOnChanges(diff, state.replaceOnChanges, false));
}

/** What the options `replaceWith` and `deletedWith` have go along with `urn`. */
export function cascades(urn: string, { olds, news }: ReplacementContext): readonly ResourceState[] {
  const result = new Map<string, ResourceState>();
  const goesAlong = (state: ResourceState): boolean =>
    state.replaceWith.includes(urn) || state.deletedWith === urn;
  for (const state of [...news.values(), ...olds.resources.filter((old) => !old.delete)])
    if (goesAlong(state) && !result.has(state.urn)) result.set(state.urn, state);
  return [...result.values()];
}
