import { DependencyGraph } from "./dependency-graph.ts";
import type { ResourceState } from "./resource-state.ts";

/** What there was before the deployment, as it has to be looked up. */
export class Olds {
  readonly resources: readonly ResourceState[];
  readonly graph: DependencyGraph;
  readonly #byUrn = new Map<string, ResourceState>();
  readonly #allByUrn: ReadonlyMap<string, readonly ResourceState[]>;

  /** @throws {Error} when two resources have the same URN and neither is to be deleted. */
  constructor(resources: readonly ResourceState[]) {
    this.resources = resources;
    this.graph = new DependencyGraph(resources);
    this.#allByUrn = Map.groupBy(resources, ({ urn }) => urn);
    for (const resource of resources) {
      if (resource.delete) continue;
      if (this.#byUrn.has(resource.urn)) throw new Error(`unexpected duplicate resource '${resource.urn}'`);
      this.#byUrn.set(resource.urn, resource);
    }
  }

  /** The resource of that name, unless it was replaced and is still to be deleted. */
  get(urn: string): ResourceState | undefined {
    return this.#byUrn.get(urn);
  }

  /** All of that name, those still to be deleted included. */
  all(urn: string): readonly ResourceState[] {
    return this.#allByUrn.get(urn) ?? [];
  }
}
