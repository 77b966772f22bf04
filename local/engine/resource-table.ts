import { type DeploymentState, type ResourceRecord, renameReferences } from "./state.ts";

/** A resource of the last deployment, until this one has dealt with it. */
export interface OldResource {
  record: ResourceRecord;
}

/** The place in the order of registration that a resource takes once it is there. */
export interface Slot {
  record: ResourceRecord | undefined;
}

/**
 * The resources before and after a deployment. At any time `state` is what a failure would leave behind:
 * what is done in the order of its registration, then what has not been dealt with.
 */
export class ResourceTable {
  readonly #olds: Set<OldResource>;
  readonly #claimable = new Map<string, OldResource>();
  readonly #slots = new Map<string, Slot>();
  readonly #renamed = new Map<string, string>();

  constructor(state: DeploymentState) {
    this.#olds = new Set(state.resources.map((record) => ({ record })));
    for (const old of this.#olds) if (!old.record.delete) this.#claimable.set(old.record.urn, old);
  }

  /** Takes the next place for `urn`. @throws {Error} when the program has declared it before. */
  reserve(urn: string): Slot {
    if (this.#slots.has(urn))
      throw new Error(`Duplicate resource URN '${urn}'; try giving it a unique name.`);
    const slot: Slot = { record: undefined };
    this.#slots.set(urn, slot);
    return slot;
  }

  /** The old resource under the first of the URNs that is known; no other resource can claim it afterwards. */
  claim(urn: string, aliases: readonly string[]): OldResource | undefined {
    for (const name of [urn, ...aliases]) {
      const old = this.#claimable.get(name);
      if (old === undefined) continue;
      this.#claimable.delete(name);
      if (name !== urn) this.#renamed.set(name, urn);
      return old;
    }
    return undefined;
  }

  /** Old resources that the program has not declared so far, in the order of the state. */
  get unclaimed(): readonly OldResource[] {
    return [...this.#claimable.values()];
  }

  /** Old resources that were replaced and are still to be deleted. */
  get condemned(): readonly OldResource[] {
    return [...this.#olds].filter((old) => old.record.delete);
  }

  remove(old: OldResource): void {
    this.#olds.delete(old);
  }

  get(urn: string): ResourceRecord | undefined {
    return this.#slots.get(urn)?.record;
  }

  setOutputs(urn: string, outputs: ResourceRecord["outputs"]): void {
    const slot = this.#slots.get(urn);
    if (slot?.record === undefined)
      throw new Error(`Outputs were registered for ${urn}, which is no resource of this program.`);
    slot.record = { ...slot.record, outputs };
  }

  get state(): DeploymentState {
    const rename = (urn: string): string => this.#renamed.get(urn) ?? urn;
    const done = [...this.#slots.values()].flatMap((slot) => slot.record ?? []);
    const left = [...this.#olds].map((old) =>
      this.#renamed.size === 0 ? old.record : renameReferences(old.record, rename),
    );
    return { resources: [...done, ...left] };
  }
}
