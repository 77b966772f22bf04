import { Cloud } from "./cloud.ts";
import { createDemoUsers, type DemoUser } from "./demo-users.ts";
import { type DeploymentResult, up } from "./engine/engine.ts";
import type { EngineEvent } from "./engine/events.ts";
import { loadProject } from "./engine/project.ts";
import type { Faults } from "./faults/faults.ts";

/** The account that the ecosystem's local tools agree on. */
const ACCOUNT_ID = "000000000000";

export interface PlatformOptions {
  /** Where `Pulumi.yaml` is. */
  readonly directory: string;
  readonly stack: string;
  /** The gateway's port; 0 takes any free one, also for APIs. */
  readonly port: number;
  readonly workDirectory: string;
  /** Overrides the stack's configuration. */
  readonly config?: Readonly<Record<string, string>>;
  /** Aborting it while the platform starts ends the start. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: EngineEvent) => void;
  readonly onLog?: (logGroupName: string, message: string) => void;
}

/** What an AWS SDK client needs to talk to the local cloud as the account itself. */
export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A stack of a program, deployed onto a local cloud of its own. */
export class Platform {
  readonly stack: string;
  readonly cloud: Cloud;
  readonly deployment: DeploymentResult;
  /** The stack's outputs, plain. */
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly users: Readonly<Record<string, DemoUser>>;

  constructor(
    stack: string,
    cloud: Cloud,
    deployment: DeploymentResult,
    users: Readonly<Record<string, DemoUser>>,
  ) {
    this.stack = stack;
    this.cloud = cloud;
    this.deployment = deployment;
    this.outputs = Object.fromEntries(
      Object.entries(deployment.outputs).map(([name, { value }]) => [name, value]),
    );
    this.users = users;
  }

  get endpoint(): string {
    return this.cloud.endpoint;
  }

  get apiUrl(): string {
    return String(this.outputs.apiUrl);
  }

  /** Injects faults from a plan, and tells which it injected. */
  get faults(): Faults {
    return this.cloud.faults;
  }

  get clientConfig(): ClientConfig {
    const { accessKeyId, secretAccessKey } = this.cloud.iam.rootCredentials;
    return {
      endpoint: this.endpoint,
      region: this.cloud.account.region,
      credentials: { accessKeyId, secretAccessKey },
    };
  }

  /** Calls an operation of a service as the account itself, without a detour through HTTP. */
  callAsRoot<Output = unknown>(service: string, operation: string, input: object): Promise<Output> {
    return this.cloud.dispatcher.call<Output>(service, operation, input, this.cloud.iam.rootPrincipal);
  }

  stop(): Promise<void> {
    return this.cloud.close();
  }
}

/**
 * Starts a local cloud in the region of the stack's configuration and deploys the program onto it.
 *
 * @throws {Error} when a port is taken or the deployment fails; nothing is left running then.
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { directory, stack, port, workDirectory, config = {}, signal, onEvent, onLog } = options;
  const project = loadProject(directory, stack, config);
  const region = project.config["aws:region"];
  if (region === undefined) {
    throw new Error(
      `Pulumi.${stack}.yaml has no aws:region. Set one: 'pulumi config set aws:region eu-west-1'.`,
    );
  }
  const cloud = await Cloud.start({
    account: { partition: "aws", region, accountId: ACCOUNT_ID },
    port,
    workDirectory,
  });
  if (onLog !== undefined) cloud.logs.onEvent(({ logGroupName, message }) => onLog(logGroupName, message));
  try {
    const deployment = await up({
      directory,
      stack,
      provider: cloud.provider,
      config,
      ...(signal !== undefined && { signal }),
      ...(onEvent !== undefined && { onEvent }),
    });
    const users = await createDemoUsers(
      cloud.dispatcher,
      cloud.iam.rootPrincipal,
      String(deployment.outputs.userPoolId?.value),
    );
    cloud.cognito.keepUsers();
    cloud.control.stack = {
      name: stack,
      readyMs: Math.round(performance.now()),
      functions: functionNames(deployment),
    };
    return new Platform(stack, cloud, deployment, users);
  } catch (error) {
    await cloud.close();
    throw error;
  }
}

/** The names that functions have in the program, and on AWS. */
function functionNames({ state }: DeploymentResult): ReadonlyMap<string, string> {
  return new Map(
    state.resources
      .filter(({ type }) => type === "aws:lambda/function:Function")
      .map(({ name, outputs }) => [name, String(outputs.name)]),
  );
}
