import { realpathSync } from "node:fs";
import { join } from "node:path";
import type { EngineEvent } from "../engine/events.ts";
import { Serial } from "../engine/executor.ts";
import type { Platform } from "../platform.ts";
import { FolderWatcher } from "./folder-watcher.ts";
import { FunctionReload } from "./function-reload.ts";
import { Lane } from "./lane.ts";
import { Redeployment } from "./redeployment.ts";

export interface ReloadOptions {
  readonly platform: Platform;
  /** Where the project is. */
  readonly directory: string;
  readonly print: (line: string) => void;
  /** What a re-deployment does. */
  readonly onEvent: (event: EngineEvent) => void;
  /** Called when what is deployed may be another. */
  readonly onDeployed: () => void;
}

/**
 * Has saved sources live on a running platform: functions within the blink of an eye, the program and the stack's files
 * as a re-deployment, beside which functions go on. An error leaves in place what serves, and the next save tries again.
 */
export class Reload {
  readonly #options: ReloadOptions;
  readonly #functions: FunctionReload;
  readonly #program: Redeployment;
  readonly #watcher = new FolderWatcher((paths) => this.#take(paths));
  readonly #functionLane = new Lane((paths) =>
    this.#attempt("functions", () => this.#reloadFunctions(paths)),
  );
  readonly #programLane = new Lane(() => this.#attempt("program", () => this.#redeploy()));
  readonly #closed = new AbortController();
  readonly #broken = new Set<"functions" | "program">();
  /** What functions were made of while the program, which bundles them too, may have read the state before. */
  #reloaded = new Set<string>();
  readonly #begun: Promise<void>;

  constructor(options: ReloadOptions) {
    const { platform, onEvent } = options;
    this.#options = options;
    const directory = realpathSync(options.directory);
    const { signal } = this.#closed;
    const deploying = new Serial();
    this.#functions = new FunctionReload({ platform, directory, deploying });
    this.#program = new Redeployment({ platform, directory, deploying, signal, onEvent });
    this.#watcher.watch(directory, { deep: false });
    this.#watcher.watch(join(directory, "functions"), { deep: true });
    this.#begun = this.#attempt("program", () => this.#begin());
  }

  /** Resolves when all that was told of so far is live, or has failed. */
  async settled(): Promise<void> {
    await this.#begun;
    await this.#functionLane.settled();
    await this.#programLane.settled();
  }

  /** Takes up nothing more, and ends a re-deployment. */
  async close(): Promise<void> {
    this.#watcher.close();
    this.#closed.abort();
    await this.#begun;
    await this.#programLane.close();
    await this.#functionLane.close();
    await this.#functions.close();
  }

  /** What was saved while the deployment ran may not be in it. */
  async #begin(): Promise<void> {
    await this.#program.begin();
    this.#watchProgram();
    const saved = new Set(this.#watcher.savedSince(PROCESS_START));
    if (this.#program.concerns(saved)) this.#program.doubt();
    this.#take(saved);
  }

  #take(paths: ReadonlySet<string>): void {
    if (this.#functions.concerns(paths)) this.#functionLane.take(paths);
    if (this.#program.concerns(paths)) this.#programLane.take(paths);
  }

  async #reloadFunctions(paths: ReadonlySet<string>): Promise<void> {
    const start = performance.now();
    for (const path of paths) this.#reloaded.add(path);
    for await (const names of this.#functions.reload(paths))
      this.#options.print(`Reloaded ${names.join(", ")} in ${since(start)}.`);
  }

  async #redeploy(): Promise<void> {
    const { print, platform, onDeployed } = this.#options;
    // What a save of a module that both have does to functions is live first.
    await this.#functionLane.settled();
    this.#reloaded = new Set();
    const start = performance.now();
    try {
      if (!(await this.#program.run())) return;
      const changes = Object.entries(platform.deployment.changes).filter(([op]) => op !== "same");
      const done = changes.map(([op, count]) => `${count} ${op}`).join(", ");
      print(`Re-deployed in ${since(start)}: ${done === "" ? "no resource differs" : done}.`);
      onDeployed();
    } finally {
      this.#watchProgram();
      this.#functionLane.take(this.#reloaded);
    }
  }

  async #attempt(what: "functions" | "program", work: () => Promise<void>): Promise<void> {
    const { print } = this.#options;
    try {
      await work();
      if (this.#broken.delete(what)) print(`The ${what} can be deployed again.`);
    } catch (error) {
      if (this.#closed.signal.aborted) return;
      this.#broken.add(what);
      const message = error instanceof Error ? error.message : String(error);
      print(`${message}\n\nWhat was deployed before goes on. Save again when this is mended.`);
    }
  }

  #watchProgram(): void {
    if (this.#closed.signal.aborted) return;
    for (const folder of this.#program.folders) this.#watcher.watch(folder, { deep: true });
  }
}

const PROCESS_START = Date.now() - performance.now();

function since(start: number): string {
  const ms = performance.now() - start;
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
