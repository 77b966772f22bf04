import { availableParallelism } from "node:os";
import type { Provider } from "../provider/provider.ts";
import { Deployment, type Policies } from "./deployment.ts";
import type { Diagnostic } from "./diagnostics.ts";
import type { Changes, EngineEvent } from "./events.ts";
import { type ImportFile, importResources } from "./imports.ts";
import { InstalledPackages } from "./installed-packages.ts";
import { Monitor } from "./monitor/monitor.ts";
import { Program } from "./program.ts";
import { loadProject, type Project } from "./project.ts";
import { type ProviderHost, providersWithin } from "./providers/provider-host.ts";
import type { Persister } from "./snapshot.ts";
import type { DeploymentState } from "./state.ts";
import type { Mode, Selection } from "./step-generator.ts";
import { Targets } from "./targets.ts";
import { containsSecret, type PropertyMap, withoutSecrets } from "./wire.ts";

export interface DeployOptions {
  /** Where `Pulumi.yaml` is. */
  readonly directory: string;
  readonly stack: string;
  /** The provider of every package, or what makes one for each provider resource, or what finds one for each package. */
  readonly provider: Provider | (() => Provider) | ProviderHost;
  /** What the last deployment left; nothing when absent. */
  readonly state?: DeploymentState;
  readonly onEvent?: (event: EngineEvent) => void;
  /** Overrides the stack's configuration. A key without a namespace is the project's; structured values are JSON text. */
  readonly config?: Readonly<Record<string, string>>;
  /** The stack's configuration, instead of what `Pulumi.STACK.yaml` says, in its form. */
  readonly stackConfig?: PropertyMap;
  /** Aborting cancels: the program ends at once, operations under way are waited for. */
  readonly signal?: AbortSignal;
  /** Where the program's process writes, as JSON, which files it has looked at. Nowhere, when absent. */
  readonly reads?: string;
  /** `pulumi.getOrganization()`; Pulumi's own stand-in `organization` when absent. */
  readonly organization?: string;
  /** Keeps the state whenever it changes. */
  readonly persister?: Persister;
  /** The environment of the program; a small part of this process's own when absent. */
  readonly environment?: Readonly<Record<string, string>>;
  /** How many operations may run at a time; four for each processor when absent. */
  readonly parallel?: number;
  readonly targets?: readonly string[];
  readonly targetDependents?: boolean;
  readonly excludes?: readonly string[];
  readonly excludeDependents?: boolean;
  /** URNs of what is to be replaced whatever differs. */
  readonly replace?: readonly string[];
  /** Refreshes the state before anything else. */
  readonly refresh?: boolean;
  /** What is independent of a failed operation goes on. */
  readonly continueOnError?: boolean;
  /** Runs the program for `destroy` and `refresh` as well. */
  readonly runProgram?: boolean;
  /** The outputs of another stack, for stack references. */
  readonly stackOutputs?: (name: string) => Promise<PropertyMap>;
  readonly policies?: Policies;
}

/** One of the stack's outputs, as Pulumi's Automation API has it. */
export interface OutputValue {
  /** Plain; at preview it may be, or hold, Pulumi's unknown. */
  readonly value: unknown;
  readonly secret: boolean;
}

export interface DeploymentResult {
  readonly state: DeploymentState;
  readonly outputs: Readonly<Record<string, OutputValue>>;
  readonly changes: Changes;
}

/** A deployment that failed or was aborted. What had been done is in `result`, and has to be kept. */
export class DeploymentError extends Error {
  readonly result: DeploymentResult;
  /** What the program and the engine said, debugging messages excepted. */
  readonly diagnostics: readonly Diagnostic[];

  constructor(message: string, result: DeploymentResult, diagnostics: readonly Diagnostic[]) {
    super(message);
    this.name = "DeploymentError";
    this.result = result;
    this.diagnostics = diagnostics;
  }
}

/** Deploys a program. @throws {DeploymentError}, and `Error` for a project or configuration that can't be run. */
export function up(options: DeployOptions): Promise<DeploymentResult> {
  return deploy(options, { preview: false });
}

/** Says what `up` would do; nothing is made. @throws {DeploymentError} */
export function preview(options: DeployOptions): Promise<DeploymentResult> {
  return deploy(options, { preview: true });
}

/** Deletes all resources. @throws {DeploymentError} */
export function destroy(options: DeployOptions): Promise<DeploymentResult> {
  return deploy(options, { preview: false, mode: "destroy" });
}

/** Finds out what has become of the resources. @throws {DeploymentError} */
export function refresh(options: DeployOptions): Promise<DeploymentResult> {
  return deploy({ ...options, refresh: true }, { preview: false, mode: "refresh" });
}

/** Adopts existing resources. @throws {DeploymentError} */
export async function adopt(options: DeployOptions, file: ImportFile): Promise<DeploymentResult> {
  const run = new Run(options, { preview: false });
  await run.import(file);
  return run.result();
}

async function deploy(options: DeployOptions, kind: Kind): Promise<DeploymentResult> {
  const run = new Run(options, kind);
  await run.deploy();
  return run.result();
}

/** What a run is for. */
interface Kind {
  readonly preview: boolean;
  /** Without one, an update. */
  readonly mode?: Mode;
}

/** What `process.exit` of a program ends with when the SDK has logged the error itself. */
const EXIT_CODE_ERROR_LOGGED = 32;

