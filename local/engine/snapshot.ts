import { ResourceState } from "./resource-state.ts";
import type { DeploymentState, OperationType, PendingOperation } from "./state.ts";
import { createUrn, nameOf, qualifiedType, STACK_TYPE, stackOf, typeOf } from "./urn.ts";

/** Keeps a state outside of the process while a deployment goes on. */
export interface Persister {
  /** Resolves once it is kept. */
  save(state: DeploymentState): Promise<void>;
}

/**
 * What a deployment leaves behind, at any time: what is done in the order of its end, then what has not been dealt
 * with, and which operations are under way.
 */
export class Snapshot {
  /** What there was before; a refresh changes it. */
  base: readonly ResourceState[];
  readonly #persister: Persister | undefined;
  readonly #interrupted: readonly PendingOperation[];
  readonly #news: ResourceState[] = [];
  readonly #done = new Set<ResourceState>();
  readonly #operations = new Map<ResourceState, OperationType>();
  #refreshed = false;
  #saving: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(state: DeploymentState, persister: Persister | undefined) {
    this.base = state.resources.map((record) => ResourceState.from(record));
    this.#interrupted = (state.pendingOperations ?? []).filter(({ type }) => type === "creating");
    this.#persister = persister;
  }

  /** Notes an operation before it begins. */
  async begin(type: OperationType, resource: ResourceState): Promise<void> {
    this.#operations.set(resource, type);
    await this.save();
  }

  /** Notes the end of an operation: that `old` is dealt with, and what there is now. */
  async end(
    resource: ResourceState,
    { done, now }: { readonly done?: ResourceState | undefined; readonly now?: ResourceState | undefined },
  ): Promise<void> {
    this.#operations.delete(resource);
    if (done !== undefined) this.#done.add(done);
    if (now !== undefined) this.#news.push(now);
    await this.save();
  }

  /** From now on what names something that is gone loses it. */
  refreshed(): void {
    this.#refreshed = true;
  }

  /** Has the state kept. Of several calls at a time, those that wait share one write. */
  async save(): Promise<void> {
    if (this.#persister === undefined) return;
    this.#next ??= (async () => {
      await this.#saving?.catch(() => undefined);
      this.#next = undefined;
      this.#saving = this.#persister?.save(this.state);
      await this.#saving;
    })();
    await this.#next;
  }

  get state(): DeploymentState {
    const left = [...this.#news, ...this.base].filter((resource) => !this.#done.has(resource));
    const resources = normalized(this.#refreshed ? withoutDangling(left) : left);
    const pendingOperations = [
      ...[...this.#operations].map(([resource, type]) => ({ type, resource: resource.toRecord() })),
      ...this.#interrupted,
    ];
    return {
      resources: resources.map((resource) => resource.toRecord()),
      ...(pendingOperations.length === 0 ? {} : { pendingOperations }),
    };
  }
}

/** Takes the names of what is not there out of dependencies; a child of what is gone falls to the parent's parent. */
export function withoutDangling(resources: readonly ResourceState[]): readonly ResourceState[] {
  const there = new Set<string>();
  const parents = new Map<string, string>();
  return resources.map((resource) => {
    const parent = there.has(resource.parent) ? resource.parent : (parents.get(resource.parent) ?? "");
    parents.set(resource.urn, parent);
    const dangling = [...resource.named()].some(({ urn }) => !there.has(urn));
    const result = dangling
      ? resource.renamed((urn) => (there.has(urn) || urn === resource.providerUrn ? urn : ""))
      : resource;
    if (dangling) {
      result.parent = parent;
      const entries = Object.entries(result.propertyDependencies).filter(([, urns]) => urns.length > 0);
      result.propertyDependencies = Object.fromEntries(entries);
    }
    there.add(resource.urn);
    return result;
  });
}

/** Gives what names a renamed resource, or lies below one, the new name. */
function normalized(resources: readonly ResourceState[]): readonly ResourceState[] {
  const renamed = new Map<string, string>();
  for (const { urn, parent, aliases } of resources) {
    for (const alias of aliases) renamed.set(alias, urn);
    const newParent = renamed.get(parent);
    if (newParent !== undefined && qualifiedType(newParent) !== STACK_TYPE)
      renamed.set(urn, createUrn(stackOf(urn), newParent, typeOf(urn), nameOf(urn)));
  }
  if (renamed.size === 0) return resources;
  const rename = (urn: string): string => renamed.get(urn) ?? urn;
  return resources.map((resource) => {
    const result = resource.renamed(rename);
    result.urn = rename(resource.urn);
    return result;
  });
}
