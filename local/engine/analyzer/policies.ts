import type { Policies } from "../deployment.ts";
import type { Goal } from "../goal.ts";
import type { ResourceState } from "../resource-state.ts";
import { Bail } from "../step-generator.ts";
import type { PropertyMap } from "../wire.ts";
import type { AnalyzedResource } from "./analyzed-resource.ts";
import type { PolicyPack, Violation } from "./policy-pack.ts";

export interface PackPoliciesOptions {
  readonly packs: readonly PolicyPack[];
  readonly preview: boolean;
  readonly report: (violation: Violation) => void;
}

/** Has policy packs judge each resource before it is made, and the stack at the end, as Pulumi's engine does. */
export class PackPolicies implements Policies {
  readonly #options: PackPoliciesOptions;
  #violated = false;

  constructor(options: PackPoliciesOptions) {
    this.#options = options;
  }

  get violated(): boolean {
    return this.#violated;
  }

  async judge(state: ResourceState, goal: Goal, provider: ResourceState | undefined): Promise<PropertyMap> {
    const { packs, preview } = this.#options;
    let resource = analyzed(state, goal, state.inputs, provider);
    for (const pack of packs) resource = { ...resource, properties: await pack.remediate(resource) };
    let forbidden = false;
    for (const pack of packs)
      for (const violation of await pack.analyze(resource)) if (this.#report(violation)) forbidden = true;
    if (forbidden && !preview) throw new Bail(`resource ${state.urn} is invalid`);
    return resource.properties;
  }

  async judgeStack(
    resources: readonly { readonly state: ResourceState; readonly goal: Goal | undefined }[],
  ): Promise<boolean> {
    const byUrn = new Map(resources.map(({ state }) => [state.urn, state]));
    const all = resources.map(({ state, goal }) =>
      analyzed(state, goal, state.outputs, byUrn.get(state.providerUrn)),
    );
    let good = true;
    for (const pack of this.#options.packs)
      for (const violation of await pack.analyzeStack(all)) if (this.#report(violation)) good = false;
    return good;
  }

  /** @returns true for one that fails the deployment. */
  #report(violation: Violation): boolean {
    // What a remediation has not settled is as good as mandatory.
    const isMandatory = violation.level === "mandatory" || violation.level === "remediate";
    this.#options.report(isMandatory ? { ...violation, level: "mandatory" } : violation);
    if (isMandatory) this.#violated = true;
    return isMandatory;
  }
}

function analyzed(
  state: ResourceState,
  goal: Goal | undefined,
  properties: PropertyMap,
  provider: ResourceState | undefined,
): AnalyzedResource {
  const { urn, protect, parent, ignoreChanges, additionalSecretOutputs, dependencies } = state;
  return {
    urn,
    properties,
    protect,
    ...(parent !== "" && { parent }),
    ignoreChanges: goal?.ignoreChanges ?? ignoreChanges,
    additionalSecretOutputs,
    ...(provider !== undefined && { provider: { urn: provider.urn, properties: provider.inputs } }),
    dependencies,
    propertyDependencies: state.propertyDependencies,
  };
}
