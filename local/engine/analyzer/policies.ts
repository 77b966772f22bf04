import type { Policies } from "../deployment.ts";
import type { EngineEvent } from "../events.ts";
import type { Goal } from "../goal.ts";
import type { ResourceState } from "../resource-state.ts";
import { Bail } from "../step-generator.ts";
import { type StackName, stackUrn } from "../urn.ts";
import type { PropertyMap } from "../wire.ts";
import type { AnalyzedResource } from "./analyzed-resource.ts";
import { PolicyPack, type Violation } from "./policy-pack.ts";

export interface PackPoliciesOptions {
  readonly packs: readonly {
    readonly directory: string;
    readonly config?: Readonly<Record<string, unknown>>;
  }[];
  readonly stack: StackName;
  readonly organization: string;
  readonly preview: boolean;
  readonly onEvent: (event: EngineEvent) => void;
}

/** Has policy packs judge each resource before it is made, and the stack at the end, as Pulumi's engine does. */
export class PackPolicies implements Policies {
  readonly #options: PackPoliciesOptions;
  readonly #packs: PolicyPack[] = [];
  #violated = false;

  private constructor(options: PackPoliciesOptions) {
    this.#options = options;
  }

  /** @throws {Error} when a pack does not start, or its configuration is not valid. */
  static async start(options: PackPoliciesOptions): Promise<PackPolicies> {
    const { packs, stack, organization, preview, onEvent } = options;
    const policies = new PackPolicies(options);
    try {
      for (const pack of packs)
        policies.#packs.push(
          await PolicyPack.start({
            ...pack,
            project: stack.project,
            stack: stack.stack,
            organization,
            preview,
            onOutput: (line) => onEvent({ kind: "output", stream: "stdout", line }),
          }),
        );
    } catch (error) {
      await policies.stop();
      throw error;
    }
    return policies;
  }

  get violated(): boolean {
    return this.#violated;
  }

  async judge(state: ResourceState, goal: Goal, provider: ResourceState | undefined): Promise<PropertyMap> {
    const { urn, inputs } = state;
    const resource = await this.#remediated(analyzed(state, goal, inputs, provider));
    let forbidden = false;
    for (const pack of this.#packs)
      for (const violation of await explained("failed to run policy", pack.analyze(resource)))
        if (this.#report(violation)) forbidden = true;
    if (forbidden && !this.#options.preview) throw new Bail(`resource ${urn} is invalid`);
    return resource.properties;
  }

  async judgeStack(
    resources: readonly { readonly state: ResourceState; readonly goal: Goal | undefined }[],
  ): Promise<void> {
    const byUrn = new Map(resources.map(({ state }) => [state.urn, state]));
    const all = resources.map(({ state, goal }) =>
      analyzed(state, goal, state.outputs, byUrn.get(state.providerUrn)),
    );
    for (const pack of this.#packs)
      for (const violation of await pack.analyzeStack(all)) {
        const urn = byUrn.has(violation.urn) ? violation.urn : stackUrn(this.#options.stack);
        this.#report({ ...violation, urn });
      }
  }

  async stop(): Promise<void> {
    for (const pack of this.#packs) await pack.stop();
  }

  /** The resource with what its inputs are mended to, by one policy after the other. */
  async #remediated(resource: AnalyzedResource): Promise<AnalyzedResource> {
    const { urn } = resource;
    let mended = resource;
    for (const pack of this.#packs)
      for (const remediation of await explained("failed to run remediation", pack.remediate(mended))) {
        const { policy, description } = remediation;
        if ("problem" in remediation)
          this.#report({ policy, description, urn, level: "advisory", message: remediation.problem });
        else {
          mended = { ...mended, properties: remediation.properties };
          this.#say("info", urn, `[remediate] ${policy}: ${description}`);
        }
      }
    return mended;
  }

  /** @returns true for one that fails the deployment. */
  #report({ level, policy, message, urn }: Violation): boolean {
    // What a remediation has not settled is as good as mandatory.
    const isMandatory = level === "mandatory" || level === "remediate";
    this.#say("policy", urn, `[${isMandatory ? "mandatory" : level}] ${policy}: ${message}`);
    if (isMandatory) this.#violated = true;
    return isMandatory;
  }

  #say(severity: "info" | "policy", urn: string, message: string): void {
    this.#options.onEvent({ kind: "diagnostic", severity, urn, message });
  }
}

async function explained<T>(what: string, asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw new Error(`${what}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

function analyzed(
  state: ResourceState,
  goal: Goal | undefined,
  properties: PropertyMap,
  provider: ResourceState | undefined,
): AnalyzedResource {
  const { urn, protect, parent, additionalSecretOutputs, aliases, customTimeouts, ignoreChanges } = state;
  const { dependencies, propertyDependencies } = state;
  return {
    urn,
    properties,
    protect,
    ...(parent !== "" && { parent }),
    ignoreChanges,
    additionalSecretOutputs,
    ...(goal?.deleteBeforeReplace !== undefined && { deleteBeforeReplace: goal.deleteBeforeReplace }),
    aliases,
    customTimeouts,
    ...(provider !== undefined && { provider: { urn: provider.urn, properties: provider.inputs } }),
    dependencies,
    propertyDependencies,
  };
}
