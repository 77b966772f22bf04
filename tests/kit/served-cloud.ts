import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { StackFile } from "../../local/cli/stack-file.ts";
import type { DemoUser } from "../../local/demo-users.ts";
import { projectDirectory, temporaryDirectory } from "./platform.ts";
import { waitFor } from "./wait.ts";

/** `npm run local -- provider` in a process of its own, or rather what it runs. */
export class ServedCloudProcess {
  readonly stateDirectory: string;
  readonly process: ChildProcess;
  printed = "";

  private constructor(args: readonly string[], stateDirectory: string) {
    this.stateDirectory = stateDirectory;
    this.process = spawn(
      process.execPath,
      [
        ...["--disable-warning=ExperimentalWarning", join(projectDirectory, "local/cli/local.ts")],
        ...["provider", "--state-dir", this.stateDirectory, ...args],
      ],
      { cwd: projectDirectory, stdio: ["ignore", "pipe", "pipe"] },
    );
    for (const stream of [this.process.stdout, this.process.stderr])
      stream?.on("data", (chunk: Buffer) => {
        this.printed += chunk.toString("utf8");
      });
  }

  static async start(
    args: readonly string[] = ["--port", "0"],
    stateDirectory = temporaryDirectory(),
  ): Promise<ServedCloudProcess> {
    const served = new ServedCloudProcess(args, stateDirectory);
    const ready = () => {
      if (!served.running) throw new Error(`The provider ended:\n${served.printed}`);
      return served.printed.includes("Stop with Ctrl-C.");
    };
    await waitFor("the provider to be ready", ready, { deadlineMs: 45_000 });
    return served;
  }

  get running(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  /** The variables that it says to export. */
  get environment(): Readonly<Record<string, string>> {
    const exports = [...this.printed.matchAll(/^ {2}export (.*)$/gm)].flatMap(([, line = ""]) =>
      line.split(" "),
    );
    return Object.fromEntries(exports.map((assignment) => assignment.split(/=(.*)/, 2) as [string, string]));
  }

  get stackFile(): StackFile {
    return this.#read("stack.json");
  }

  get users(): Readonly<Record<string, DemoUser>> {
    return this.#read("users.json");
  }

  /** What an AWS SDK client needs to talk to it as the account itself. */
  get clientConfig() {
    const credentials = readFileSync(join(this.stateDirectory, "credentials"), "utf8");
    const value = (key: string) => new RegExp(`^${key} = (.*)$`, "m").exec(credentials)?.[1] ?? "";
    return {
      endpoint: this.stackFile.endpoint,
      region: "eu-west-1",
      credentials: {
        accessKeyId: value("aws_access_key_id"),
        secretAccessKey: value("aws_secret_access_key"),
      },
    };
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    if (!this.running) return;
    const exited = once(this.process, "exit");
    this.process.kill(signal);
    await exited;
  }

  #read<T>(name: string): T {
    return JSON.parse(readFileSync(join(this.stateDirectory, name), "utf8"));
  }
}
