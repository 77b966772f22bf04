import type { DiffResponse } from "../../provider/provider.ts";
import { sameProperties } from "../equality.ts";
import { type Found, NotReady } from "../providers/provider-client.ts";
import type { ResourceState } from "../resource-state.ts";
import type { Snapshot } from "../snapshot.ts";
import { clientOf, isProvider, type Step, type StepContext } from "./step.ts";

/** Brings the state of a resource up to what it really is. */
export class RefreshStep implements Step {
  readonly op = "refresh";
  readonly logical = false;
  readonly old: ResourceState;
  /** How what was found differs from what was asked for. */
  diff: DiffResponse | undefined;
  /**
   * In a run of the program, which goes on with it: what that wants, whose options count from now on. Without one the
   * whole state is rebuilt afterwards.
   */
  readonly #wanted: ResourceState | undefined;
  readonly #context: StepContext;
  #new: ResourceState | undefined;

  constructor(context: StepContext, old: ResourceState, wanted: ResourceState | undefined) {
    this.#context = context;
    this.old = old;
    this.#new = old;
    this.#wanted = wanted;
  }

  /** Undefined once it has turned out to be gone. */
  get new(): ResourceState | undefined {
    return this.#new;
  }

  get state(): ResourceState {
    return this.old;
  }

  async begin(): Promise<void> {}

  async apply(): Promise<undefined> {
    const { old } = this;
    if (!old.custom || isProvider(old) || old.pendingReplacement) {
      if (this.#wanted !== undefined) this.#new = old.copy();
      return;
    }
    const { found, initErrors } = await this.#read();
    if (found === undefined) {
      this.#new = undefined;
      return;
    }
    const state = (this.#wanted ?? old).copy();
    state.id = found.id;
    state.initErrors = initErrors;
    state.inputs = found.inputs ?? old.inputs;
    state.outputs = found.outputs;
    if (!sameProperties(state.inputs, old.inputs) || !sameProperties(state.outputs, old.outputs))
      state.modified = new Date().toISOString();
    this.#new = state;
    if (old.external) return;
    this.diff = await clientOf(this.#context, old).diff({
      urn: old.urn,
      id: state.id,
      oldInputs: state.inputs,
      oldOutputs: state.outputs,
      inputs: old.inputs,
      ignoreChanges: old.ignoreChanges,
    });
  }

  async end(snapshot: Snapshot, successful: boolean): Promise<void> {
    if (this.#wanted === undefined) return;
    snapshot.refreshed();
    await snapshot.end(this.old, successful ? { done: this.old, now: this.#new } : {});
  }

  fail(): void {}

  skip(): void {}

  async #read(): Promise<{ found: Found | undefined; initErrors: readonly string[] }> {
    const { urn, id, inputs, outputs, customTimeouts } = this.old;
    try {
      const found = await clientOf(this.#context, this.old).read(
        urn,
        id,
        { inputs, outputs },
        customTimeouts.read,
      );
      return { found: found?.id === "" ? undefined : found, initErrors: [] };
    } catch (error) {
      if (!(error instanceof NotReady)) throw error;
      this.#context.report(
        "warning",
        `Refreshed resource is in an unhealthy state:\n* ${error.reasons.join("\n* ")}`,
        urn,
      );
      return { found: error.found, initErrors: error.reasons };
    }
  }
}
