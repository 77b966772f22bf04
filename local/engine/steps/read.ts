import { UNKNOWN } from "../../provider/resource.ts";
import { sameProperties } from "../equality.ts";
import { type Found, NotReady } from "../providers/provider-client.ts";
import type { ResourceState } from "../resource-state.ts";
import type { Snapshot } from "../snapshot.ts";
import {
  clientOf,
  RegisteredStep,
  type Registration,
  registered,
  type Step,
  type StepContext,
} from "./step.ts";

/** Looks up a resource that does not belong to the stack. */
export class ReadStep extends RegisteredStep implements Step {
  readonly old: ResourceState | undefined;
  readonly new: ResourceState;
  readonly #context: StepContext;
  readonly #replacing: boolean;

  /** `replacing`: `old` is the stack's own, and is deleted at the end. */
  constructor(
    context: StepContext,
    registration: Registration,
    states: { readonly old: ResourceState | undefined; readonly new: ResourceState },
    replacing: boolean,
  ) {
    super(registration);
    this.#context = context;
    this.old = states.old;
    this.new = states.new;
    this.#replacing = replacing;
  }

  get op(): "read" | "read-replacement" {
    return this.#replacing ? "read-replacement" : "read";
  }

  get logical(): boolean {
    return !this.#replacing;
  }

  get state(): ResourceState {
    return this.new;
  }

  async begin(snapshot: Snapshot): Promise<void> {
    await snapshot.begin("reading", this.new);
  }

  async apply(): Promise<() => void> {
    const { new: state, old } = this;
    let failure: NotReady | undefined;
    if (state.id !== UNKNOWN) {
      let found: Found | undefined;
      try {
        found = await this.#read();
      } catch (error) {
        if (!(error instanceof NotReady)) throw error;
        failure = error;
        state.initErrors = error.reasons;
        found = error.found;
      }
      if (found === undefined) throw new Error(`resource '${state.id}' does not exist`);
      state.outputs = found.outputs;
      if (found.id !== "") state.id = found.id;
    }
    if (this.#replacing && old !== undefined) old.delete = true;
    if (old !== undefined) {
      state.created = old.created;
      const changed =
        !sameProperties(state.inputs, old.inputs) || !sameProperties(state.outputs, old.outputs);
      state.modified = changed ? new Date().toISOString() : old.modified;
    }
    if (failure !== undefined) throw failure;
    return () => this.registration?.done(registered(state));
  }

  async end(snapshot: Snapshot, successful: boolean): Promise<void> {
    await snapshot.end(this.new, successful ? { done: this.old, now: this.new } : {});
  }

  async #read(): Promise<Found | undefined> {
    const { urn, id, inputs } = this.new;
    return await clientOf(this.#context, this.new).read(urn, id, { inputs, outputs: inputs }, undefined);
  }
}
