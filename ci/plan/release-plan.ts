import { lastRelease } from "../releases/releases.ts";
import { enginePlan } from "./engine-plan.ts";
import type { Plan } from "./plan.ts";

export interface ReleasePlanOptions {
  /** Where `Pulumi.yaml` is. */
  readonly directory: string;
  readonly stack: string;
  /** Judges the plan by the policy pack of the project as well. */
  readonly policies: boolean;
}

/** Plans the upgrade from the last release on the embedded engine. */
export async function releasePlan({ directory, stack, policies }: ReleasePlanOptions): Promise<Plan> {
  const { version, state } = await lastRelease(directory, stack);
  return await enginePlan({ directory, stack, state, policies, against: `release ${version}` });
}
