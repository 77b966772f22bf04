import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { PackPolicies, type PackPoliciesOptions } from "../analyzer/policies.ts";
import { adopt, DeploymentError, type DeployOptions, destroy, preview, refresh, up } from "../engine.ts";
import type { EngineEvent } from "../events.ts";
import { readImportFile } from "../imports.ts";
import { loadProject } from "../project.ts";
import { debugProviders } from "../remote-provider/debug-providers.ts";
import { EngineServer } from "../remote-provider/engine-server.ts";
import { passphraseIn } from "../state-file/passphrase.ts";
import { StateFile } from "../state-file/state-file.ts";
import type { StackName } from "../urn.ts";
import { isObject, type PropertyMap } from "../wire.ts";
import { ENGINE_USAGE, type EngineArguments, engineArguments } from "./arguments.ts";
import { CliProviders } from "./cli-providers.ts";
import { jsonLine, textLine } from "./event-lines.ts";
import { Interruption } from "./interruption.ts";
import { stackConfig } from "./stack-config.ts";

/** What Pulumi's CLI calls the organization of a file backend. */
const ORGANIZATION = "organization";

/** `npm run local -- engine`. @returns the exit status. */
export async function engineCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes("--help") || argv.includes("-h") || argv[0] === "help") {
    console.log(ENGINE_USAGE);
    return 0;
  }
  let given: EngineArguments;
  try {
    given = engineArguments(argv);
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${ENGINE_USAGE}`);
    return 1;
  }
  const print = printer(given.json);
  try {
    await run(given, print);
    return 0;
  } catch (error) {
    // What a deployment failed of has been printed as it came.
    if (!(error instanceof DeploymentError))
      print({ kind: "diagnostic", severity: "error", message: messageOf(error) });
    return 1;
  }
}

async function run(given: EngineArguments, print: (event: EngineEvent) => void): Promise<void> {
  const directory = resolve(given.cwd);
  const statePath = resolve(directory, given.state);
  const passphrase = passphraseIn(process.env);
  const config =
    given.configFile === undefined
      ? await stackConfig(directory, given.stack, passphrase)
      : await readObject(resolve(directory, given.configFile));
  const file =
    given.file === undefined ? undefined : readImportFile(await readObject(resolve(directory, given.file)));
  const project = loadProject(directory, given.stack, {}, config);
  const state = await StateFile.open(statePath, passphrase);
  const engine = new EngineServer(print);
  const providers = new CliProviders({
    ports: debugProviders(process.env.PULUMI_DEBUG_PROVIDERS),
    engine: await engine.listen(),
    warn: (message) => print({ kind: "diagnostic", severity: "warning", message }),
    project,
    cloudFolder: `${statePath}.cloud`,
    preview: given.operation === "preview",
  });
  const interruption = new Interruption(given.operation === "preview", print);
  let policies: PackPolicies | undefined;
  try {
    policies = await startPolicies(given, { directory, project, print });
    await operate(given, file, {
      directory,
      stack: given.stack,
      provider: providers,
      state: state.state,
      persister: state,
      onEvent: print,
      stackConfig: config,
      organization: ORGANIZATION,
      environment: environment(),
      signal: interruption.signal,
      targets: given.targets,
      targetDependents: given.targetDependents,
      excludes: given.excludes,
      excludeDependents: given.excludeDependents,
      replace: given.replace,
      refresh: given.refresh,
      runProgram: given.runProgram,
      continueOnError: given.continueOnError,
      ...(given.parallel !== undefined && { parallel: given.parallel }),
      stackOutputs: (name) => StateFile.stackOutputs(siblingOf(statePath, name), passphrase),
      ...(policies && { policies }),
    });
  } finally {
    await policies?.stop();
    await providers.close(state.isEmpty);
    engine.close();
    interruption.close();
  }
}

/** @returns undefined where no packs are given: there is nothing to ask then. */
async function startPolicies(
  { policyPacks, operation }: EngineArguments,
  {
    directory,
    project,
    print,
  }: {
    readonly directory: string;
    readonly project: StackName;
    readonly print: (event: EngineEvent) => void;
  },
): Promise<PackPolicies | undefined> {
  if (policyPacks.length === 0) return undefined;
  const packs: PackPoliciesOptions["packs"][number][] = [];
  for (const { directory: pack, configFile } of policyPacks)
    packs.push({
      directory: resolve(directory, pack),
      ...(configFile !== undefined && { config: await readObject(resolve(directory, configFile)) }),
    });
  const preview = operation === "preview";
  return await PackPolicies.start({
    packs,
    stack: project,
    organization: ORGANIZATION,
    preview,
    onEvent: print,
  });
}

async function operate(
  { operation }: EngineArguments,
  file: ReturnType<typeof readImportFile> | undefined,
  options: DeployOptions,
): Promise<void> {
  if (file !== undefined) await adopt(options, file);
  else if (operation === "preview") await preview(options);
  else if (operation === "up") await up(options);
  else if (operation === "refresh") await refresh(options);
  else await destroy(options);
}

/** The state of the stack that a stack reference, `ORGANIZATION/PROJECT/STACK`, names: beside this one's. */
function siblingOf(statePath: string, name: string): string {
  return join(dirname(statePath), `${name.split("/").at(-1)}.json`);
}

function environment(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

async function readObject(path: string): Promise<PropertyMap> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw new Error(`${path} can't be read: ${messageOf(error)}`, { cause: error });
  }
  if (!isObject(content)) throw new Error(`${path} must be a JSON object.`);
  return content;
}

function printer(json: boolean): (event: EngineEvent) => void {
  return (event) => {
    const line = json ? jsonLine(event) : textLine(event);
    if (line !== undefined) process.stdout.write(`${line}\n`);
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
