import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { InstanceFiles } from "../../local/cli/stack-file.ts";
import type { Platform } from "../../local/platform.ts";
import { projectDirectory, temporaryDirectory } from "./platform.ts";

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm run local` as a process of its own, in a folder that says where the platform is. */
export class LocalCli {
  readonly directory = temporaryDirectory();

  constructor({ stack, outputs, endpoint, cloud }: Platform) {
    const files = new InstanceFiles(this.directory);
    files.writeControlToken(cloud.control.token);
    files.writeStack({ stack, outputs, endpoint, readyMs: 1 });
  }

  /** Runs a command to its end. */
  async run(parameters: readonly string[], stdin = ""): Promise<Finished> {
    const running = this.start(parameters);
    running.process.stdin?.end(stdin);
    return running.finished();
  }

  start(parameters: readonly string[]): RunningCli {
    return new RunningCli(
      spawn(process.execPath, [join(projectDirectory, "local/cli/local.ts"), ...parameters], {
        cwd: this.directory,
      }),
    );
  }
}

export class RunningCli {
  readonly process: ChildProcess;
  stdout = "";
  stderr = "";

  constructor(process: ChildProcess) {
    this.process = process;
    for (const stream of ["stdout", "stderr"] as const)
      process[stream]?.setEncoding("utf8").on("data", (text: string) => {
        this[stream] += text;
      });
  }

  async finished(): Promise<Finished> {
    if (this.process.exitCode === null) await once(this.process, "close");
    return { code: this.process.exitCode, stdout: this.stdout, stderr: this.stderr };
  }
}
