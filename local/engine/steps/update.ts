import type { DiffResponse } from "../../provider/provider.ts";
import { NotReady } from "../providers/provider-client.ts";
import type { ResourceState } from "../resource-state.ts";
import type { Snapshot } from "../snapshot.ts";
import type { PropertyMap } from "../wire.ts";
import {
  clientOf,
  isProvider,
  RegisteredStep,
  type Registration,
  registered,
  type Step,
  type StepContext,
} from "./step.ts";

/** Changes a resource in place. */
export class UpdateStep extends RegisteredStep implements Step {
  readonly op = "update";
  readonly logical = true;
  readonly old: ResourceState;
  readonly new: ResourceState;
  readonly diff: DiffResponse;
  readonly #context: StepContext;

  constructor(
    context: StepContext,
    registration: Registration,
    states: { readonly old: ResourceState; readonly new: ResourceState },
    diff: DiffResponse,
  ) {
    super(registration);
    this.#context = context;
    this.old = states.old;
    this.new = states.new;
    this.diff = diff;
  }

  get state(): ResourceState {
    return this.new;
  }

  async begin(snapshot: Snapshot): Promise<void> {
    await snapshot.begin("updating", this.new);
  }

  async apply(): Promise<() => void> {
    const { old, new: state } = this;
    state.id = old.id;
    state.created = old.created;
    state.modified = old.modified;
    const call = { state, olds: old, news: state, oldOutputs: old.outputs };
    await this.#context.runHooks("BeforeUpdate", call);
    if (state.custom) {
      try {
        state.outputs = await this.#context.withRetries("update", call, () => this.#update());
        state.modified = new Date().toISOString();
      } catch (error) {
        if (!(error instanceof NotReady)) throw error;
        state.initErrors = error.reasons;
        state.outputs = error.found.outputs;
        state.modified = new Date().toISOString();
        throw error;
      }
    }
    if (state.custom)
      await this.#context.runAfterHooks("AfterUpdate", { ...call, newOutputs: state.outputs });
    return () => this.registration?.done(registered(state));
  }

  async end(snapshot: Snapshot, successful: boolean): Promise<void> {
    // The inputs of the last success, so that the next deployment sees a difference and tries again.
    if (this.new.initErrors.length > 0) this.new.inputs = this.old.inputs;
    await snapshot.end(this.new, successful ? { done: this.old, now: this.new } : {});
  }

  async #update(): Promise<PropertyMap> {
    const { old, new: state } = this;
    if (isProvider(state)) return this.#context.providers.update(state.urn, old.id, state.inputs);
    return await clientOf(this.#context, state).update(old, state, state.ignoreChanges);
  }
}
