import { planDeletions } from "./deletions.ts";
import { DependencyGraph } from "./dependency-graph.ts";
import type { Changes, EngineEvent, Severity, SourcePosition } from "./events.ts";
import { Executor, Serial, Stopped } from "./executor.ts";
import { type Goal, type ReadGoal, type Registered, stateOf } from "./goal.ts";
import { type HookCall, Hooks } from "./hooks.ts";
import type { Import } from "./imports.ts";
import { Olds } from "./olds.ts";
import { builtinProvider } from "./providers/builtin-provider.ts";
import { DefaultProviders, type PluginSource } from "./providers/default-providers.ts";
import type { ProviderClient } from "./providers/provider-client.ts";
import type { ProviderHost } from "./providers/provider-host.ts";
import { ProviderRegistry } from "./providers/provider-registry.ts";
import { rebuilt, refreshSteps } from "./refreshes.ts";
import { removalLevels } from "./removals.ts";
import { ResourceState } from "./resource-state.ts";
import { type Persister, Snapshot } from "./snapshot.ts";
import type { DeploymentState, HookType } from "./state.ts";
import { Bail, type Mode, type Plan, type Selection, StepGenerator } from "./step-generator.ts";
import { CreateStep } from "./steps/create.ts";
import { PlannedImportStep } from "./steps/import.ts";
import { RefreshStep } from "./steps/refresh.ts";
import { SameStep } from "./steps/same.ts";
import type { Registration, Step, StepContext } from "./steps/step.ts";
import { Targets } from "./targets.ts";
import {
  createUrn,
  isDefaultProvider,
  isProviderType,
  nameOf,
  packageOf,
  type StackName,
  stackUrn,
  typeOf,
} from "./urn.ts";
import type { PropertyMap } from "./wire.ts";

export interface DeploymentOptions {
  readonly stack: StackName;
  /** The configuration, by `namespace:key`. */
  readonly config: Readonly<Record<string, string>>;
  /** The keys of the configuration whose values are secret. */
  readonly secretKeys?: readonly string[];
  readonly host: ProviderHost;
  readonly state: DeploymentState;
  readonly preview: boolean;
  /** How many chains of steps may run at a time. */
  readonly parallel: number;
  readonly onEvent: (event: EngineEvent) => void;
  readonly persister?: Persister | undefined;
  readonly mode?: Mode;
  /** Refreshes each resource before it is dealt with. */
  readonly refreshInProgram?: boolean;
  readonly selection?: Selection | undefined;
  /** What is independent of a failed step goes on. */
  readonly continueOnError?: boolean;
  /** The version of a package as it is installed, for those who name none. */
  readonly installedVersion?: (pkg: string) => string | undefined;
  /** The outputs of another stack. */
  readonly stackOutputs?: (name: string) => Promise<PropertyMap>;
  readonly policies?: Policies | undefined;
}

/** What is judged by policies. */
export interface Policies {
  /** @returns the inputs, which a policy may have mended. @throws {Bail} when they are forbidden. */
  judge(state: ResourceState, goal: Goal, provider: ResourceState | undefined): Promise<PropertyMap>;
  judgeStack(resources: readonly { state: ResourceState; goal: Goal | undefined }[]): Promise<void>;
  /** A mandatory policy was broken: by a preview, or the stack as a whole. That fails a deployment at its end. */
  readonly violated: boolean;
}

const NOTHING: PropertyMap = {};

/**
 * Brings resources from the state of the last deployment to what the program asks for, as Pulumi's engine does:
 * checks and diffs one after the other, in the order of registration; creates, updates and deletes side by side;
 * what the program no longer declares is deleted at the end. After a failure what runs finishes and nothing new
 * starts (`deployment_executor.go`).
 */
