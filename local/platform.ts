import type { Cloud } from "./cloud.ts";
import { type DemoUser, keepDemoUsers } from "./demo-users.ts";
import { deployAnew, deployRecorded } from "./deploying/anew.ts";
import type { Deployed } from "./deploying/deployed.ts";
import type { DeployOptions } from "./deploying/options.ts";
import { deployPersisted, keepDeployment } from "./deploying/persisted.ts";
import type { DeploymentResult } from "./engine/engine.ts";
import type { Faults } from "./faults/faults.ts";
import { Operator } from "./operator.ts";

export interface PlatformOptions extends DeployOptions {
  /**
   * Where the last deployment is recorded. With nothing changed since, its resources are made again without running the
   * program. Absent: the program always runs.
   */
  readonly recordings?: string;
  /** Where everything is kept, for the next platform that starts there. In memory only, when absent. */
  readonly persist?: string;
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
  readonly operator: Operator;
  /** Whether the deployment is a recorded one, made again without running the program. */
  readonly recorded: boolean;
  #deployment: DeploymentResult;
  #users: Readonly<Record<string, DemoUser>>;

  constructor(parts: Pick<Platform, "stack" | "cloud" | "deployment" | "users" | "recorded">) {
    this.stack = parts.stack;
    this.cloud = parts.cloud;
    this.#deployment = parts.deployment;
    this.#users = parts.users;
    this.recorded = parts.recorded;
    this.operator = new Operator(parts.cloud.iam, parts.cloud.account);
  }

  /** The last one that there was. */
  get deployment(): DeploymentResult {
    return this.#deployment;
  }

  /** The stack's outputs, plain. */
  get outputs(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
      Object.entries(this.#deployment.outputs).map(([name, { value }]) => [name, value]),
    );
  }

  get users(): Readonly<Record<string, DemoUser>> {
    return this.#users;
  }

  /** Takes over what another deployment of the stack has made of it. A new user pool gets demo users of its own. */
  async adopt(deployment: DeploymentResult): Promise<void> {
    const { userPoolId } = this.outputs;
    this.#deployment = deployment;
    const { store } = this.cloud;
    if (store !== undefined) await keepDeployment(store, deployment);
    if (this.outputs.userPoolId !== userPoolId) this.#users = await demoUsers(this.cloud, deployment);
    const { stack } = this.cloud.control;
    if (stack !== undefined) this.cloud.control.stack = { ...stack, functions: functionNames(deployment) };
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
  const { cloud, deployment, recorded } = await deployed(options);
  try {
    const users = await demoUsers(cloud, deployment);
    cloud.control.stack = {
      name: options.stack,
      readyMs: Math.round(performance.now()),
      functions: functionNames(deployment),
    };
    return new Platform({ stack: options.stack, cloud, deployment, users, recorded });
  } catch (error) {
    await cloud.close();
    throw error;
  }
}

function deployed(options: PlatformOptions): Promise<Deployed> {
  const { persist, recordings } = options;
  if (persist !== undefined) return deployPersisted(options, persist);
  return recordings === undefined ? deployAnew(options) : deployRecorded(options, recordings);
}

/** The users of the stack's pool, if it has one. */
async function demoUsers(
  cloud: Cloud,
  { outputs }: DeploymentResult,
): Promise<Readonly<Record<string, DemoUser>>> {
  const userPoolId = outputs.userPoolId?.value;
  return userPoolId === undefined ? {} : await keepDemoUsers(cloud, String(userPoolId));
}

/** The names that functions have in the program, and on AWS. */
function functionNames({ state }: DeploymentResult): ReadonlyMap<string, string> {
  return new Map(
    state.resources
      .filter(({ type }) => type === "aws:lambda/function:Function")
      .map(({ name, outputs }) => [name, String(outputs.name)]),
  );
}
