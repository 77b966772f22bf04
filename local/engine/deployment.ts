import { isDeepStrictEqual } from "node:util";
import type { DiffResponse, Provider } from "../provider/provider.ts";
import { isUnknown } from "../provider/resource.ts";
import { Aliases } from "./aliases.ts";
import { resolveAssets } from "./assets.ts";
import { DefaultProviders } from "./default-providers.ts";
import type { Changes, EngineEvent, SourcePosition } from "./events.ts";
import { Executor, Serial, Stopped } from "./executor.ts";
import { type Goal, type ReadGoal, type Registered, recordOf } from "./goal.ts";
import { keepOldValues } from "./paths.ts";
import { ProviderCalls } from "./provider-calls.ts";
import { removalLevels } from "./removals.ts";
import { dependentReplacements } from "./replacements.ts";
import { type OldResource, ResourceTable, type Slot } from "./resource-table.ts";
import type { DeploymentState } from "./state.ts";
import { protectedError, Steps, type Wanted } from "./steps.ts";
import { createUrn, isProviderType, nameOf, type StackName, stackUrn, typeOf } from "./urn.ts";
import type { PropertyMap } from "./wire.ts";

export interface DeploymentOptions {
  readonly stack: StackName;
  /** What relative paths of assets refer to. */
  readonly directory: string;
  /** The configuration, by `namespace:key`. */
  readonly config: Readonly<Record<string, string>>;
  readonly provider: Provider;
  readonly state: DeploymentState;
  readonly preview: boolean;
  /** How many operations of the provider may run at a time. */
  readonly parallel: number;
  readonly onEvent: (event: EngineEvent) => void;
}

/** What is left to do for a resource once it has been decided. */
type Execute = () => Promise<Registered>;

const NOTHING: PropertyMap = {};

/**
 * Brings resources from the state of the last deployment to what the program asks for, as Pulumi's engine does:
 * checks and diffs one after the other, in the order of registration; creates, updates and deletes side by side;
 * what the program no longer declares is deleted at the end. After a failure what runs finishes and nothing new
 * starts.
 */
export class Deployment {
  readonly #options: DeploymentOptions;
  readonly #calls: ProviderCalls;
  readonly #table: ResourceTable;
  readonly #aliases: Aliases;
  readonly #executor: Executor;
  readonly #steps: Steps;
  readonly #providers: DefaultProviders;
  readonly #serial = new Serial();
  readonly #stackUrn: string;
  /** By URN: deleted before the replacement of what they depend on, and to be made anew once declared. */
  readonly #cascaded = new Map<string, Promise<void>>();
  readonly #stop = Promise.withResolvers<void>();
  #stackOutputs: PropertyMap | undefined;
  #failure: Error | undefined;

  constructor(options: DeploymentOptions) {
    const { stack, config, provider, preview, state, parallel, onEvent } = options;
    this.#options = options;
    this.#calls = new ProviderCalls(provider, preview);
    this.#table = new ResourceTable(state);
    this.#aliases = new Aliases(stack);
    this.#executor = new Executor(parallel);
    this.#steps = new Steps(this.#executor, this.#calls, this.#table, onEvent);
    this.#providers = new DefaultProviders(stack, config, this.#calls, this.#table);
    this.#stackUrn = stackUrn(stack);
  }

  /** The first failure. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /** Resolves once the deployment has failed, and nothing new will start. */
  get stopped(): Promise<void> {
    return this.#stop.promise;
  }

  get changes(): Changes {
    return this.#steps.changes;
  }

  /** What there is now; complete once `finish` or `settle` has resolved. */
  get state(): DeploymentState {
    const state = this.#table.state;
    return this.#options.preview ? { ...state, preview: true } : state;
  }