class Run {
  readonly deployment: Deployment;
  readonly #options: DeployOptions;
  readonly #project: Project;
  readonly #kind: Kind;
  readonly #parallel: number;
  readonly #diagnostics: Diagnostic[] = [];
  readonly #abort = (): void => this.deployment.cancel();

  constructor(options: DeployOptions, kind: Kind) {
    const { state, stackConfig, provider, runProgram = false, refresh = false } = options;
    if (state?.preview)
      throw new Error("The state given is that of a preview: give what the last deployment left.");
    this.#options = options;
    this.#kind = kind;
    this.#parallel = options.parallel ?? availableParallelism() * 4;
    this.#project = loadProject(options.directory, options.stack, options.config, stackConfig);
    const { programDirectory } = this.#project;
    const packages = new InstalledPackages(programDirectory);
    const programIsRun = this.#runsProgram;
    this.deployment = new Deployment({
      ...options,
      stack: this.#project,
      config: this.#project.config,
      secretKeys: this.#project.secretKeys,
      host: "load" in provider ? provider : providersWithin(provider, programDirectory),
      state: state ?? { resources: [] },
      preview: kind.preview,
      parallel: this.#parallel,
      selection: selection(options),
      ...(programIsRun && kind.mode !== undefined ? { mode: kind.mode } : {}),
      refreshInProgram: programIsRun && runProgram && refresh,
      installedVersion: (pkg) => packages.version(pkg),
      onEvent: (event) => this.#emit(event),
    });
    if (options.signal?.aborted) this.#abort();
    else options.signal?.addEventListener("abort", this.#abort, { once: true });
  }

  async deploy(): Promise<void> {
    const { deployment } = this;
    const { mode } = this.#kind;
    const { refresh = false, runProgram = false } = this.#options;
    try {
      if (mode !== undefined) deployment.requireTargetsInState();
      if (!this.#runsProgram && mode === "destroy") deployment.refuseDeleteHooks();
      if (deployment.failed) return;
      if (refresh && !runProgram) await deployment.refresh();
      else if (!refresh && !runProgram && deployment.wantsRefreshBeforeUpdate)
        await deployment.refreshBeforeUpdate();
      else deployment.warnOfPendingOperations();
      if (mode === "refresh" && !runProgram) return await deployment.finishRefresh();
      deployment.requireReplaceTargets();
      if (deployment.failed) return;
      if (this.#runsProgram) await this.#program();
      else await deployment.finish();
    } finally {
      await deployment.close();
    }
  }

  async import(file: ImportFile): Promise<void> {
    try {
      await importResources(file, this.deployment, this.#project);
    } finally {
      await this.deployment.close();
    }
  }

  /** @throws {DeploymentError} when it has failed. */
  result(): DeploymentResult {
    this.#options.signal?.removeEventListener("abort", this.#abort);
    const { failure, state, changes, stackOutputs } = this.deployment;
    const result: DeploymentResult = { state, changes, outputs: outputValues(stackOutputs) };
    if (failure !== undefined) throw new DeploymentError(failure.message, result, this.#diagnostics);
    return result;
  }

  get #runsProgram(): boolean {
    return this.#kind.mode === undefined || this.#options.runProgram === true;
  }

  /** Runs the program until it has ended and everything it asked for is done, or has failed. */
  async #program(): Promise<void> {
    const { deployment } = this;
    const settings = {
      project: this.#project,
      organization: this.#options.organization ?? "organization",
      preview: this.#kind.preview,
      parallel: this.#parallel,
    };
    let finished: Promise<void> | undefined;
    const finish = (): Promise<void> => {
      finished ??= deployment.finish();
      return finished;
    };
    const monitor = new Monitor({
      ...settings,
      deployment,
      onEvent: (event) => this.#emit(event),
      onProgramEnd: finish,
    });
    try {
      const address = await monitor.listen();
      if (deployment.hasStopped) return;
      const program = new Program({
        ...settings,
        address,
        reads: this.#options.reads,
        ...(this.#options.environment && { environment: this.#options.environment }),
        onOutput: (stream, line) => this.#emit({ kind: "output", stream, line }),
      });
      try {
        const code = await Promise.race([program.exited, deployment.stopped]);
        if (code !== undefined && code !== 0 && !deployment.hasStopped) this.#programFailed(code);
        await finish();
      } finally {
        program.kill();
        await program.exited.catch(() => undefined);
      }
    } finally {
      await deployment.settle();
      monitor.close();
    }
  }

  #programFailed(code: number | string): void {
    const logged = this.#diagnostics.findLast((diagnostic) => diagnostic.severity === "error");
    if (code === EXIT_CODE_ERROR_LOGGED && logged !== undefined)
      this.deployment.fail(new Error(logged.message), "reported");
    else
      this.deployment.fail(
        new Error(`an unhandled error occurred: Program exited with non-zero exit code: ${code}`),
      );
  }

  #emit(event: EngineEvent): void {
    if (event.kind === "diagnostic" && event.severity !== "debug") this.#diagnostics.push(event);
    this.#options.onEvent?.(event);
  }
}

function selection(options: DeployOptions): Selection {
  return {
    targets: new Targets(options.targets),
    targetDependents: options.targetDependents ?? false,
    excludes: new Targets(options.excludes),
    excludeDependents: options.excludeDependents ?? false,
    replace: new Targets(options.replace),
  };
}

function outputValues(outputs: PropertyMap): Readonly<Record<string, OutputValue>> {
  return Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => [
      key,
      { value: withoutSecrets(value), secret: containsSecret(value) },
    ]),
  );
}
