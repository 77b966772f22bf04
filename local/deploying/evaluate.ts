import type { Cloud } from "../cloud.ts";
import type { Account } from "../core/account.ts";
import type { DeploymentResult } from "../engine/engine.ts";
import type { DeploymentState } from "../engine/state.ts";
import type { DeployOptions } from "./options.ts";

/** The account that the ecosystem's local tools agree on. */
export const ACCOUNT_ID = "000000000000";

/** The account that a stack is to be deployed to. @throws {Error} for a stack without a region */
export async function accountOf({ directory, stack, config, account }: DeployOptions): Promise<Account> {
  if (account !== undefined) return account;
  const { loadProject } = await import("../engine/project.ts");
  const region = loadProject(directory, stack, config).config["aws:region"];
  if (region !== undefined) return { partition: "aws", region, accountId: ACCOUNT_ID };
  throw new Error(
    `Pulumi.${stack}.yaml has no aws:region. Set one: 'pulumi config set aws:region eu-west-1'.`,
  );
}

export interface Evaluation {
  readonly cloud: Cloud;
  /** What the last deployment left; nothing when absent. */
  readonly state?: DeploymentState;
  /** Where the program's process is to tell what it looks at. */
  readonly reads?: string;
}

/** Runs the program and makes what it declares. The engine is loaded only here: most starts need none. */
export async function evaluate(
  options: DeployOptions,
  { cloud, state, reads }: Evaluation,
): Promise<DeploymentResult> {
  const { directory, stack, config = {}, signal, onEvent } = options;
  const { up } = await import("../engine/engine.ts");
  await prepareAccount(options, cloud);
  return await up({
    directory,
    stack,
    provider: () => cloud.openProvider(),
    config,
    ...(state !== undefined && { state }),
    ...(reads !== undefined && { reads }),
    ...(signal !== undefined && { signal }),
    ...(onEvent !== undefined && { onEvent }),
  });
}

/** Does what `npm run bootstrap` does on AWS before a first deployment, as far as the program needs it here. */
async function prepareAccount({ directory, stack, config }: DeployOptions, cloud: Cloud): Promise<void> {
  const { loadProject } = await import("../engine/project.ts");
  const project = loadProject(directory, stack, config);
  const boundary = project.config[`${project.project}:permissionsBoundary`] ?? "";
  if (boundary === "") return;
  const { prepareBoundary } = await import("../../ci/bootstrap/prepare-boundary.ts");
  const { account, endpoint, iam } = cloud;
  const client = { endpoint, region: account.region, credentials: iam.rootCredentials };
  await prepareBoundary(boundary, { directory, stack, account, client });
}