  get stackOutputs(): PropertyMap {
    return this.state.resources.find((record) => record.urn === this.#stackUrn)?.outputs ?? NOTHING;
  }

  /** Lets what runs finish and starts nothing any more. `reported`: the user knows of the error already. */
  fail(
    error: Error,
    about: "reported" | { readonly urn?: string; readonly source?: SourcePosition | undefined } = {},
  ): void {
    if (error instanceof Stopped) return;
    if (about !== "reported") {
      this.#options.onEvent({
        kind: "diagnostic",
        severity: "error",
        message: error.message,
        ...(about.urn === undefined ? {} : { urn: about.urn }),
        ...(about.source === undefined ? {} : { source: about.source }),
      });
    }
    this.#failure ??= error;
    this.#executor.stop();
    this.#stop.resolve();
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
    const urn = createUrn(this.#options.stack, goal.parent, goal.type, goal.name);
    const decideAndDo = async (): Promise<Registered> => {
      const execute = await this.#serial.run(() => this.#plan(goal, urn));
      return await execute();
    };
    return await this.attempt(urn, decideAndDo, goal.source);
  }

  /** Looks up a resource that does not belong to the stack. @throws {Stopped} */
  async read(goal: ReadGoal): Promise<Registered> {
    const urn = createUrn(this.#options.stack, goal.parent, goal.type, goal.name);
    return await this.attempt(urn, () => this.#read(goal, urn), goal.source);
  }

  /** Calls a function of a provider. @throws {Error} what the function throws. */
  async invoke(
    token: string,
    args: PropertyMap,
    provider: string | undefined,
    version: string | undefined,
  ): Promise<PropertyMap> {
    this.#executor.requireRunning();
    if (token === "pulumi:pulumi:getResource") return this.#getResource(String(args.urn));
    await this.#serial.run(() => this.#providers.reference(token, provider, version));
    return await this.#calls.invoke(token, args);
  }

  /** Takes the outputs of a component, or of the stack: those count once the whole deployment has succeeded. */
  registerOutputs(urn: string, outputs: PropertyMap): void {
    if (urn === this.#stackUrn) this.#stackOutputs = outputs;
    else this.#table.setOutputs(urn, outputs);
  }

  /** Deletes what the program did not declare, once it has ended well. */
  async finish(): Promise<void> {
    await this.settle();
    if (this.failed) return;
    for (const old of this.#table.unclaimed) if (old.record.pendingReplacement) this.#table.remove(old);
    const dropped = this.#table.unclaimed.filter((old) => !old.record.pendingReplacement);
    const leaving = [...this.#table.condemned, ...dropped];
    for (const level of removalLevels(leaving)) {
      const removals = level.map((old) =>
        this.attempt(old.record.urn, () => this.#steps.remove(old, leaving)),
      );
      await Promise.allSettled(removals);
      if (this.failed) return;
    }
    if (this.#stackOutputs !== undefined) this.#table.setOutputs(this.#stackUrn, this.#stackOutputs);
  }

  /** Resolves when nothing is under way. */
  async settle(): Promise<void> {
    await this.#serial.run(async () => {});
    await this.#executor.idle();
  }

  async #plan(goal: Goal, urn: string): Promise<Execute> {
    this.#executor.requireRunning();
    const provider =
      goal.custom && !isProviderType(goal.type)
        ? { provider: await this.#providers.reference(goal.type, goal.provider, goal.version) }
        : {};
    const slot = this.#table.reserve(urn);
    const old = this.#table.claim(urn, this.#aliases.resolve(goal, urn));
    const declared = await resolveAssets(goal.inputs, this.#options.directory);
    if (!goal.custom) return () => this.#component(goal, urn, slot, old, declared);
    if (old === undefined || old.record.external) {
      const checked = await this.#calls.check(urn, declared, NOTHING);
      return () => this.#steps.create({ goal, urn, slot, inputs: declared, ...provider }, checked, old);
    }
    const inputs = keepOldValues(declared, old.record.inputs, goal.ignoreChanges);
    const wanted: Wanted = { goal, urn, slot, inputs, ...provider };
    const deleted = this.#cascaded.get(urn);
    if (deleted === undefined && !old.record.pendingReplacement) return await this.#planChange(wanted, old);
    const checked = await this.#calls.check(urn, inputs, NOTHING);
    return async () => {
      await deleted;
      return await this.#steps.createReplacement(wanted, checked, old);
    };
  }

  async #planChange(wanted: Wanted, old: OldResource): Promise<Execute> {
    const { goal, urn, inputs } = wanted;
    const checked = await this.#calls.check(urn, inputs, old.record.inputs);
    const trigger = old.record.replacementTrigger;
    if (trigger !== undefined && !isDeepStrictEqual(trigger, goal.replacementTrigger))
      return await this.#planReplacement(wanted, old, undefined);
    const diff = await this.#calls.diff({ ...old.record, urn }, checked, goal);
    if (diff.replaces.length > 0) return await this.#planReplacement(wanted, old, diff);
    if (diff.changes === "none") return async () => this.#steps.same(wanted, old, checked);
    return () => this.#steps.update(wanted, old, checked, diff);
  }

  async #planReplacement(wanted: Wanted, old: OldResource, diff: DiffResponse | undefined): Promise<Execute> {
    const { goal, urn, inputs } = wanted;
    if (old.record.protect) throw protectedError(old.record, "replace");
    const checked = await this.#calls.check(urn, inputs, NOTHING);
    if (!(goal.deleteBeforeReplace ?? diff?.deleteBeforeReplace)) {
      return async () => {
        const result = await this.#steps.createReplacement(wanted, checked, undefined, diff);
        old.record = { ...old.record, delete: true };
        return result;
      };
    }
    const candidates = this.#table.unclaimed.filter((other) => !this.#cascaded.has(other.record.urn));
    const dependents = await dependentReplacements(old, candidates, this.#calls);
    for (const { record } of dependents) if (record.protect) throw protectedError(record, "replace");
    const deleted = Promise.withResolvers<void>();
    deleted.promise.catch(() => undefined);
    for (const { record } of dependents) this.#cascaded.set(record.urn, deleted.promise);
    return async () => {
      try {
        for (const each of [...dependents.toReversed(), old]) await this.#steps.deleteBeforeReplacement(each);
        deleted.resolve();
      } catch (error) {
        deleted.reject(error);
        throw error;
      }
      return await this.#steps.createReplacement(wanted, checked, old, diff);
    };
  }

  async #component(
    goal: Goal,
    urn: string,
    slot: Slot,
    old: OldResource | undefined,
    inputs: PropertyMap,
  ): Promise<Registered> {
    const changed = old !== undefined && !isDeepStrictEqual(old.record.inputs, inputs);
    const op = old === undefined ? "create" : changed ? "update" : "same";
    const constructed = await this.#steps.component(op, urn, async () =>
      goal.remote ? await this.#calls.construct(urn, inputs) : undefined,
    );
    const outputs = constructed ?? old?.record.outputs ?? NOTHING;
    slot.record = recordOf(goal, urn, { inputs, outputs });
    if (old !== undefined) this.#table.remove(old);
    return { urn, id: "", outputs: constructed ?? NOTHING };
  }

  async #read(goal: ReadGoal, urn: string): Promise<Registered> {
    const { slot, old, provider } = await this.#serial.run(async () => {
      this.#executor.requireRunning();
      const provider = await this.#providers.reference(goal.type, goal.provider, goal.version);
      const slot = this.#table.reserve(urn);
      const old = this.#table.claim(urn, []);
      if (old !== undefined && !old.record.external)
        throw new Error(`${urn} belongs to this stack: give the looked-up resource another logical name.`);
      return { slot, old, provider };
    });
    const { id, outputs } = isUnknown(goal.id)
      ? { id: goal.id, outputs: NOTHING }
      : await this.#steps.read(urn, goal.id, goal.inputs, goal.additionalSecretOutputs);
    slot.record = {
      urn,
      type: typeOf(urn),
      name: nameOf(urn),
      custom: true,
      external: true,
      ...(goal.parent === undefined ? {} : { parent: goal.parent }),
      provider,
      id,
      inputs: goal.inputs,
      outputs,
      dependencies: goal.dependencies,
      propertyDependencies: {},
      protect: false,
    };
    if (old !== undefined) this.#table.remove(old);
    return { urn, id, outputs };
  }

  #getResource(urn: string): PropertyMap {
    const record = this.#table.get(urn);
    if (record === undefined) throw new Error(`unknown resource ${urn}`);
    return { urn, id: record.id ?? "", state: record.outputs };
  }
}
