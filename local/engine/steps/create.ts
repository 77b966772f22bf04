import type { DiffResponse } from "../../provider/provider.ts";
import { NotReady } from "../providers/provider-client.ts";
import type { ResourceState } from "../resource-state.ts";
import type { Snapshot } from "../snapshot.ts";
import {
  clientOf,
  isProvider,
  RegisteredStep,
  type Registration,
  registered,
  type Step,
  type StepContext,
} from "./step.ts";

/** What a new resource takes the place of. */
export interface Replaced {
  readonly old: ResourceState;
  readonly diff?: DiffResponse | undefined;
  /** The old one is there still, and is deleted at the end. */
  readonly deleteLater: boolean;
}

/** Makes a resource, be it instead of another one. */
export class CreateStep extends RegisteredStep implements Step {
  readonly new: ResourceState;
  readonly #context: StepContext;
  readonly #replaced: Replaced | undefined;

  constructor(
    context: StepContext,
    registration: Registration | undefined,
    state: ResourceState,
    replaced?: Replaced,
  ) {
    super(registration);
    this.#context = context;
    this.new = state;
    this.#replaced = replaced;
  }

  get op(): "create" | "create-replacement" {
    return this.#replaced === undefined ? "create" : "create-replacement";
  }

  get logical(): boolean {
    return this.#replaced === undefined;
  }

  get state(): ResourceState {
    return this.new;
  }

  get old(): ResourceState | undefined {
    return this.#replaced?.old;
  }

  get diff(): DiffResponse | undefined {
    return this.#replaced?.diff;
  }

  async begin(snapshot: Snapshot): Promise<void> {
    await snapshot.begin("creating", this.new);
  }

  async apply(): Promise<() => void> {
    const { new: state } = this;
    const call = { state, news: state };
    await this.#context.runHooks("BeforeCreate", call);
    let failure: NotReady | undefined;
    if (state.custom) {
      try {
        Object.assign(state, await this.#context.withRetries("create", call, () => this.#create()));
      } catch (error) {
        if (!(error instanceof NotReady)) throw error;
        failure = error;
        state.initErrors = error.reasons;
        state.id = error.found.id;
        state.outputs = error.found.outputs;
      }
    }
    state.created = new Date().toISOString();
    state.modified = state.created;
    if (this.#replaced?.deleteLater) this.#replaced.old.delete = true;
    if (failure !== undefined) throw failure;
    if (state.custom)
      await this.#context.runAfterHooks("AfterCreate", { ...call, newOutputs: state.outputs });
    return () => this.registration?.done(registered(state));
  }

  async end(snapshot: Snapshot, successful: boolean): Promise<void> {
    const done = this.old?.pendingReplacement ? this.old : undefined;
    await snapshot.end(this.new, successful ? { done, now: this.new } : {});
  }

  async #create(): Promise<Pick<ResourceState, "id" | "outputs">> {
    const { urn, inputs, customTimeouts } = this.new;
    if (isProvider(this.new)) return await this.#context.providers.create(urn, inputs);
    const { id, outputs } = await clientOf(this.#context, this.new).create(
      urn,
      inputs,
      customTimeouts.create,
    );
    return { id, outputs };
  }
}
