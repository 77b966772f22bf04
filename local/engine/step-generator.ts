import { randomBytes } from "node:crypto";
import type { CheckResponse, DiffResponse } from "../provider/provider.ts";
import { UNKNOWN } from "../provider/resource.ts";
import { Aliases } from "./aliases.ts";
import { Decisions } from "./decisions.ts";
import { NO_DIFF, needsReplacement, replacedFor, withReplaceOnChanges } from "./diffs.ts";
import { sameProperties, sameValue } from "./equality.ts";
import { type Goal, type ReadGoal, stateOf, stateOfRead } from "./goal.ts";
import type { Olds } from "./olds.ts";
import { keepOldValues } from "./paths.ts";
import { DiffUnavailable } from "./providers/provider-client.ts";
import { cascades, dependentReplacements, type ReplacementContext } from "./replacements.ts";
import type { ResourceState } from "./resource-state.ts";
import { CreateStep } from "./steps/create.ts";
import { DeleteStep } from "./steps/delete.ts";
import { ImportStep } from "./steps/import.ts";
import { ReadStep } from "./steps/read.ts";
import { RefreshStep } from "./steps/refresh.ts";
import { ReplaceStep } from "./steps/replace.ts";
import { SameStep } from "./steps/same.ts";
import { isProvider, type Registration, registered, type Step, type StepContext } from "./steps/step.ts";
import { UpdateStep } from "./steps/update.ts";
import type { Targets } from "./targets.ts";
import { createUrn, qualifiedType, STACK_TYPE, type StackName } from "./urn.ts";
import { containsUnknown, type PropertyMap, withoutOutputs, withoutSecrets } from "./wire.ts";

/** An error of which the user has been told. */
export class Bail extends Error {}

/** What `targets` has to do with dependents. */
export interface Selection {
  readonly targets: Targets;
  readonly targetDependents: boolean;
  readonly excludes: Targets;
  readonly excludeDependents: boolean;
  /** To be replaced whatever differs. */
  readonly replace: Targets;
}

/** What runs the program is for: to deploy it, or only to find out what it destroys or refreshes. */
export type Mode = "update" | "destroy" | "refresh";

export interface StepGeneratorOptions {
  readonly stack: StackName;
  readonly mode: Mode;
  /** Refreshes each resource before it is dealt with. */
  readonly refresh: boolean;
  readonly selection: Selection;
  readonly context: StepContext;
  readonly olds: () => Olds;
  readonly news: ReadonlyMap<string, ResourceState>;
  /** What policies make of the inputs. @throws {Bail} when they forbid them. */
  readonly judge: (
    state: ResourceState,
    goal: Goal,
    provider: ResourceState | undefined,
  ) => Promise<PropertyMap>;
}

/** Steps to be carried out in this order, and how to go on once they are. */
export interface Plan {
  readonly steps: readonly Step[];
  readonly next?: () => Promise<Plan>;
}

/** What a registration is about, while its steps are worked out. */
interface Work {
  readonly goal: Goal;
  readonly registration: Registration;
  readonly urn: string;
  readonly seed: Uint8Array;
  /** The option `import` has adopted it in this deployment. */
  readonly imported: boolean;
}

const EVERYTHING_NEW: PropertyMap = {};

/** Turns what a program asks for into steps (`step_generator.go` of Pulumi's engine). Not to be called side by side. */
export class StepGenerator {
  readonly decisions = new Decisions();
  /** The targets with what `--target-dependents` adds to them. */
  readonly targets: Targets;
  readonly excludes: Targets;
  /** To be deleted at the end, in the mode `destroy`. */
  readonly toDelete: ResourceState[] = [];
  /** From an old state to the refreshed one. */
  readonly refreshed = new Map<ResourceState, ResourceState | undefined>();
  /** Something has been found wrong that does not end the deployment at once. */
  sawError = false;
  readonly #options: StepGeneratorOptions;
  readonly #context: StepContext;
  readonly #aliases: Aliases;
  #untargetedSames: SameStep[] = [];
  readonly #queuedSames = new Set<string>();

  constructor(options: StepGeneratorOptions) {
    this.#options = options;
    this.#context = options.context;
    this.#aliases = new Aliases(options.stack);
    this.targets = options.selection.targets.copy();
    this.excludes = options.selection.excludes.copy();
  }

