import type { ResourceState } from "./resource-state.ts";

/** What a deployment has decided so far, by URN. */
export class Decisions {
  /** All that the program has registered. */
  readonly urns = new Set<string>();
  readonly reads = new Set<string>();
  readonly creates = new Set<string>();
  readonly imports = new Set<string>();
  readonly sames = new Set<string>();
  readonly updates = new Set<string>();
  readonly replaces = new Set<string>();
  readonly deletes = new Set<string>();
  readonly refreshes = new Set<string>();
  /** Would have been created, were they targets. */
  readonly skippedCreates = new Set<string>();
  /** Old resources, not URNs, that are deleted before their replacement. */
  readonly pendingDeletes = new Set<ResourceState>();
  /** From a former URN to the one that has taken it over. */
  readonly renamed = new Map<string, string>();
  /** Provider resources as the program wants them, also by their former URNs. */
  readonly providers = new Map<string, ResourceState>();

  has(urn: string): boolean {
    return [this.creates, this.sames, this.updates, this.deletes, this.replaces, this.reads].some((each) =>
      each.has(urn),
    );
  }

  /** Is the old resource of this URN dealt with, so that it is not one that the program dropped? */
  dealtWith(former: string): boolean {
    const urn = this.renamed.get(former) ?? former;
    return [this.sames, this.updates, this.replaces, this.reads, this.refreshes].some((each) =>
      each.has(urn),
    );
  }
}
