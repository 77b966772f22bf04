import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { StackFile } from "../../local/cli/stack-file.ts";
import { projectDirectory } from "./platform.ts";
import { waitFor } from "./wait.ts";

const run = promisify(execFile);

/** `npm start` in a process of its own, or rather what it runs. */
export class Instance {
  readonly directory: string;
  readonly process: ChildProcess;
  readonly #stateDirectory: string;
  printed = "";

  constructor(directory: string, args: readonly string[], { stateDirectory = ".local" } = {}) {
    this.directory = directory;
    this.#stateDirectory = stateDirectory;
    rmSync(this.stackPath, { force: true });
    this.process = spawn(process.execPath, [join(projectDirectory, "local/cli/start.ts"), ...args], {
      cwd: directory,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.printed += chunk.toString("utf8");
      });
    }
  }

  get pid(): number {
    return Number(this.process.pid);
  }

  get running(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  get stackPath(): string {
    return join(this.directory, this.#stateDirectory, "stack.json");
  }

  async ready(): Promise<StackFile> {
    await waitFor(
      "stack.json",
      () => {
        if (!this.running) throw new Error(`npm start ended:\n${this.printed}`);
        return existsSync(this.stackPath);
      },
      { deadlineMs: 45_000 },
    );
    return JSON.parse(readFileSync(this.stackPath, "utf8"));
  }

  /** A fresh access token of the demo user. */
  async token(): Promise<string> {
    const args = ["run", "-s", "token", "--", "--state-dir", this.#stateDirectory];
    const { stdout } = await run("npm", args, { cwd: this.directory });
    return stdout.trimEnd().split("\n").at(-1) ?? "";
  }

  /** Signals the whole process group, as a terminal or a supervisor does. */
  kill(signal: NodeJS.Signals): void {
    process.kill(-this.pid, signal);
  }

  /** Stops it in good order; answers how it ended. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<readonly unknown[]> {
    const exited = once(this.process, "exit");
    this.kill(signal);
    return await exited;
  }

  /** The processes of its group, and those that have its folder on their command line. What has ended and only waits for init to notice is none. */
  async processes(): Promise<readonly string[]> {
    const { stdout } = await run("ps", ["-eo", "pgid=,stat=,args="]);
    const group = `${this.pid} `;
    return stdout
      .split("\n")
      .filter((line) => !/^\s*\d+\s+Z/.test(line))
      .filter((line) => line.trimStart().startsWith(group) || line.includes(this.directory));
  }
}

export async function refusesConnections(url: string): Promise<boolean> {
  return fetch(url).then(
    () => false,
    () => true,
  );
}
