import { Cloud } from "./cloud.ts";
import type { Account } from "./core/account.ts";
import { createDemoUsers, type DemoUser } from "./demo-users.ts";
import type { DeploymentResult } from "./engine/engine.ts";
import type { EngineEvent } from "./engine/events.ts";
import { VISIBLE_VARIABLES } from "./engine/program.ts";
import type { Faults } from "./faults/faults.ts";
import { Operator } from "./operator.ts";
import type { RecordedCommand } from "./persistence/command.ts";
import { CommandDiffers } from "./persistence/commands.ts";
import { type DeploymentRecording, DeploymentRecordings } from "./persistence/deployment-recordings.ts";
import { fingerprint } from "./persistence/fingerprint.ts";
import type { MessageSink } from "./services/cognito/messages.ts";

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
  /**
   * Where the last deployment is recorded. With nothing changed since, its resources are made again without running the
   * program. Absent: the program always runs.
   */
  readonly recordings?: string;
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
  readonly operator: Operator;
  /** Whether the deployment is a recorded one, made again without running the program. */
  readonly recorded: boolean;

  constructor(parts: Pick<Platform, "stack" | "cloud" | "deployment" | "users" | "recorded">) {
    this.stack = parts.stack;
    this.cloud = parts.cloud;
    this.deployment = parts.deployment;
    this.outputs = Object.fromEntries(
      Object.entries(parts.deployment.outputs).map(([name, { value }]) => [name, value]),
    );
    this.users = parts.users;
    this.recorded = parts.recorded;
    this.operator = new Operator(parts.cloud.iam, parts.cloud.account);
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
  if (options.recordings === undefined) return await deploy(options);
  const recordings = new DeploymentRecordings(options.recordings);
  const print = fingerprint({ directory: options.directory, circumstances: circumstances(options) });
  const recording = recordings.find(print);
  const again = recording && (await deployAgain(options, recordings, recording));
  return again ?? (await deploy(options, { recordings, fingerprint: print }));
}

interface Recorder {
  readonly recordings: DeploymentRecordings;
  readonly fingerprint: string;
}

/** Runs the program. */
async function deploy(options: PlatformOptions, recorder?: Recorder): Promise<Platform> {
  const { directory, stack, port, config = {}, signal, onEvent } = options;
  const [{ up }, { loadProject }] = await Promise.all([
    import("./engine/engine.ts"),
    import("./engine/project.ts"),
  ]);
  const project = loadProject(directory, stack, config);
  const region = project.config["aws:region"];
  if (region === undefined) {
    throw new Error(
      `Pulumi.${stack}.yaml has no aws:region. Set one: 'pulumi config set aws:region eu-west-1'.`,
    );
  }
  const account = { partition: "aws", region, accountId: ACCOUNT_ID };
  const cloud = await startCloud(options, account, port);
  return await onto(cloud, { stack, recorded: false }, async () => {
    const commands: RecordedCommand[] = [];
    if (recorder !== undefined) {
      recorder.recordings.begin();
      cloud.commands.record(recorder.recordings.assets, (command) => commands.push(command));
    }
    const deployment = await up({
      directory,
      stack,
      provider: cloud.provider,
      config,
      ...(recorder !== undefined && { reads: recorder.recordings.reads }),
      ...(signal !== undefined && { signal }),
      ...(onEvent !== undefined && { onEvent }),
    });
    cloud.commands.stop();
    if (recorder !== undefined && tookFirstPorts(port, commands)) {
      const recording = { account, port: cloud.port, commands, deployment };
      recorder.recordings.write(directory, recorder.fingerprint, recording);
    }
    return deployment;
  });
}

/** Makes what a recorded deployment made. Nothing, when that does not come out the same. */
async function deployAgain(
  options: PlatformOptions,
  { assets }: DeploymentRecordings,
  { account, port, commands, deployment }: DeploymentRecording,
): Promise<Platform | undefined> {
  let cloud: Cloud | undefined;
  try {
    cloud = await startCloud(options, account, port);
    return await onto(cloud, { stack: options.stack, recorded: true }, async () => {
      await cloud?.commands.replay(commands, assets);
      cloud?.clock.release();
      return deployment;
    });
  } catch (error) {
    const taken = (error as NodeJS.ErrnoException).code === "EADDRINUSE" && options.port === 0;
    if (taken || error instanceof CommandDiffers) return undefined;
    throw error;
  }
}

async function startCloud(options: PlatformOptions, account: Account, port: number): Promise<Cloud> {
  const { onLog, workDirectory } = options;
  const onMessage: MessageSink = (message) => onLog?.("cognito-messages", JSON.stringify(message));
  const cloud = await Cloud.start({ account, port, workDirectory, onMessage });
  if (onLog !== undefined) cloud.logs.onEvent(({ logGroupName, message }) => onLog(logGroupName, message));
  return cloud;
}

/** The platform of a cloud and what is deployed onto it. */
async function onto(
  cloud: Cloud,
  { stack, recorded }: { readonly stack: string; readonly recorded: boolean },
  deployed: () => Promise<DeploymentResult>,
): Promise<Platform> {
  try {
    const deployment = await deployed();
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
    return new Platform({ stack, cloud, deployment, users, recorded });
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

/** False when others had ports that this deployment would otherwise have taken, and will take when they are free. */
function tookFirstPorts(port: number, commands: readonly RecordedCommand[]): boolean {
  return (
    port === 0 || commands.flatMap(({ ports }) => ports).every((taken, index) => taken === port + 1 + index)
  );
}

/** What a deployment depends on besides files. */
function circumstances({ stack, port, config = {} }: PlatformOptions): readonly string[] {
  const environment = VISIBLE_VARIABLES.map((name) => `${name}=${process.env[name] ?? ""}`);
  return [stack, String(port), JSON.stringify(config), ...environment];
}
