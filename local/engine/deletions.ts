import { DependencyGraph } from "./dependency-graph.ts";
import type { Olds } from "./olds.ts";
import { cascades, dependentReplacements, type ReplacementContext } from "./replacements.ts";
import type { ResourceState } from "./resource-state.ts";
import type { StepGenerator } from "./step-generator.ts";
import { Bail, type Selection } from "./step-generator.ts";
import { DeleteStep, RemovePendingReplacementStep } from "./steps/delete.ts";
import { SameStep } from "./steps/same.ts";
import type { Step, StepContext } from "./steps/step.ts";

export interface DeletionsOptions extends ReplacementContext {
  readonly generator: StepGenerator;
  readonly context: StepContext;
  readonly selection: Selection;
}

/** The end of a deployment: what is no target stays, what the program did not declare goes. */
export interface Deletions {
  readonly sames: readonly Step[];
  readonly deletes: readonly Step[];
  /** In which the deletes can be put in order. */
  readonly graph: DependencyGraph;
}

/** @throws {Bail} when something would go that is no target. */
export async function planDeletions(options: DeletionsOptions): Promise<Deletions> {
  const { generator, context, olds, decisions, selection } = options;
  const isToGo = await chooser(options);
  const sames: Step[] = [];
  const deletes: Step[] = [];
  for (const resource of olds.resources) {
    if (!isToGo(resource)) {
      if (!decisions.dealtWith(resource.urn)) sames.push(SameStep.untargeted(context, undefined, resource));
      continue;
    }
    const old = generator.refreshed.get(resource) ?? resource;
    const step = removal(old, options);
    if (step === undefined) continue;
    deletes.push(step);
    decisions.deletes.add(old.urn);
    await context.providers.ensure(old.provider, olds.resources);
  }
  for (const state of generator.toDelete) {
    if (!isToGo(state)) continue;
    decisions.deletes.add(state.urn);
    deletes.push(new DeleteStep(context, decisions.deletes, state, "dropped"));
  }
  refuseUntargeted(deletes, selection, context, generator);
  return { sames, deletes, graph: graphOf(generator, olds) };
}

function removal(old: ResourceState, { context, decisions }: DeletionsOptions): Step | undefined {
  const { deletes, pendingDeletes } = decisions;
  if (old.delete)
    return pendingDeletes.has(old) ? undefined : new DeleteStep(context, deletes, old, "replaced");
  if (decisions.dealtWith(old.urn)) return undefined;
  return old.pendingReplacement
    ? new RemovePendingReplacementStep(old)
    : new DeleteStep(context, deletes, old, "dropped");
}

/** Which resources may be deleted, as targets and excludes have it. */
async function chooser(options: DeletionsOptions): Promise<(state: ResourceState) => boolean> {
  const { generator } = options;
  if (generator.targets.constrained) {
    const allowed = await allowedByTargets(options);
    return ({ urn }) => allowed.has(urn);
  }
  if (generator.excludes.constrained) {
    const kept = keptByExcludes(options);
    return ({ urn }) => !kept.has(urn);
  }
  return () => true;
}

async function allowedByTargets(options: DeletionsOptions): Promise<ReadonlySet<string>> {
  const { generator, olds, selection } = options;
  const graph = graphOf(generator, olds);
  const targets = new Set<string>();
  const frontier = olds.resources.filter(({ urn }) => selection.targets.has(urn));
  for (let next = frontier.shift(); next !== undefined; next = frontier.shift()) {
    if (targets.has(next.urn)) continue;
    targets.add(next.urn);
    frontier.push(...graph.dependingOn(next, targets, true));
  }
  const allowed = new Set<string>();
  for (const urn of targets)
    for (const state of olds.all(urn)) {
      allowed.add(urn);
      for (const along of [...(await dependentReplacements(state, options)), ...cascades(urn, options)])
        allowed.add(along.urn);
    }
  return allowed;
}

function keptByExcludes({ generator, olds, selection }: DeletionsOptions): ReadonlySet<string> {
  const graph = graphOf(generator, olds);
  const kept = new Set<string>();
  const frontier = olds.resources.filter(({ urn }) => selection.excludes.has(urn));
  for (let next = frontier.shift(); next !== undefined; next = frontier.shift()) {
    if (kept.has(next.urn)) continue;
    kept.add(next.urn);
    frontier.push(...graph.dependenciesOf(next));
    if (selection.excludeDependents) frontier.push(...graph.dependingOn(next, kept, true));
  }
  return new Set([...kept].filter((urn) => olds.get(urn) !== undefined));
}

function refuseUntargeted(
  deletes: readonly Step[],
  { targets, targetDependents }: Selection,
  context: StepContext,
  generator: StepGenerator,
): void {
  const untargeted = targetDependents ? [] : deletes.filter(({ state }) => !targets.has(state.urn));
  for (const { state } of untargeted) {
    generator.sawError = true;
    context.report(
      "error",
      `Resource '${state.urn}' will be destroyed but was not specified in --target list.\nEither include resource in --target list or pass --target-dependents to proceed.`,
      state.urn,
    );
  }
  if (untargeted.length > 0 && !context.preview) throw new Bail("delete untargeted resource");
}

function graphOf(generator: StepGenerator, olds: Olds): DependencyGraph {
  const graph = new DependencyGraph([...generator.toDelete, ...olds.resources]);
  for (const [old, refreshed] of generator.refreshed)
    if (refreshed !== undefined && !graph.has(refreshed)) graph.alias(refreshed, old);
  return graph;
}
