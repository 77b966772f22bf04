import { availableParallelism } from "node:os";
import type { Provider } from "../provider/provider.ts";
import { Deployment } from "./deployment.ts";
import type { Diagnostic } from "./diagnostics.ts";
import type { Changes, EngineEvent } from "./events.ts";
import { Monitor } from "./monitor.ts";
import { Program } from "./program.ts";
import { loadProject, type Project } from "./project.ts";
import type { DeploymentState } from "./state.ts";
import { containsSecret, type PropertyMap, withoutSecrets } from "./wire.ts";

export interface DeployOptions {
  /** Where `Pulumi.yaml` is. */
  readonly directory: string;
  readonly stack: string;
  readonly provider: Provider;
  /** What the last deployment left; nothing when absent. */
  readonly state?: DeploymentState;
  readonly onEvent?: (event: EngineEvent) => void;
  /** Overrides the stack's configuration. A key without a namespace is the project's; structured values are JSON text. */
  readonly config?: Readonly<Record<string, string>>;
  /** Aborting ends the program at once; operations under way are waited for. */
  readonly signal?: AbortSignal;
  /** Where the program's process writes, as JSON, which files it has looked at. Nowhere, when absent. */
  readonly reads?: string;
  /** `pulumi.getOrganization()`; Pulumi's own stand-in `organization` when absent. */
  readonly organization?: string;
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
  return deploy(options, false);
}

/** Says what `up` would do; nothing is made. @throws {DeploymentError} */
export function preview(options: DeployOptions): Promise<DeploymentResult> {
  return deploy(options, true);
}

/** Deletes all resources, without running the program. @throws {DeploymentError} */
export async function destroy(options: DeployOptions): Promise<DeploymentResult> {
  const run = new Run(options, false);
  await run.deployment.finish();
  return run.result();
}

async function deploy(options: DeployOptions, dryRun: boolean): Promise<DeploymentResult> {
  const run = new Run(options, dryRun);
  await run.program();
  return run.result();
}

/** What `process.exit` of a program ends with when the SDK has logged the error itself. */
const EXIT_CODE_ERROR_LOGGED = 32;

class Run {
  readonly deployment: Deployment;
  readonly #options: DeployOptions;
  readonly #project: Project;
  readonly #preview: boolean;
  readonly #parallel = availableParallelism() * 4;
  readonly #diagnostics: Diagnostic[] = [];
  readonly #abort = (): void => this.deployment.fail(new Error("The deployment was aborted."));

  constructor(options: DeployOptions, dryRun: boolean) {
    if (options.state?.preview)
      throw new Error("The state given is that of a preview: give what the last deployment left.");
    this.#options = options;
    this.#preview = dryRun;
    this.#project = loadProject(options.directory, options.stack, options.config);
    this.deployment = new Deployment({
      stack: this.#project,
      directory: this.#project.programDirectory,
      config: this.#project.config,
      provider: options.provider,
      state: options.state ?? { resources: [] },
      preview: dryRun,
      parallel: this.#parallel,
      onEvent: (event) => this.#emit(event),
    });
    if (options.signal?.aborted) this.#abort();
    else options.signal?.addEventListener("abort", this.#abort, { once: true });
  }

  /** Runs the program until it has ended and everything it asked for is done, or has failed. */
  async program(): Promise<void> {
    const { deployment } = this;
    const settings = {
      project: this.#project,
      organization: this.#options.organization ?? "organization",
      preview: this.#preview,
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
      if (deployment.failed) return;
      const program = new Program({
        ...settings,
        address,
        reads: this.#options.reads,
        onOutput: (stream, line) => this.#emit({ kind: "output", stream, line }),
      });
      try {
        const code = await Promise.race([program.exited, deployment.stopped]);
        if (code === 0) await finish();
        else if (code !== undefined && !deployment.failed) this.#programFailed(code);
      } finally {
        program.kill();
        await program.exited.catch(() => undefined);
      }
    } finally {
      await deployment.settle();
      monitor.close();
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

  #programFailed(code: number | string): void {
    const logged = this.#diagnostics.findLast((diagnostic) => diagnostic.severity === "error");
    if (code === EXIT_CODE_ERROR_LOGGED && logged !== undefined)
      this.deployment.fail(new Error(logged.message), "reported");
    else this.deployment.fail(new Error(`The program ended with ${code}.`));
  }

  #emit(event: EngineEvent): void {
    if (event.kind === "diagnostic" && event.severity !== "debug") this.#diagnostics.push(event);
    this.#options.onEvent?.(event);
  }
}

function outputValues(outputs: PropertyMap): Readonly<Record<string, OutputValue>> {
  return Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => [
      key,
      { value: withoutSecrets(value), secret: containsSecret(value) },
    ]),
  );
}
