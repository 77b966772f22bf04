import type { ResourceState } from "./resource-state.ts";

/** What depends on what among resources in the order of a state. */
export class DependencyGraph {
  readonly #resources: readonly ResourceState[];
  readonly #index = new Map<ResourceState, number>();
  /** By URN: all below it, however deep. */
  readonly #descendants = new Map<string, number[]>();

  constructor(resources: readonly ResourceState[]) {
    this.#resources = resources;
    const latest = new Map<string, ResourceState>();
    for (const [index, resource] of resources.entries()) {
      this.#index.set(resource, index);
      latest.set(resource.urn, resource);
      for (let parent = resource.parent; parent !== ""; parent = latest.get(parent)?.parent ?? "") {
        const below = this.#descendants.get(parent) ?? [];
        below.push(index);
        this.#descendants.set(parent, below);
      }
    }
  }

  has(resource: ResourceState): boolean {
    return this.#index.has(resource);
  }

  /** Lets `resource` stand for `existing`, which it is a newer state of. */
  alias(resource: ResourceState, existing: ResourceState): void {
    this.#index.set(resource, this.#indexOf(existing));
  }

  /** What depends on `root`, also through others, in the order of the state; children only with `withChildren`. */
  dependingOn(root: ResourceState, ignored: ReadonlySet<string>, withChildren: boolean): ResourceState[] {
    const dependent = new Set([root.urn]);
    const result: ResourceState[] = [];
    for (const candidate of this.#resources.slice(this.#indexOf(root) + 1)) {
      if (ignored.has(candidate.urn)) continue;
      const named = [...candidate.named()].filter(({ kind }) => kind !== "parent" || withChildren);
      if (!named.some(({ urn }) => dependent.has(urn)) && !dependent.has(candidate.providerUrn)) continue;
      result.push(candidate);
      dependent.add(candidate.urn);
    }
    return result;
  }

  /** What `resource` names itself; of a component, all below it as well. */
  dependenciesOf(resource: ResourceState): ReadonlySet<ResourceState> {
    const cursor = this.#indexOf(resource);
    const urns = new Set([resource.providerUrn]);
    for (const { kind, urn } of resource.named()) if (kind !== "parent") urns.add(urn);
    const result = new Set<ResourceState>();
    for (const candidate of this.#resources.slice(0, cursor)) {
      if (candidate.urn === resource.parent) result.add(candidate);
      if (!urns.has(candidate.urn)) continue;
      result.add(candidate);
      if (candidate.custom) continue;
      for (const index of this.#descendants.get(candidate.urn) ?? []) {
        const below = this.#resources[index];
        if (below !== undefined && index < cursor) result.add(below);
      }
    }
    return result;
  }

  /** All that `resource` needs, also through others. Of what was replaced, the old needs the old, the new the new. */
  transitiveDependenciesOf(resource: ResourceState): ReadonlySet<ResourceState> {
    const olds = new Map<string, ResourceState>();
    const news = new Map<string, ResourceState>();
    for (const each of this.#resources) (each.delete ? olds : news).set(each.urn, each);
    const lookUp = (from: ResourceState, urn: string): ResourceState | undefined =>
      from.delete ? (olds.get(urn) ?? news.get(urn)) : (news.get(urn) ?? olds.get(urn));
    const needed = new Set<ResourceState>();
    const mark = (each: ResourceState | undefined): void => {
      if (each === undefined || needed.has(each)) return;
      needed.add(each);
      mark(lookUp(each, each.providerUrn));
      for (const { urn } of each.named()) mark(lookUp(each, urn));
    };
    mark(lookUp(resource, resource.urn));
    needed.delete(resource);
    return needed;
  }

  #indexOf(resource: ResourceState): number {
    const index = this.#index.get(resource);
    if (index === undefined) throw new Error(`${resource.urn} is not in the graph of dependencies.`);
    return index;
  }
}
