import type { StepOperation } from "../events.ts";
import type { ResourceState } from "../resource-state.ts";
import type { Snapshot } from "../snapshot.ts";
import { clientOf, isProvider, type Step, type StepContext } from "./step.ts";

/** Others go on after this failure. */
export class ProtectedError extends Error {
  constructor(urn: string) {
    super(
      `resource "${urn}" cannot be deleted\n` +
        "because it is protected. To unprotect the resource, " +
        "either remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`, " +
        `or use the command:\n\`pulumi state unprotect '${urn}'\``,
    );
    this.name = "ProtectedError";
  }
}

/** What the delete of a resource is part of. */
export type Reason =
  | "dropped"
  /** It was replaced before, or in this deployment. */
  | "replaced"
  /** Its replacement is made afterwards. */
  | "before replacement";

/** Deletes a resource, or forgets one that is somebody else's. */
export class DeleteStep implements Step {
  readonly old: ResourceState;
  readonly new = undefined;
  readonly #context: StepContext;
  readonly #leaving: ReadonlySet<string>;
  readonly #reason: Reason;

  /** `leaving`: the URNs of all that are deleted in this deployment. */
  constructor(context: StepContext, leaving: ReadonlySet<string>, old: ResourceState, reason: Reason) {
    this.#context = context;
    this.#leaving = leaving;
    this.old = old;
    this.#reason = reason;
  }

  get op(): StepOperation {
    if (this.old.external) return this.logical ? "discard" : "discard-replaced";
    return this.logical ? "delete" : "delete-replaced";
  }

  get logical(): boolean {
    return this.#reason === "dropped";
  }

  get state(): ResourceState {
    return this.old;
  }

  async begin(snapshot: Snapshot): Promise<void> {
    await snapshot.begin("deleting", this.old);
  }

  async apply(): Promise<undefined> {
    const { old } = this;
    const call = { state: old, olds: old, oldOutputs: old.outputs };
    await this.#context.runHooks("BeforeDelete", call);
    if (this.logical && old.protect) throw new ProtectedError(old.urn);
    if (this.#hasToBeDeleted()) await this.#context.withRetries("delete", call, () => this.#delete());
    if (this.#reason === "before replacement") old.pendingReplacement = true;
    await this.#context.runAfterHooks("AfterDelete", call);
  }

  async end(snapshot: Snapshot, successful: boolean): Promise<void> {
    const done = successful && !this.old.pendingReplacement ? this.old : undefined;
    await snapshot.end(this.old, { done });
  }

  fail(): void {}

  skip(): void {}

  #hasToBeDeleted(): boolean {
    const { custom, external, retainOnDelete, deletedWith } = this.old;
    if (this.#context.preview || !custom || external || retainOnDelete) return false;
    return deletedWith === "" || !this.#leaving.has(deletedWith);
  }

  async #delete(): Promise<void> {
    if (isProvider(this.old)) this.#context.providers.delete(this.old.urn, this.old.id);
    else await clientOf(this.#context, this.old).delete(this.old);
  }
}

/** Forgets a resource that was deleted before a replacement which is no longer asked for. */
export class RemovePendingReplacementStep implements Step {
  readonly op = "remove-pending-replace";
  readonly logical = false;
  readonly old: ResourceState;
  readonly new = undefined;

  constructor(old: ResourceState) {
    this.old = old;
  }

  get state(): ResourceState {
    return this.old;
  }

  async begin(): Promise<void> {}

  async apply(): Promise<undefined> {}

  async end(snapshot: Snapshot): Promise<void> {
    await snapshot.end(this.old, { done: this.old });
  }

  fail(): void {}

  skip(): void {}
}