export class Deployment {
  readonly hooks: Hooks;
  readonly changes: Changes = {};
  readonly #options: DeploymentOptions;
  readonly #selection: Selection;
  readonly #snapshot: Snapshot;
  readonly #providers: ProviderRegistry;
  readonly #defaultProviders: DefaultProviders;
  readonly #generator: StepGenerator;
  readonly #executor: Executor;
  readonly #executors: Executor[] = [];
  readonly #serial = new Serial();
  readonly #context: StepContext;
  readonly #stackUrn: string;
  readonly #stop = Promise.withResolvers<void>();
  readonly #news = new Map<string, ResourceState>();
  readonly #reads = new Map<string, ResourceState>();
  readonly #goals = new Map<string, Goal>();
  /** Registrations that are not through. */
  readonly #underWay = new Set<Promise<void>>();
  /** URNs that failed, or were skipped because of one that did. */
  readonly #skipped = new Set<string>();
  #olds: Olds;
  #stackOutputs: PropertyMap | undefined;
  #failure: Error | undefined;
  /** The deployment was ended by something else than the failure of a resource. */
  #bailed = false;
  #canceled = false;

  constructor(options: DeploymentOptions) {
    const { preview, config, host, persister, stack } = options;
    this.#options = options;
    this.#selection = options.selection ?? EVERYTHING;
    this.#stackUrn = stackUrn(stack);
    this.#snapshot = new Snapshot(options.state, preview ? undefined : persister);
    this.#olds = new Olds(this.#snapshot.base);
    this.hooks = new Hooks({ preview, warn: (message, urn) => this.report("warning", message, urn) });
    this.#providers = new ProviderRegistry(
      host,
      builtinProvider({
        stackOutputs: (name) => this.#outputsOfStack(name),
        resource: (urn) => this.#news.get(urn) ?? this.#reads.get(urn),
      }),
      preview,
    );
    this.#defaultProviders = new DefaultProviders({
      config,
      secretKeys: options.secretKeys ?? [],
      installedVersion: options.installedVersion ?? (() => undefined),
      register: (goal) => this.#register(goal),
    });
    this.#context = {
      preview,
      providers: this.#providers,
      runHooks: (type, call) => this.hooks.run(type, call),
      runAfterHooks: (type, call) => this.#runAfterHooks(type, call),
      withRetries: (name, call, operation) => this.hooks.withRetries(name, call, operation),
      report: (severity, message, urn) => this.report(severity, message, urn),
    };
    this.#executor = this.#newExecutor(options.continueOnError ?? false);
    this.#generator = new StepGenerator({
      stack,
      mode: options.mode ?? "update",
      refresh: options.refreshInProgram ?? false,
      selection: this.#selection,
      context: this.#context,
      olds: () => this.#olds,
      news: this.#news,
      judge: async (state, goal, provider) =>
        (await options.policies?.judge(state, goal, provider)) ?? state.inputs,
    });
  }

  /** The first failure. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /** Nothing new will start. */
  get hasStopped(): boolean {
    return this.#executor.stopped;
  }

  /** Resolves once nothing new will start. */
  get stopped(): Promise<void> {
    return this.#stop.promise;
  }

  /** What there is now; complete once `finish` or `settle` has resolved. */
  get state(): DeploymentState {
    const { state } = this.#snapshot;
    return this.#options.preview ? { ...state, preview: true } : state;
  }

  get stackOutputs(): PropertyMap {
    return this.state.resources.find(({ urn }) => urn === this.#stackUrn)?.outputs ?? NOTHING;
  }

  report(severity: Severity, message: string, urn?: string, source?: SourcePosition): void {
    this.#options.onEvent({
      kind: "diagnostic",
      severity,
      message,
      ...(urn === undefined || urn === "" ? {} : { urn }),
      ...(source === undefined ? {} : { source }),
    });
  }

  /** Lets what runs finish and starts nothing any more. `reported`: the user knows of the error already. */
  fail(
    error: Error,
    about: "reported" | { readonly urn?: string; readonly source?: SourcePosition | undefined } = {},
  ): void {
    if (error instanceof Stopped) return;
    if (about !== "reported" && !(error instanceof Bail))
      this.report("error", error.message, about.urn, about.source);
    this.#failure ??= error;
    this.#bailed = true;
    this.#halt();
  }

  /** Lets what runs finish and starts nothing any more, as somebody wants it to end. Providers may hurry. */
  cancel(): void {
    if (this.#canceled) return;
    this.#canceled = true;
    this.#failure ??= new Bail(`The ${this.#kind} was canceled.`);
    this.#halt();
    void this.#providers.cancel();
  }

  /** Fails the deployment when `operation`, which is about the resource `urn`, does. @throws {Stopped} */
  async attempt<T>(urn: string, operation: () => Promise<T>, source?: SourcePosition): Promise<T> {
    try {
      return await operation();
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(String(error)), { urn, source });
      throw new Stopped();
    }
  }

  /** Makes a resource what the program wants it to be. @throws {Stopped} when the deployment fails, here or elsewhere. */
  async register(goal: Goal): Promise<Registered> {
    if (!goal.custom || isProviderType(goal.type)) return await this.#register(goal);
    return await this.#register({ ...goal, provider: await this.resourceProvider(goal) });
  }

  /** Looks up a resource that does not belong to the stack. @throws {Stopped} */
  async read(goal: ReadGoal): Promise<Registered> {
    const urn = createUrn(this.#options.stack, goal.parent, goal.type, goal.name);
    const { type } = goal;
    // Not an attempt: a program may go on without what it has looked up.
    const provider = goal.provider ?? (await this.#defaultProviders.reference(type, packageOf(type), goal));
    return await this.#carryOut(urn, goal.source, async (registration) =>
      this.#generator.read({ ...goal, provider }, registration),
    );
  }

  /** The reference to the provider of a resource, `URN::ID`: the explicit one, or the package's default. @throws {Stopped} */
  async resourceProvider(
    goal: Pick<Goal, "type" | "name" | "parent" | "provider" | "version" | "pluginDownloadUrl" | "source">,
  ): Promise<string> {
    const urn = createUrn(this.#options.stack, goal.parent, goal.type, goal.name);
    const reference = async (): Promise<string> =>
      goal.provider ?? (await this.#defaultProviders.reference(urn, packageOf(goal.type), goal));
    return await this.attempt(urn, reference, goal.source);
  }

  /** The reference to the provider that `token` needs, `URN::ID`: the explicit one, or the package's default. */
  async providerReference(
    token: string,
    explicit: string | undefined,
    plugin: PluginSource,
  ): Promise<string> {
    return explicit ?? (await this.#defaultProviders.reference(token, packageOf(token), plugin));
  }

  /** The version of a package as it is installed. */
  installedVersion(pkg: string): string | undefined {
    return this.#options.installedVersion?.(pkg);
  }

  /** @throws {Error} when `reference` names no provider of this deployment. */
  provider(reference: string): ProviderClient {
    this.#executor.requireRunning();
    const client = this.#providers.get(reference);
    if (client === undefined) throw new Error(`unknown provider '${reference}'`);
    return client;
  }

  /** Calls a function of a provider. @throws {Error} what the function throws. */
  async invoke(
    token: string,
    args: PropertyMap,
    provider: string | undefined,
    plugin: PluginSource,
  ): Promise<PropertyMap> {
    const reference = await this.providerReference(token, provider, plugin);
    return (await this.provider(reference).invoke(token, args)).properties;
  }

  /** Takes the outputs of a component, or of the stack: those count once the whole deployment has ended. */
  async registerOutputs(urn: string, outputs: PropertyMap): Promise<void> {
    if (urn === this.#stackUrn) {
      this.#stackOutputs = outputs;
      return;
    }
    await this.#serial.run(() => this.#setOutputs(urn, outputs));
  }

  /** Finds out what has become of all resources, before anything else is done. */
  async refresh(): Promise<void> {
    this.#requireKnown(this.#selection.targets);
    this.#requireKnown(this.#selection.excludes);
    if (!this.hasStopped) await this.#refresh(() => true);
  }

  /** There are resources whose provider has asked for a refresh before every update. */
  get wantsRefreshBeforeUpdate(): boolean {
    return this.#olds.resources.some((old) => old.refreshBeforeUpdate);
  }

  /** Refreshes those. */
  async refreshBeforeUpdate(): Promise<void> {
    await this.#refresh((state) => state.refreshBeforeUpdate);
  }

  /** Checks that what is to be replaced is there. */
  requireReplaceTargets(): void {
    this.#requireKnown(this.#selection.replace);
  }

  /** Checks that all targets and excludes are in the state. */
  requireTargetsInState(): void {
    for (const targets of [this.#selection.targets, this.#selection.excludes])
      for (const urn of targets.literals)
        if (this.#olds.all(urn).length === 0) this.fail(new Error(`no resource named '${urn}' found`));
  }

  warnOfPendingOperations(): void {
    const pending = this.#options.state.pendingOperations ?? [];
    if (pending.length === 0 || this.#options.preview) return;
    const operations = pending.map(
      ({ type, resource }) => `  * ${resource.urn}, interrupted while ${type}\n`,
    );
    this.report(
      "warning",
      `Attempting to deploy or update resources with ${pending.length} pending operations from previous deployment.\n${operations.join("")}${PENDING_OPERATIONS}`,
    );
  }

  /** A resource with delete hooks can't be destroyed without the program that they are functions of. */
  refuseDeleteHooks(): void {
    const hooked = this.#olds.resources.filter(
      ({ resourceHooks: { BeforeDelete, AfterDelete } }) => BeforeDelete ?? AfterDelete,
    );
    for (const { urn, resourceHooks } of hooked)
      this.report(
        "error",
        `Resource has delete hooks registered, but the program is not running. Hooks: ${[...(resourceHooks.BeforeDelete ?? []), ...(resourceHooks.AfterDelete ?? [])].join(", ")}`,
        urn,
      );
    if (hooked.length > 0)
      this.fail(new Error("You must run with the `--run-program` flag to use delete hooks during destroy."));
  }

  /** The end of what was nothing but a refresh. */
  async finishRefresh(): Promise<void> {
    await this.#snapshot.save();
  }

  /** Deletes what the program did not declare, once it has ended well; or refreshes it, in the mode `refresh`. */
  async finish(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
    if (!this.hasStopped) {
      const known = this.#reportUnknown(this.#selection.targets, this.#generator.decisions.urns);
      if (this.#options.mode === "refresh")
        await this.#refresh(({ urn }) => !this.#generator.decisions.dealtWith(urn));
      else await this.#delete();
      if (!known) this.fail(new Bail(UNKNOWN_TARGETS));
    }
    await this.settle();
    await this.#registerStackOutputs();
    if (!this.failed) await this.#judgeStack();
    this.#conclude();
    await this.#snapshot.save();
  }

  get #kind(): "preview" | "update" {
    return this.#options.preview ? "preview" : "update";
  }

  /** Says that the deployment has failed where that is so because of single resources, or that it was canceled. */
  #conclude(): void {
    const { sawError } = this.#generator;
    const violated = this.#options.policies?.violated ?? false;
    if (this.#bailed || !(this.failed || sawError || violated)) return;
    const failed = !this.#canceled || sawError || violated || this.#executors.some(({ errored }) => errored);
    this.report("error", `${this.#kind} ${failed ? "failed" : "canceled"}`);
    this.#failure ??= new Bail("Something is wrong, as has been reported.");
  }

  /** Adopts existing resources, beside those that there are. */
  async import(imports: readonly Import[]): Promise<void> {
    await this.attempt("", () => this.#import(imports)).catch(() => undefined);
    await this.settle();
    if (this.#executors.some(({ errored }) => errored) && !this.#bailed) {
      const cause = this.#failure?.cause;
      const reason = cause instanceof Error ? describe(cause) : "";
      this.report("error", `update failed: step application failed: ${reason}`);
      this.#halt();
    } else this.#conclude();
    await this.#snapshot.save();
  }

  /** Resolves when nothing is under way. */
  async settle(): Promise<void> {
    await this.#serial.run(async () => {});
    await this.#executor.idle();
  }

  /** Tells the providers that the deployment has ended. */
  async close(): Promise<void> {
    await this.#providers.close();
  }

  async #register(goal: Goal): Promise<Registered> {
    const urn = createUrn(this.#options.stack, goal.parent, goal.type, goal.name);
    this.#goals.set(urn, goal);
    return await this.#carryOut(urn, goal.source, (registration) =>
      this.#generator.register(goal, registration),
    );
  }

  async #import(imports: readonly Import[]): Promise<void> {
    for (const old of this.#olds.resources.filter((each) => !each.delete))
      await this.#inOrder(new SameStep(this.#context, undefined, { old, new: untouched(old) }));
    if (this.#olds.get(this.#stackUrn) === undefined)
      await this.#inOrder(new CreateStep(this.#context, undefined, new ResourceState(this.#stackUrn, false)));
    const left = new Map<string, PlannedImportStep>();
    for (const each of imports) {
      const old = this.#olds.get(each.urn);
      if (old !== undefined && (old.importID || old.id) === each.id) continue;
      left.set(each.urn, await this.#planImport(each, old !== undefined));
    }
    const executor = this.#newExecutor(true);
    while (left.size > 0 && !executor.stopped && !executor.errored) {
      const ready = [...left.values()].filter(({ state }) => !left.has(state.parent));
      for (const { state } of ready) left.delete(state.urn);
      await executor.all(ready);
    }
  }

  async #planImport(each: Import, taken: boolean): Promise<PlannedImportStep> {
    const { urn, parent, id, component, inputs, outputs, properties } = each;
    const state = new ResourceState(urn, !component);
    state.parent = parent;
    state.importID = id;
    // As `pulumi import` does, unless it is told otherwise.
    state.protect = true;
    if (!component) state.provider = await this.#importProvider(each);
    return new PlannedImportStep(this.#context, state, {
      inputs,
      outputs,
      properties,
      taken,
    });
  }

  async #importProvider({ type, providerUrn, version }: Import): Promise<string> {
    if (providerUrn === undefined)
      return await this.#defaultProviderForImport(type, {
        ...(version !== undefined && { version }),
      });
    const provider = this.#olds.get(providerUrn);
    if (provider === undefined) throw new Error(`provider reference for URN ${providerUrn} not found`);
    return `${provider.urn}::${provider.id}`;
  }

  /** The default provider of the stack, or a new one. */
  async #defaultProviderForImport(type: string, plugin: PluginSource): Promise<string> {
    const pkg = packageOf(type);
    const goal = this.#defaultProviders.goal(pkg, plugin);
    const urn = createUrn(this.#options.stack, undefined, goal.type, goal.name);
    const known = this.#news.get(urn);
    if (known !== undefined) return `${urn}::${known.id}`;
    const { failures } = await this.#providers.check(urn, NOTHING, goal.inputs);
    if (failures.length > 0)
      throw new Error(`provider check failed: ${failures.map(({ reason }) => reason).join(", ")}`);
    const state = stateOf(goal, urn);
    await this.#inOrder(new CreateStep(this.#context, undefined, state));
    return `${urn}::${state.id}`;
  }

  async #inOrder(step: Step): Promise<void> {
    await (await this.#executor.start([step])).ended;
    this.#executor.requireRunning();
  }

  /** Works out and carries out what a registration asks for. @returns what the program is told. @throws {Stopped} */
  async #carryOut(
    urn: string,
    source: SourcePosition | undefined,
    plan: (registration: Registration) => Promise<Plan>,
  ): Promise<Registered> {
    const { promise, resolve } = Promise.withResolvers<Registered>();
    const work = this.attempt(urn, () => this.#continue(() => plan({ done: resolve })), source);
    const underWay = work.catch(() => undefined).finally(() => this.#underWay.delete(underWay));
    this.#underWay.add(underWay);
    const stopped = this.stopped.then(() => {
      throw new Stopped();
    });
    return await Promise.race([promise, stopped, work.then(() => promise)]);
  }

  async #continue(plan: () => Promise<Plan>): Promise<void> {
    const { steps, next, ended } = await this.#serial.run(async () => {
      this.#executor.requireRunning();
      const planned = await plan();
      const chain = planned.steps.filter((step) => !this.#skips(step));
      return { steps: chain, next: planned.next, ...(await this.#executor.start(chain)) };
    });
    await ended;
    const failed = steps.some((step) => this.#executor.failed.includes(step));
    if (next !== undefined && !failed) await this.#continue(next);
  }

  /** Skips a step that needs something which has failed. */
  #skips(step: Step): boolean {
    for (const failed of this.#executor.failed) this.#skipped.add(failed.state.urn);
    if (![...step.state.named()].some(({ urn }) => this.#skipped.has(urn))) return false;
    step.skip();
    this.#skipped.add(step.state.urn);
    return true;
  }

  async #refresh(wanted: (state: ResourceState) => boolean): Promise<void> {
    const steps = await this.attempt("", () =>
      refreshSteps(this.#olds.resources.filter(wanted), this.#selection, this.#context, this.#olds),
    ).catch(() => []);
    const executor = this.#newExecutor(true);
    await executor.all(steps);
    this.#snapshot.base = rebuilt(this.#snapshot.base, steps);
    this.#olds = new Olds(this.#snapshot.base);
    await this.#snapshot.save();
    if (!executor.errored && !this.#canceled) return;
    if (this.#options.mode !== "refresh") this.#conclude();
    this.#halt();
  }

  async #delete(): Promise<void> {
    const plan = async (): Promise<void> => {
      const { sames, deletes, graph } = await planDeletions({
        generator: this.#generator,
        context: this.#context,
        selection: this.#selection,
        olds: this.#olds,
        news: this.#news,
        decisions: this.#generator.decisions,
        providers: this.#providers,
      });
      await (await this.#executor.start(sames)).ended;
      const graphs = [this.#olds.graph, new DependencyGraph(this.#generator.toDelete)];
      for (const level of removalLevels(deletes, graph)) {
        const needed = new Set<ResourceState>();
        for (const { state, old } of this.#executor.failed)
          for (const each of [state, old]) {
            if (each === undefined) continue;
            const around = graphs.find((known) => known.has(each));
            for (const dependency of around?.transitiveDependenciesOf(each) ?? []) needed.add(dependency);
          }
        await this.#executor.all(level.filter(({ state }) => !needed.has(state)));
      }
    };
    try {
      await plan();
    } catch (error) {
      if (error instanceof Bail) this.#failure ??= error;
      else this.fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  async #registerStackOutputs(): Promise<void> {
    const outputs = this.#stackOutputs;
    if (outputs === undefined) return;
    const old = this.#olds.get(this.#stackUrn)?.outputs ?? NOTHING;
    const errored = this.failed || this.#generator.sawError;
    await this.attempt(this.#stackUrn, () =>
      this.#setOutputs(this.#stackUrn, errored ? { ...old, ...outputs } : outputs),
    ).catch(() => undefined);
  }

  async #setOutputs(urn: string, outputs: PropertyMap): Promise<void> {
    const step = this.#executor.takeRegistration(urn);
    const { new: state, old } = step;
    if (state === undefined || (step instanceof SameStep && step.untouched === "skipped create")) return;
    state.outputs = outputs;
    if (!state.custom) {
      const call: HookCall = { state, news: state, newOutputs: outputs };
      if (step.op === "create") await this.#runAfterHooks("AfterCreate", call);
      else if (step.op === "update" && old !== undefined)
        await this.#runAfterHooks("AfterUpdate", { ...call, olds: old, oldOutputs: old.outputs });
    }
    await this.#snapshot.save();
  }

  async #judgeStack(): Promise<void> {
    const resources = [...this.#news.values()].map((state) => ({ state, goal: this.#goals.get(state.urn) }));
    const judge = async (): Promise<void> => this.#options.policies?.judgeStack(resources);
    await this.attempt("", judge).catch(() => undefined);
  }

  async #runAfterHooks(type: HookType, call: HookCall): Promise<void> {
    try {
      await this.hooks.run(type, call);
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      this.report("error", failure.message, call.state.urn);
      this.#failure ??= failure;
      if (!this.#options.continueOnError) this.#halt();
    }
  }

  #halt(): void {
    this.#failure ??= new Bail("The deployment has failed.");
    for (const executor of this.#executors) executor.stop();
    this.#stop.resolve();
  }

  #requireKnown(targets: Selection["targets"]): void {
    if (!this.#reportUnknown(targets, new Set())) this.fail(new Bail(UNKNOWN_TARGETS));
  }

  /** @returns false when there are targets that are neither in the state nor `registered`. */
  #reportUnknown(targets: Selection["targets"], registered: ReadonlySet<string>): boolean {
    const unknown = targets.literals.filter(
      (urn) => this.#olds.all(urn).length === 0 && !registered.has(urn),
    );
    for (const urn of unknown)
      this.report(
        "error",
        `Target '${urn}' could not be found in the stack.${urn.includes("$") ? "" : " Did you forget to escape $ in your shell?"}`,
      );
    return unknown.length === 0;
  }

  async #outputsOfStack(name: string): Promise<PropertyMap> {
    const { stackOutputs } = this.#options;
    if (stackOutputs === undefined)
      throw new Error(`The stack ${name} can't be read: this deployment knows of no other stack.`);
    return await stackOutputs(name);
  }

  #newExecutor(continueOnError: boolean): Executor {
    const executor = new Executor({
      snapshot: this.#snapshot,
      parallel: this.#options.parallel,
      continueOnError,
      onBegin: (step) =>
        this.#options.onEvent({
          kind: "begin",
          op: step.op,
          urn: step.state.urn,
          type: step.state.type,
          internal: isInternal(step),
        }),
      onEnd: (step, ms) => this.#ended(step, ms),
      onError: (step, error) => this.#stepFailed(step, error),
      onWarning: (message, urn) => this.report("warning", message, urn),
      onState: (step, state) =>
        (step.op === "read" || step.op === "read-replacement" ? this.#reads : this.#news).set(
          state.urn,
          state,
        ),
    });
    this.#executors.push(executor);
    return executor;
  }

  #ended(step: Step, ms: number): void {
    if (isInternal(step)) return;
    const { op, state, diff } = step;
    this.changes[op] = (this.changes[op] ?? 0) + 1;
    this.#options.onEvent({
      kind: "step",
      op,
      urn: state.urn,
      type: state.type,
      name: state.name,
      ...(diff?.detailedDiff === undefined ? {} : { diff: diff.detailedDiff }),
      ms: Math.round(ms),
    });
  }

  #stepFailed(step: Step, error: Error): void {
    const { preview, continueOnError } = this.#options;
    const { urn } = step.state;
    const message = describe(error);
    const source = this.#goals.get(urn)?.source;
    this.report(
      "error",
      preview ? `Preview failed: ${message}` : message,
      isInternal(step) ? undefined : urn,
      source,
    );
    this.#failure ??= new Error(
      `${GERUNDS[step.op] ?? step.op} ${typeOf(urn)} '${nameOf(urn)}': ${message}`,
      {
        cause: error,
      },
    );
    const goesOn = step instanceof RefreshStep || step instanceof PlannedImportStep;
    if (!continueOnError && error.name !== "ProtectedError" && !goesOn) this.#halt();
  }
}

/** The state of a resource that is registered again as it is. */
function untouched(old: ResourceState): ResourceState {
  const state = old.copy();
  state.id = "";
  return state;
}

/** Steps that are the engine's own business. */
function isInternal({ op, state }: Step): boolean {
  return op === "remove-pending-replace" || isDefaultProvider(state.urn);
}

const UNKNOWN_TARGETS = "one or more targets could not be found in the stack";

export const EVERYTHING: Selection = {
  targets: new Targets(),
  targetDependents: false,
  excludes: new Targets(),
  excludeDependents: false,
  replace: new Targets(),
};

const GERUNDS: Readonly<Record<string, string>> = {
  create: "creating",
  "create-replacement": "creating the replacement of",
  update: "updating",
  delete: "deleting",
  "delete-replaced": "deleting the replaced",
  read: "reading",
  refresh: "refreshing",
  import: "importing",
};

/** An AWS error with its code, any other with its message. */
function describe(error: Error): string {
  return "code" in error && typeof error.code === "string"
    ? `${error.code}: ${error.message}`
    : error.message;
}

const PENDING_OPERATIONS =
  "These resources are in an unknown state because the Pulumi CLI was interrupted while waiting for changes to these resources to complete. " +
  "You should confirm whether or not the operations listed completed successfully by checking the state of the appropriate provider. " +
  "For example, if you are using AWS, you can confirm using the AWS Console.\n\n" +
  "Once you have confirmed the status of the interrupted operations, you can repair your stack using `pulumi refresh` " +
  "which will refresh the state from the provider you are using and clear the pending operations if there are any.\n\n" +
  "Note that `pulumi refresh` will need to be run interactively to clear pending CREATE operations.";
