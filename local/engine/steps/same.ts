import type { ResourceState } from "../resource-state.ts";
import type { Snapshot } from "../snapshot.ts";
import {
  isProvider,
  RegisteredStep,
  type Registration,
  registered,
  type Step,
  type StepContext,
} from "./step.ts";

/** Why a resource stays as it is without having been looked at. */
export type Untouched = "untargeted" | "skipped create";

/** Leaves a resource as it is. */
export class SameStep extends RegisteredStep implements Step {
  readonly op = "same";
  readonly logical = true;
  readonly old: ResourceState;
  readonly new: ResourceState;
  /** `skipped create`: there is none, and none is made, as it is no target. */
  readonly untouched: Untouched | undefined;
  readonly #context: StepContext;

  constructor(
    context: StepContext,
    registration: Registration | undefined,
    states: { readonly old: ResourceState; readonly new: ResourceState },
    untouched?: Untouched,
  ) {
    super(registration);
    this.#context = context;
    this.old = states.old;
    this.new = states.new;
    this.untouched = untouched;
  }

  /** A resource that is not made, as it is no target. */
  static skippedCreate(context: StepContext, registration: Registration, state: ResourceState): SameStep {
    return new SameStep(context, registration, { old: state.copy(), new: state }, "skipped create");
  }

  /** A resource that is no target, as it was. */
  static untargeted(
    context: StepContext,
    registration: Registration | undefined,
    old: ResourceState,
  ): SameStep {
    return new SameStep(context, registration, { old, new: old.copy() }, "untargeted");
  }

  get state(): ResourceState {
    return this.new;
  }

  async begin(): Promise<void> {}

  async apply(): Promise<() => void> {
    this.new.id = this.old.id;
    this.new.outputs = this.old.outputs;
    if (isProvider(this.new) && this.untouched === undefined) {
      const configured = this.new.copy();
      configured.inputs = this.old.inputs;
      await this.#context.providers.same(configured);
    }
    return () =>
      this.registration?.done({
        ...registered(this.new),
        ...(this.untouched === "skipped create" ? { unknown: true } : {}),
      });
  }

  async end(snapshot: Snapshot, successful: boolean): Promise<void> {
    const now = this.untouched === "skipped create" ? undefined : this.new;
    await snapshot.end(this.new, successful ? { done: this.old, now } : {});
  }
}
