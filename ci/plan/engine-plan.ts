import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cloud } from "../../local/cloud.ts";
import { accountOf } from "../../local/deploying/evaluate.ts";
import { PackPolicies } from "../../local/engine/analyzer/policies.ts";
import { DeploymentError, preview } from "../../local/engine/engine.ts";
import type { EngineEvent, Severity } from "../../local/engine/events.ts";
import { loadProject } from "../../local/engine/project.ts";
import type { DeploymentState } from "../../local/engine/state.ts";
import { stackPolicyConfig } from "../../local/policies/stack-policy-config.ts";
import { differences, type PlannedStep } from "./differences.ts";
import type { Plan } from "./plan.ts";

export interface EnginePlanOptions {
  /** Where `Pulumi.yaml` is. */
  readonly directory: string;
  readonly stack: string;
  readonly against: string;
  /** What the plan is a difference to. */
  readonly state: DeploymentState;
  /** Judges the plan by the policy pack of the project as well. */
  readonly policies: boolean;
}

/** Plans with the embedded engine and the local cloud's provider, which need neither Pulumi's CLI nor an account. */
export async function enginePlan(options: EnginePlanOptions): Promise<Plan> {
  const { directory, stack, against, state, policies } = options;
  const workDirectory = await mkdtemp(join(tmpdir(), "orderflow-plan-"));
  const account = await accountOf({ directory, stack, port: 0, workDirectory });
  const cloud = await Cloud.start({ account, port: 0, workDirectory });
  const steps: StepEvent[] = [];
  const problems: string[] = [];
  const onEvent = (event: EngineEvent): void => {
    if (event.kind === "step") steps.push(event);
    if (event.kind === "diagnostic" && isProblem(event)) problems.push(event.message.trim());
  };
  let judges: PackPolicies | undefined;
  try {
    judges = policies ? await startPolicies(directory, stack, onEvent) : undefined;
    const planned = await preview({
      directory,
      stack,
      provider: () => cloud.openProvider(),
      state,
      onEvent,
      ...(judges && { policies: judges }),
    }).catch((error: unknown) => {
      if (!(error instanceof DeploymentError)) throw error;
      if (problems.length === 0) problems.push(error.message);
      return error.result;
    });
    return { stack, against, ...differences(plannedSteps(state, planned.state, steps)), problems };
  } finally {
    await judges?.stop();
    await cloud.close();
    await rm(workDirectory, { recursive: true, force: true });
  }
}

type StepEvent = Extract<EngineEvent, { readonly kind: "step" }>;

function plannedSteps(
  before: DeploymentState,
  after: DeploymentState,
  steps: readonly StepEvent[],
): PlannedStep[] {
  const byUrn = ({ resources }: DeploymentState) =>
    new Map(resources.filter((record) => record.delete !== true).map((record) => [record.urn, record]));
  const [olds, news] = [byUrn(before), byUrn(after)];
  return steps.map(({ op, urn, type, diff = {} }) => ({
    op,
    urn,
    type,
    custom: (news.get(urn) ?? olds.get(urn))?.custom === true,
    before: olds.get(urn)?.inputs ?? {},
    after: news.get(urn)?.inputs ?? {},
    replacing: Object.keys(diff).filter((path) => diff[path]?.endsWith("-replace")),
  }));
}

function isProblem({
  severity,
  message,
}: {
  readonly severity: Severity;
  readonly message: string;
}): boolean {
  return severity === "error" || (severity === "policy" && message.startsWith("[mandatory]"));
}

async function startPolicies(
  directory: string,
  stack: string,
  onEvent: (event: EngineEvent) => void,
): Promise<PackPolicies> {
  const { config } = stackPolicyConfig(directory, stack);
  return await PackPolicies.start({
    packs: [{ directory: join(directory, "policies"), config }],
    stack: loadProject(directory, stack),
    organization: "organization",
    preview: true,
    onEvent,
  });
}
