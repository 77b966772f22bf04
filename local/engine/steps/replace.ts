import type { DiffResponse } from "../../provider/provider.ts";
import type { ResourceState } from "../resource-state.ts";
import type { Step } from "./step.ts";

/** Says that a resource is replaced, which other steps do. */
export class ReplaceStep implements Step {
  readonly op = "replace";
  readonly logical = true;
  readonly old: ResourceState;
  readonly new: ResourceState;
  readonly diff: DiffResponse | undefined;

  constructor(states: { readonly old: ResourceState; readonly new: ResourceState }, diff?: DiffResponse) {
    this.old = states.old;
    this.new = states.new;
    this.diff = diff;
  }

  get state(): ResourceState {
    return this.new;
  }

  async begin(): Promise<void> {}

  async apply(): Promise<undefined> {}

  async end(): Promise<void> {}

  fail(): void {}

  skip(): void {}
}
