import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { DeploymentError, type DeployOptions, preview, up } from "../engine/engine.ts";
import type { EngineEvent } from "../engine/events.ts";
import type { Serial } from "../engine/executor.ts";
import { loadProject } from "../engine/project.ts";
import type { DeploymentState } from "../engine/state.ts";
import type { Platform } from "../platform.ts";
import { type ProgramFiles, programFiles } from "./program-files.ts";

export interface RedeploymentOptions {
  readonly platform: Platform;
  readonly directory: string;
  /** Lets one deployment of either kind at the platform at a time. */
  readonly deploying: Serial;
  readonly signal: AbortSignal;
  readonly onEvent: (event: EngineEvent) => void;
}

/** Keeps what is deployed at what the program and the stack's configuration say. */
export class Redeployment {
  readonly #options: RedeploymentOptions;
  readonly #settings: readonly string[];
  /** Undefined when they are not known. */
  #files: ProgramFiles | undefined;
  /** What the deployment was made of; undefined where it is half of one. */
  #deployed: string | undefined;

  constructor(options: RedeploymentOptions) {
    this.#options = options;
    const { directory, platform } = options;
    this.#settings = ["Pulumi.yaml", `Pulumi.${platform.stack}.yaml`].map((name) => join(directory, name));
  }

  /** Learns what is deployed now: what it is made of is no change. */
  async begin(): Promise<void> {
    this.#deployed = await this.#read();
  }

  /** Has the next run deploy, whatever it finds: what is deployed may be of other files. */
  doubt(): void {
    this.#deployed = undefined;
  }

  /** The folders that hold files of the program, beside the project's own. */
  get folders(): readonly string[] {
    const { directory } = this.#options;
    const tops = [...(this.#files?.paths ?? [])].map((path) => relative(directory, path).split(/[\\/]/));
    return [
      ...new Set(
        tops.flatMap(([top, ...rest]) =>
          top === undefined || top === ".." || rest.length === 0 ? [] : [top],
        ),
      ),
    ].map((top) => join(directory, top));
  }

  /** Whether a change of these paths can change the deployment: always after an error, which may have been for want of a file. */
  concerns(paths: ReadonlySet<string>): boolean {
    const known = this.#files?.paths;
    return known === undefined || [...paths].some((path) => known.has(path) || this.#settings.includes(path));
  }

  /**
   * Deploys the difference, if there is one in the files. What the program or a provider's check refuses is found by a
   * preview, before anything is changed. @returns whether it deployed
   * @throws {Error} with file and line of the program
   */
  async run(): Promise<boolean> {
    const content = await this.#read();
    if (content === this.#deployed) return false;
    const { deploying } = this.#options;
    const deployed = await this.#explained(async () => {
      const planned = await preview(this.#deployOptions());
      return !this.#isDeployed(planned.state) && (await deploying.run(() => this.#deploy()));
    });
    this.#deployed = content;
    return deployed;
  }

  async #deploy(): Promise<true> {
    const { platform, onEvent } = this.#options;
    this.#deployed = undefined;
    try {
      await platform.adopt(await up({ ...this.#deployOptions(), onEvent }));
      return true;
    } catch (error) {
      if (error instanceof DeploymentError)
        await platform.adopt({ ...platform.deployment, state: error.result.state });
      throw error;
    }
  }

  #deployOptions(): DeployOptions {
    const { platform, directory, signal } = this.#options;
    const { stack, cloud, deployment } = platform;
    return { directory, stack, provider: () => cloud.openProvider(), state: deployment.state, signal };
  }

  /** Whether a preview came to what there is, settings of the engine such as `protect` included. */
  #isDeployed({ resources }: DeploymentState): boolean {
    const byUrn = (records: DeploymentState["resources"]) =>
      new Map(records.map((record) => [record.urn, record]));
    return isDeepStrictEqual(byUrn(resources), byUrn(this.#options.platform.deployment.state.resources));
  }

  async #explained<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DeploymentError)) throw error;
      throw new Error(explain(error, this.#options.directory), { cause: error });
    }
  }

  async #read(): Promise<string> {
    this.#files = undefined;
    const { directory, platform } = this.#options;
    const { programDirectory, entryPoint } = loadProject(directory, platform.stack);
    this.#files = await programFiles(programDirectory, entryPoint);
    const settings = this.#settings.map((path) => readFileSync(path, "utf8"));
    return [...settings, this.#files.contents].join("\n");
  }
}

/** Every error with its place in the program, as `components/messaging/queue.ts:12`. */
function explain({ message, diagnostics }: DeploymentError, directory: string): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return message;
  return errors
    .map(({ message: text, source }) =>
      source === undefined ? text : `${relative(directory, source.file)}:${source.line}: ${text}`,
    )
    .join("\n");
}
