import { existsSync, readFileSync } from "node:fs";
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
import { isProviderType } from "../../local/engine/urn.ts";
import type { Plan, ResourceChange } from "./plan.ts";
import { propertyChanges } from "./property-changes.ts";
import { operationOf } from "./steps.ts";

export interface EnginePlanOptions {
  /** Where `Pulumi.yaml` is. */
  readonly directory: string;
  readonly stack: string;
  readonly against: string;
  /** What the plan is a difference to. */
  readonly state: DeploymentState;
  /** Overrides the stack's configuration. */
  readonly config?: Readonly<Record<string, string>>;
  /** Judges the plan by the policy pack of the project as well. */
  readonly policies: boolean;
}

/** Plans with the embedded engine and the local cloud's provider, which need neither Pulumi's CLI nor an account. */
export async function enginePlan(options: EnginePlanOptions): Promise<Plan> {
  const { directory, stack, state, config, policies } = options;
  const workDirectory = await mkdtemp(join(tmpdir(), "orderflow-plan-"));
  const account = await accountOf({ directory, stack, port: 0, workDirectory, ...(config && { config }) });
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
      ...(config && { config }),
      onEvent,
      ...(judges && { policies: judges }),
    }).catch((error: unknown) => {
      if (!(error instanceof DeploymentError)) throw error;
      if (problems.length === 0) problems.push(error.message);
      return error.result;
    });
    return { stack, against: options.against, ...differences(state, planned.state, steps), problems };
  } finally {
    await judges?.stop();
    await cloud.close();
    await rm(workDirectory, { recursive: true, force: true });
  }
}

type StepEvent = Extract<EngineEvent, { readonly kind: "step" }>;

function differences(
  before: DeploymentState,
  after: DeploymentState,
  steps: readonly StepEvent[],
): Pick<Plan, "changes" | "unchanged"> {
  const byUrn = ({ resources }: DeploymentState) =>
    new Map(resources.filter((record) => record.delete !== true).map((record) => [record.urn, record]));
  const [olds, news] = [byUrn(before), byUrn(after)];
  const changes: ResourceChange[] = [];
  let unchanged = 0;
  for (const { op, urn, type, name, diff = {} } of steps) {
    const isCustom = (news.get(urn) ?? olds.get(urn))?.custom === true;
    if (!isCustom || isProviderType(type)) continue;
    if (op === "same") unchanged += 1;
    const operation = operationOf(op);
    if (operation === undefined) continue;
    const replacing = Object.keys(diff).filter((path) => diff[path]?.endsWith("-replace"));
    const properties = propertyChanges(olds.get(urn)?.inputs ?? {}, news.get(urn)?.inputs ?? {}, replacing);
    changes.push({ operation, urn, type, name, properties });
  }
  return { changes: changes.sort((a, b) => (a.urn < b.urn ? -1 : 1)), unchanged };
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
  const configFile = join(directory, `policy-config.${stack}.json`);
  const config = existsSync(configFile) ? JSON.parse(readFileSync(configFile, "utf8")) : undefined;
  return await PackPolicies.start({
    packs: [{ directory: join(directory, "policies"), ...(config && { config }) }],
    stack: loadProject(directory, stack),
    organization: "organization",
    preview: true,
    onEvent,
  });
}