  /** @throws {Bail} */
  async register(goal: Goal, registration: Registration): Promise<Plan> {
    const { mode, refresh } = this.#options;
    const urn = this.#newUrn(goal.parent, goal.type, goal.name);
    const { old, invalid } = this.#findOld(urn, goal);
    const state = stateOf(goal, urn);
    if (old !== undefined) {
      if (old.urn !== urn) state.aliases = [old.urn];
      state.created = old.created;
      state.modified = old.modified;
      state.refreshBeforeUpdate = old.refreshBeforeUpdate;
    }
    if (isProvider(state)) {
      this.decisions.providers.set(urn, state);
      for (const alias of state.aliases) this.decisions.providers.set(alias, state);
    }
    const seed = randomBytes(32);
    const work: Work = { goal, registration, urn, seed, imported: false };
    if (old !== undefined && refresh && this.#isIncluded(old)) {
      const step = new RefreshStep(this.#context, old, state);
      this.decisions.refreshes.add(urn);
      const next = async (): Promise<Plan> => {
        if (step.new !== undefined) this.#options.olds().graph.alias(step.new, old);
        this.refreshed.set(old, step.new);
        return mode === "refresh"
          ? await this.#onlyRefreshed(work, step.new, state)
          : await this.#prepare(work, step.new, state, invalid);
      };
      return { steps: [step], next };
    }
    return mode === "refresh"
      ? await this.#onlyRefreshed(work, old, state)
      : await this.#prepare(work, old, state, invalid);
  }

  /** @throws {Bail} */
  read(goal: ReadGoal, registration: Registration): Plan {
    const urn = this.#newUrn(goal.parent, goal.type, goal.name);
    const { old } = this.#findOld(urn, { ...goal, aliases: [] });
    const state = stateOfRead(goal, urn);
    if (goal.id === "") throw new Error(`Expected an ID for ${urn}`);
    const states = { old, new: state };
    if (old !== undefined && !old.external && old.id !== goal.id) {
      this.decisions.replaces.add(urn);
      return {
        steps: [
          new ReadStep(this.#context, registration, states, true),
          new ReplaceStep({ old, new: state }),
        ],
      };
    }
    if (this.#options.mode === "destroy") this.toDelete.push(state);
    this.decisions.reads.add(urn);
    return { steps: [new ReadStep(this.#context, registration, states, false)] };
  }

  #newUrn(parent: string | undefined, type: string, name: string): string {
    if (parent !== undefined && !this.decisions.urns.has(parent))
      throw new Error(`could not find parent resource ${parent}`);
    const urn = createUrn(this.#options.stack, parent, type, name);
    if (this.decisions.urns.has(urn))
      this.#bail(`Duplicate resource URN '${urn}'; try giving it a unique name`, urn);
    this.decisions.urns.add(urn);
    return urn;
  }

  #findOld(
    urn: string,
    goal: Pick<Goal, "name" | "type" | "parent" | "aliases">,
  ): { readonly old: ResourceState | undefined; readonly invalid: boolean } {
    const { renamed, urns } = this.decisions;
    let invalid = false;
    const complain = (message: string): void => {
      invalid = true;
      this.#context.report("error", message, urn);
    };
    const taken = renamed.get(urn);
    if (taken !== undefined)
      complain(`Duplicate resource URN '${urn}' conflicting with alias on resource with URN '${taken}'`);
    const former = [urn, ...this.#aliases.of(goal)].find(
      (each) => this.#options.olds().get(each) !== undefined,
    );
    if (former === undefined) return { old: undefined, invalid };
    if (former !== urn) {
      for (const other of [urns.has(former) ? urn : undefined, renamed.get(former)])
        if (other !== undefined)
          complain(
            `Duplicate resource alias '${former}' applied to resource with URN '${urn}' conflicting with resource with URN '${other}'`,
          );
      renamed.set(former, urn);
      this.#context.providers.alias(urn, former);
      this.#aliases.found(urn, former);
    }
    return { old: this.#options.olds().get(former), invalid };
  }

  /** In the mode `refresh` nothing changes but what was read. */
  async #onlyRefreshed(work: Work, old: ResourceState | undefined, state: ResourceState): Promise<Plan> {
    if (!this.#needsSkipped(state) && (!state.custom || isProvider(state)))
      return await this.#prepare(work, old, state, false);
    if (old === undefined) {
      this.decisions.sames.add(work.urn);
      this.decisions.skippedCreates.add(work.urn);
      return { steps: [SameStep.skippedCreate(this.#context, work.registration, state)] };
    }
    work.registration.done(registered(old));
    return { steps: [] };
  }

  async #prepare(
    work: Work,
    old: ResourceState | undefined,
    state: ResourceState,
    invalid: boolean,
  ): Promise<Plan> {
    if (this.#options.mode === "destroy") {
      const steps = this.#destroyed(work, old, state);
      if (steps !== undefined) return { steps };
    }
    await this.#requireProvider(state);
    const { goal, urn } = work;
    const oldImportID = old?.importID || old?.id || "";
    const adopts =
      goal.custom &&
      state.importID !== "" &&
      (old === undefined || old.external || oldImportID !== state.importID);
    if (!adopts) return await this.#checkAndJudge(work, old, state, invalid);
    const recreating = this.decisions.deletes.has(urn);
    this.decisions.imports.add(urn);
    const original = recreating ? undefined : old;
    const step = new ImportStep(this.#context, work.registration, state, original);
    const next = async (): Promise<Plan> => {
      const wanted = stateOf(goal, urn);
      wanted.aliases = state.aliases;
      wanted.created = state.created;
      wanted.modified = state.modified;
      return await this.#checkAndJudge({ ...work, imported: true }, state, wanted, invalid);
    };
    const steps = original === undefined ? [step] : [step, new ReplaceStep({ old: original, new: state })];
    return { steps, next };
  }

  /** In the mode `destroy` nothing is made. @returns undefined for what goes on as usual: components and providers. */
  #destroyed(work: Work, old: ResourceState | undefined, state: ResourceState): readonly Step[] | undefined {
    const { registration, urn } = work;
    if (this.#needsSkipped(state) || (old === undefined && state.custom && !isProvider(state))) {
      this.decisions.skippedCreates.add(urn);
      if (old !== undefined) state.outputs = old.outputs;
      return [SameStep.skippedCreate(this.#context, registration, state)];
    }
    this.toDelete.push(state);
    if (old === undefined || !state.custom || isProvider(state)) return undefined;
    this.decisions.sames.add(urn);
    state.inputs = old.inputs;
    return [new SameStep(this.#context, registration, { old, new: state })];
  }

  async #checkAndJudge(
    work: Work,
    old: ResourceState | undefined,
    state: ResourceState,
    wasInvalid: boolean,
  ): Promise<Plan> {
    const { goal, urn, registration } = work;
    const recreating = this.decisions.deletes.has(urn);
    const wasExternal = old?.external === true;
    const isImplicit = isProvider(state) || qualifiedType(urn) === STACK_TYPE;
    const targeted = isImplicit || this.#isIncluded(state);
    const oldInputs = old?.inputs ?? EVERYTHING_NEW;
    const problems = wasInvalid ? [`resource ${urn} is invalid`] : [];
    if (state.custom) {
      const anew = recreating || wasExternal || old === undefined || this.#isToBeReplaced(urn, old);
      if (!targeted) state.inputs = oldInputs;
      else if (anew) problems.push(...(await this.#check(work, state, EVERYTHING_NEW, goal.inputs)));
      else problems.push(...(await this.#check(work, state, oldInputs, this.#kept(goal, urn, oldInputs))));
    }
    if (targeted) this.#queueDependencies(state);
    if (problems.length > 0) throw new Bail(problems.join("\n"));
    state.inputs = await this.#options.judge(state, goal, this.#providerOf(state));

    if (recreating && old !== undefined) return { steps: this.#recreated(work, old, state) };
    if (wasExternal) {
      this.decisions.creates.add(urn);
      const states = { old, new: state };
      return this.#validated([
        new CreateStep(this.#context, registration, state, { old, deleteLater: true }),
        new ReplaceStep(states),
      ]);
    }
    this.#extendSelection(state, targeted);
    if (old === undefined) {
      if (targeted) {
        this.decisions.creates.add(urn);
        return this.#validated([new CreateStep(this.#context, registration, state)]);
      }
      this.decisions.sames.add(urn);
      this.decisions.skippedCreates.add(urn);
      return this.#validated([SameStep.skippedCreate(this.#context, registration, state)]);
    }
    if (!targeted) return this.#validated(this.#untargeted(work, old));
    const diff = await this.#diff(work, old, state);
    return this.#validated(await this.#changed(work, old, state, diff));
  }

  #recreated(work: Work, old: ResourceState, state: ResourceState): readonly Step[] {
    this.decisions.deletes.delete(work.urn);
    this.decisions.replaces.add(work.urn);
    return [
      new ReplaceStep({ old, new: state }),
      new CreateStep(this.#context, work.registration, state, { old, deleteLater: false }),
    ];
  }

  /** What the difference between what there is and what is wanted asks for. */
  async #changed(
    work: Work,
    old: ResourceState,
    state: ResourceState,
    given: DiffResponse | "trigger",
  ): Promise<readonly Step[]> {
    const { goal, urn, registration } = work;
    const triggered = given === "trigger";
    const hasInitErrors = old.initErrors.length > 0;
    const diff = triggered
      ? { ...NO_DIFF, changes: "some" as const }
      : withReplaceOnChanges(given, goal.replaceOnChanges, hasInitErrors);
    const states = { old, new: state };
    if (diff.changes === "some" || old.pendingReplacement) {
      if (needsReplacement(diff) || triggered || old.pendingReplacement)
        return await this.#replaced(work, states, diff);
      this.decisions.updates.add(urn);
      return [new UpdateStep(this.#context, registration, states, diff)];
    }
    if (hasInitErrors) {
      this.decisions.updates.add(urn);
      return [new UpdateStep(this.#context, registration, states, diff)];
    }
    if (this.decisions.imports.has(urn)) {
      registration.done(registered(old));
      return [];
    }
    this.decisions.sames.add(urn);
    return [new SameStep(this.#context, registration, states)];
  }

  async #replaced(
    work: Work,
    states: { readonly old: ResourceState; readonly new: ResourceState },
    diff: DiffResponse,
  ): Promise<readonly Step[]> {
    const { goal, urn, registration } = work;
    const { old, new: state } = states;
    if (state.protect && old.protect) {
      const message =
        `unable to replace resource "${urn}"\nas it is currently marked for protection. To unprotect the resource, ` +
        "remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`";
      this.sawError = true;
      if (!this.#context.preview) this.#bail(message, urn);
      this.#context.report("error", message, urn);
    }
    if (state.importID !== "") this.#refuseReplacementOfImported(urn, states, diff);
    this.decisions.replaces.add(urn);
    if (state.custom && !this.#isToBeReplaced(urn, old)) {
      const problems = await this.#check(work, state, EVERYTHING_NEW, goal.inputs);
      if (problems.length > 0) throw new Bail(problems.join("\n"));
    }
    if (goal.deleteBeforeReplace ?? diff.deleteBeforeReplace) {
      const steps = await this.#deletesBefore(old);
      return [
        ...steps,
        new ReplaceStep(states, diff),
        new CreateStep(this.#context, registration, state, { old, diff, deleteLater: false }),
      ];
    }
    return [
      new CreateStep(this.#context, registration, state, { old, diff, deleteLater: true }),
      new ReplaceStep(states, diff),
    ];
  }

  /** Deletes a resource before its replacement is made, and before it what needs it and would be replaced. */
  async #deletesBefore(old: ResourceState): Promise<readonly Step[]> {
    const { urn } = old;
    const { deletes, pendingDeletes } = this.decisions;
    const context = this.#replacementContext();
    const dependents =
      this.#context.preview && !context.olds.graph.has(old) ? [] : await dependentReplacements(old, context);
    const steps: Step[] = [];
    for (const dependent of [...dependents, ...cascades(urn, context)].reverse()) {
      if (pendingDeletes.has(dependent)) continue;
      if (dependent.protect && !dependent.delete) {
        this.sawError = true;
        this.#bail(
          `unable to replace resource "${dependent.urn}" as part of replacing "${urn}" as it is currently marked for protection. ` +
            "To unprotect the resource, remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`, " +
            `or use the command:\n\`pulumi state unprotect '${dependent.urn}'\``,
          urn,
        );
      }
      steps.push(
        new DeleteStep(
          this.#context,
          deletes,
          dependent,
          dependent.delete ? "dropped" : "before replacement",
        ),
      );
      deletes.add(dependent.urn);
      pendingDeletes.add(dependent);
    }
    await this.#context.providers.ensure(old.provider, context.olds.resources);
    if (!old.pendingReplacement) {
      deletes.add(urn);
      steps.push(new DeleteStep(this.#context, deletes, old, "before replacement"));
    }
    return steps;
  }

  #refuseReplacementOfImported(
    urn: string,
    { old, new: state }: { readonly old: ResourceState; readonly new: ResourceState },
    diff: DiffResponse,
  ): void {
    const keys = diff.replaces.map(
      (key) => `${key}: ${shown(old.inputs, key)} => ${shown(state.inputs, key)}`,
    );
    const message =
      "previously-imported resources that still specify an ID may not be replaced; " +
      `please remove the \`import\` declaration from your program;\n${keys.join("\n")}`;
    if (!this.#context.preview) throw new Error(message);
    this.#context.report("warning", message, urn);
  }

  async #diff(work: Work, old: ResourceState, state: ResourceState): Promise<DiffResponse | "trigger"> {
    const { urn, goal } = work;
    if (!this.#context.preview && containsUnknown(state.replacementTrigger)) {
      this.sawError = true;
      this.#bail(`replacement trigger contains unknowns for ${urn}`, urn);
    }
    if (isTriggered(old.replacementTrigger, state.replacementTrigger)) return "trigger";
    if (this.#isToBeReplaced(urn, old)) return replacedFor("id");
    if (state.replaceWith.some((other) => this.decisions.replaces.has(other)))
      return replacedFor("replaceWith");
    if (this.decisions.replaces.has(state.deletedWith)) return replacedFor("deletedWith");
    if (await this.#providerChanged(old, state)) return replacedFor("provider");
    if (!state.custom) {
      const same = sameProperties(old.inputs, this.#kept(goal, urn, old.inputs));
      return { ...NO_DIFF, changes: same ? "none" : "some" };
    }
    const comparison = {
      urn,
      id: old.id,
      oldInputs: old.inputs,
      oldOutputs: old.outputs,
      inputs: state.inputs,
      ignoreChanges: goal.ignoreChanges,
    };
    if (isProvider(state)) return await this.#context.providers.diff(comparison);
    try {
      const client = this.#context.providers.get(state.provider);
      if (client === undefined) throw new Error(`unknown provider '${state.provider}' for resource '${urn}'`);
      return await client.diff(comparison);
    } catch (error) {
      if (!(error instanceof DiffUnavailable)) throw error;
      this.#context.report("warning", error.message, urn);
      return { ...NO_DIFF, changes: "some" };
    }
  }

  /** Does a resource have to be replaced, as its provider is another one? */
  async #providerChanged(old: ResourceState, state: ResourceState): Promise<boolean> {
    if (old.provider === state.provider) return false;
    if (old.provider === "" || state.provider === "") return true;
    if (this.decisions.renamed.get(old.providerUrn) === state.providerUrn) return false;
    const client = this.#context.providers.get(state.provider);
    const oldProvider = this.#options.olds().get(old.providerUrn);
    const newProvider = this.decisions.providers.get(state.providerUrn);
    if (client === undefined || oldProvider === undefined || newProvider === undefined)
      throw new Error(`failed to resolve provider reference: "${old.provider}"`);
    const withoutInternal = ({ __internal: _, ...rest }: PropertyMap): PropertyMap => rest;
    const diff = await client.diffConfig({
      urn: newProvider.urn,
      id: "",
      oldInputs: withoutInternal(oldProvider.inputs),
      oldOutputs: oldProvider.outputs,
      inputs: withoutInternal(newProvider.inputs),
      ignoreChanges: [],
    });
    return needsReplacement(diff);
  }

  /** Has the inputs checked. @returns what is wrong with them, of which the user has been told then. */
  async #check(
    work: Work,
    state: ResourceState,
    olds: PropertyMap,
    news: PropertyMap,
  ): Promise<readonly string[]> {
    const { urn, seed } = work;
    const { providers } = this.#context;
    let checked: CheckResponse;
    if (isProvider(state)) checked = await providers.check(urn, olds, news);
    else {
      const client = providers.get(state.provider);
      if (client === undefined) throw new Error(`unknown provider '${state.provider}' for resource '${urn}'`);
      checked = await client.check(urn, olds, news, seed);
    }
    state.inputs = checked.inputs;
    const problems = checked.failures.map(({ property, reason }) => {
      const what = property === "" ? "" : `: property ${property} value ${shown(news, property)}`;
      return `${state.type} resource '${state.name}'${what} has a problem: ${reason}`;
    });
    for (const problem of problems) this.#context.report("error", problem, urn);
    return problems;
  }

  #kept(goal: Goal, urn: string, oldInputs: PropertyMap): PropertyMap {
    const unfit: string[] = [];
    const inputs = keepOldValues(goal.inputs, oldInputs, goal.ignoreChanges, (path) => unfit.push(path));
    if (unfit.length > 0)
      this.#context.report(
        "info",
        `cannot ignore changes in added or removed elements of the path: "${unfit.join(", ")}"`,
        urn,
      );
    return inputs;
  }

  /** Has the provider of a custom resource loaded; one that is no target may not be registered in this deployment. */
  async #requireProvider(state: ResourceState): Promise<void> {
    const { provider, urn } = state;
    if (!state.custom || isProvider(state) || this.#context.providers.get(provider) !== undefined) return;
    const olds = this.#options.olds();
    const old = olds.get(state.providerUrn);
    if (old === undefined || `${old.urn}::${old.id}` !== provider)
      this.#bail(`unknown provider '${provider}' for resource '${urn}'`, urn);
    await this.#context.providers.ensure(provider, olds.resources);
    if (this.#queuedSames.has(old.urn)) return;
    this.#queuedSames.add(old.urn);
    this.#untargetedSames.push(SameStep.untargeted(this.#context, undefined, old));
  }

  /** The provider resource of a resource. */
  #providerOf(state: ResourceState): ResourceState | undefined {
    if (state.provider === "") return undefined;
    return this.decisions.providers.get(state.providerUrn) ?? this.#options.olds().get(state.providerUrn);
  }

  #isToBeReplaced(urn: string, old: ResourceState | undefined): boolean {
    const { replace } = this.#options.selection;
    return (replace.constrained && replace.has(urn)) || old?.taint === true;
  }

  #isIncluded(state: ResourceState): boolean {
    const { targets, excludes } = this.#options.selection;
    if (targets.constrained) return this.#isTarget(state);
    return !excludes.constrained || !this.#isExcluded(state);
  }

  #isTarget(state: ResourceState): boolean {
    const { targets, targetDependents } = this.#options.selection;
    if (targets.constrained && targets.has(state.urn)) return true;
    return targetDependents && namesOneOf(state, this.targets);
  }

  #isExcluded(state: ResourceState): boolean {
    const { excludes, excludeDependents } = this.#options.selection;
    return excludes.has(state.urn) || (excludeDependents && namesOneOf(state, this.excludes));
  }

  #extendSelection(state: ResourceState, targeted: boolean): void {
    if (this.#options.selection.excludes.constrained && !targeted && this.#isExcluded(state))
      this.excludes.add(state.urn);
    else if (targeted && this.#isTarget(state)) this.targets.add(state.urn);
  }

  #needsSkipped(state: ResourceState): boolean {
    const { skippedCreates } = this.decisions;
    return (
      skippedCreates.has(state.providerUrn) || [...state.named()].some(({ urn }) => skippedCreates.has(urn))
    );
  }

  /** Lets a resource that is no target be as it was, and before it all that it names. */
  #untargeted(work: Work, old: ResourceState): readonly Step[] {
    const { olds } = this.#options;
    const { decisions } = this;
    if (old.provider !== "" && this.#context.providers.get(old.provider) === undefined) {
      const provider = olds().get(old.providerUrn);
      throw new Error(
        provider === undefined || `${provider.urn}::${provider.id}` !== old.provider
          ? `could not find provider ${old.provider} in old state`
          : `provider ${old.provider} for resource ${work.urn} has not been registered yet, this is due to a change of providers mixed with --target. Change your program back to the original providers`,
      );
    }
    const sames = (each: ResourceState, registration: Registration | undefined): Step[] => {
      if (each.delete) return [];
      const steps: Step[] = [];
      decisions.urns.add(each.urn);
      decisions.sames.add(work.urn);
      decisions.sames.add(each.urn);
      if (
        each.provider !== "" &&
        !decisions.has(each.providerUrn) &&
        !decisions.dealtWith(each.providerUrn)
      ) {
        const provider = olds().get(each.providerUrn);
        if (provider !== undefined && `${provider.urn}::${provider.id}` === each.provider)
          steps.push(...sames(provider, undefined));
      }
      for (const { kind, urn, key } of each.named()) {
        if (decisions.has(urn) || decisions.renamed.has(urn)) continue;
        const needed = olds().get(urn);
        if (needed === undefined)
          throw new Error(
            `${kind} ${urn} of untargeted resource ${work.urn}${key === undefined ? "" : `'s property ${key}`} has no old state`,
          );
        steps.push(...sames(needed, undefined));
      }
      return [...steps, SameStep.untargeted(this.#context, registration, each)];
    };
    return sames(old, work.registration);
  }

  /** Has what a target names, and is none, stay in the state before it. */
  #queueDependencies(state: ResourceState): void {
    if (!this.#options.selection.targets.constrained) return;
    const queue = (urn: string): void => {
      if (urn === "" || this.decisions.has(urn) || this.decisions.renamed.has(urn)) return;
      if (this.#queuedSames.has(urn)) return;
      const old = this.#options.olds().get(urn);
      if (old === undefined) return;
      this.#queuedSames.add(urn);
      const provider = this.#options.olds().get(old.providerUrn);
      if (provider !== undefined && `${provider.urn}::${provider.id}` === old.provider)
        queue(old.providerUrn);
      for (const named of old.named()) queue(named.urn);
      this.#untargetedSames.push(SameStep.untargeted(this.#context, undefined, old));
    };
    for (const { urn } of state.named()) queue(urn);
  }

  /** Puts before the steps what is no target but named by one, and refuses what needs something that is not made. */
  #validated(given: readonly Step[]): Plan {
    const steps = [...this.#takeUntargetedSames(), ...given];
    const { targets, excludes, replace } = this.#options.selection;
    if (![targets, excludes, replace].some(({ constrained }) => constrained)) return { steps };
    const { skippedCreates } = this.decisions;
    for (const { new: state, ...step } of steps.map((each) => ({ new: each.new, each }))) {
      if (state === undefined) continue;
      if (step.each instanceof SameStep && step.each.untouched === "skipped create") continue;
      for (const urn of [...[...state.named()].map((named) => named.urn), state.providerUrn]) {
        if (!skippedCreates.has(urn)) continue;
        this.sawError = true;
        const reason = excludes.constrained ? "is excluded" : "was was not specified in --target list";
        const message = `Resource '${state.urn}' depends on '${urn}' which ${reason}.`;
        if (!this.#context.preview) this.#bail(message, state.urn);
        this.#context.report("error", message, state.urn);
        skippedCreates.delete(urn);
      }
    }
    return { steps };
  }

  #takeUntargetedSames(): readonly Step[] {
    const queued = this.#untargetedSames;
    this.#untargetedSames = [];
    return queued.filter(({ state: { urn } }) => {
      if (this.decisions.has(urn) || this.decisions.dealtWith(urn)) return false;
      this.decisions.urns.add(urn);
      this.decisions.sames.add(urn);
      return true;
    });
  }

  #replacementContext(): ReplacementContext {
    return {
      olds: this.#options.olds(),
      news: this.#options.news,
      decisions: this.decisions,
      providers: this.#context.providers,
    };
  }

  #bail(message: string, urn: string): never {
    this.#context.report("error", message, urn);
    throw new Bail(message);
  }
}

function namesOneOf(state: ResourceState, targets: Targets): boolean {
  const includes = (urn: string): boolean => urn !== "" && targets.constrained && targets.has(urn);
  return includes(state.providerUrn) || [...state.named()].some(({ urn }) => includes(urn));
}

/** Has the option `replacementTrigger` changed? One that is unknown may have. */
function isTriggered(old: unknown, now: unknown): boolean {
  if (containsUnknown(old) || containsUnknown(now)) return true;
  const plain = (value: unknown): unknown => withoutSecrets(withoutOutputs(value)) ?? null;
  const was = plain(old);
  const is = plain(now);
  return was !== null && is !== null && !sameValue(was, is);
}

/** A value as Pulumi's engine prints it. */
function shown(inputs: PropertyMap, property: string): string {
  const value = inputs[property.split(/[.[]/, 1)[0] ?? property];
  if (value === UNKNOWN) return "{<unknown>}";
  if (typeof value === "string") return `{${value}}`;
  return JSON.stringify(withoutSecrets(value)) === JSON.stringify(value)
    ? `{${JSON.stringify(value) ?? "<nil>"}}`
    : "{[secret]}";
}
