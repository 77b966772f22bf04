import { spawn } from "node:child_process";
import { join } from "node:path";
import { InstanceFiles } from "../../local/cli/stack-file.ts";
import type { Cloud } from "../../local/cloud.ts";
import { Operator } from "../../local/operator.ts";
import type { ListedQueue } from "../../operations/dlq/listing.ts";
import type { Outcome } from "../../operations/dlq/redrive.ts";
import { type Finished, RunningCli } from "./cli.ts";
import { projectDirectory, temporaryDirectory } from "./platform.ts";

/** `npm run dlq` as a process of its own, for the stack `dev` of a program, as the operator of its cloud. */
export class DlqCli {
  readonly #program: string;
  readonly #stateDirectory = temporaryDirectory();

  constructor(cloud: Cloud, program = projectDirectory) {
    this.#program = program;
    const files = new InstanceFiles(program, this.#stateDirectory);
    files.writeStack({ stack: "dev", outputs: {}, endpoint: cloud.endpoint, readyMs: 1 });
    files.writeCredentials(cloud.iam.rootCredentials, new Operator(cloud.iam, cloud.account).session());
  }

  start(...parameters: readonly string[]): RunningCli {
    const script = join(projectDirectory, "operations/dlq/dlq.ts");
    const options = ["--state-dir", this.#stateDirectory];
    return new RunningCli(
      spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script, ...parameters, ...options], {
        cwd: this.#program,
      }),
    );
  }

  run(...parameters: readonly string[]): Promise<Finished> {
    return this.start(...parameters).finished();
  }

  /** @throws {Error} with what it prints when it fails */
  async list(...parameters: readonly string[]): Promise<readonly ListedQueue[]> {
    const { code, stdout, stderr } = await this.run("--json", ...parameters);
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout).queues;
  }

  /** What became of each message. */
  async redrive(
    queue: string,
    ...parameters: readonly string[]
  ): Promise<Finished & { readonly outcomes: readonly Outcome[] }> {
    const finished = await this.run("redrive", queue, "--json", "--rate", "100", ...parameters);
    const lines = finished.stdout.split("\n").filter((line) => line !== "");
    return { ...finished, outcomes: lines.map((line) => JSON.parse(line)) };
  }
}
