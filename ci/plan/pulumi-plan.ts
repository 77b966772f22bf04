import { existsSync } from "node:fs";
import { join } from "node:path";
import { type EngineEvent, LocalWorkspace, type StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import { differences, type PlannedStep } from "./differences.ts";
import type { Plan } from "./plan.ts";

export interface PulumiPlanOptions {
  /** Where `Pulumi.yaml` is. */
  readonly directory: string;
  readonly stack: string;
  /** Where to keep the plan for `pulumi up --plan`. */
  readonly planFile: string;
}

/** Plans a stack by Pulumi, in the backend and with the providers that the environment says. */
export async function pulumiPlan({
  directory,
  stack: stackName,
  planFile,
}: PulumiPlanOptions): Promise<Plan> {
  const stack = await LocalWorkspace.selectStack({ stackName, workDir: directory });
  const steps = new Map<string, StepEventMetadata>();
  const problems: string[] = [];
  const onEvent = ({ resourcePreEvent, policyEvent, diagnosticEvent }: EngineEvent): void => {
    if (resourcePreEvent !== undefined)
      steps.set(
        `${resourcePreEvent.metadata.op} ${resourcePreEvent.metadata.urn}`,
        resourcePreEvent.metadata,
      );
    if (policyEvent?.enforcementLevel === "mandatory") problems.push(plain(policyEvent.message));
    if (diagnosticEvent?.severity === "error") problems.push(plain(diagnosticEvent.message));
  };
  await stack
    .preview({ onEvent, plan: planFile, ...policyPack(directory, stackName) })
    .catch((error: Error) => {
      if (problems.length === 0) problems.push(error.message);
    });
  return {
    stack: stackName,
    against: "what is deployed",
    ...differences([...steps.values()].map(plannedStep)),
    problems,
  };
}

/** The policy pack of the project, with the stack's configuration of it. */
export function policyPack(
  directory: string,
  stack: string,
): { policyPacks: string[]; policyPackConfigs: string[] } {
  const config = join(directory, `policy-config.${stack}.json`);
  return {
    policyPacks: [join(directory, "policies")],
    policyPackConfigs: existsSync(config) ? [config] : [],
  };
}

function plannedStep({ op, urn, type, old, new: now, keys = [] }: StepEventMetadata): PlannedStep {
  return {
    op,
    urn,
    type,
    custom: (now ?? old)?.custom === true,
    before: old?.inputs ?? {},
    after: now?.inputs ?? {},
    replacing: keys,
  };
}

/** Without the marks that colour a message. */
function plain(message: string): string {
  return message.replaceAll(/<\{%[^%]*%\}>/g, "").trim();
}
