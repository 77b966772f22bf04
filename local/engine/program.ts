import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Warden } from "../runtime/warden.ts";
import type { Project } from "./project.ts";

export interface ProgramOptions {
  readonly project: Project;
  /** `HOST:PORT` of the resource monitor and the engine. */
  readonly address: string;
  readonly preview: boolean;
  readonly parallel: number;
  readonly organization: string;
  /** Where the program's process writes, as JSON, which files it has looked at. Nowhere, when absent. */
  readonly reads?: string | undefined;
  /** What the program sees of an environment; a small part of this process's own when absent. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly onOutput: (stream: "stdout" | "stderr", line: string) => void;
}

/** The variables of its environment that a program sees. */
export const VISIBLE_VARIABLES = ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "LANG", "SystemRoot"];

/**
 * A Pulumi program in a process of its own, started as Pulumi's language host for Node does: with the entry point
 * of the SDK that the program itself uses. Node strips the types of its TypeScript.
 */
export class Program {
  /** Resolves with the exit code, or the name of the signal that ended the program, once its output is read. */
  readonly exited: Promise<number | string>;
  readonly #child: ChildProcess;
  readonly #killAtExit = (): void => this.kill();
  /** Ends the program when this process is killed, however busy the program is. */
  readonly #warden = new Warden();

  constructor(options: ProgramOptions) {
    const { project } = options;
    const entry = createRequire(`${project.programDirectory}/`).resolve("@pulumi/pulumi/cmd/run");
    this.#child = spawn(
      process.execPath,
      [
        "--disable-warning=ExperimentalWarning",
        `--import=${import.meta.resolve("./program-preload.ts")}`,
        ...project.nodeArguments,
        entry,
        `--monitor=${options.address}`,
        `--engine=${options.address}`,
        `--organization=${options.organization}`,
        `--project=${project.project}`,
        `--root-directory=${project.directory}`,
        `--stack=${project.stack}`,
        `--pwd=${project.programDirectory}`,
        `--parallel=${options.parallel}`,
        ...(options.preview ? ["--dry-run"] : []),
        project.entryPoint,
      ],
      {
        cwd: project.programDirectory,
        env: {
          ...environment(options),
          ...(options.reads !== undefined && { LOCAL_CLOUD_READS: options.reads }),
        },
        stdio: ["ignore", "pipe", "pipe"],
        // A Ctrl-C of the terminal is for this process: it decides what becomes of the program.
        detached: true,
      },
    );
    process.once("exit", this.#killAtExit);
    const { pid } = this.#child;
    if (pid !== undefined) this.#warden.add(pid);
    for (const stream of ["stdout", "stderr"] as const) {
      const readable = this.#child[stream];
      if (readable !== null)
        createInterface({ input: readable }).on("line", (line) => options.onOutput(stream, line));
    }
    this.exited = new Promise((resolve, reject) => {
      this.#child.once("error", reject);
      this.#child.once("close", (code, signal) => resolve(code ?? signal ?? "unknown"));
    });
    this.exited
      .catch(() => undefined)
      .finally(() => {
        process.removeListener("exit", this.#killAtExit);
        if (pid !== undefined) this.#warden.drop(pid);
        this.#warden.close();
      });
  }

  /** Ends the program at once, whatever it does. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }
}

/** The compile cache, where Node keeps it by default, takes a third off the start of a program. */
function environment({ project, environment: given, preview }: ProgramOptions): Record<string, string> {
  const inherited = VISIBLE_VARIABLES.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...(given ?? Object.fromEntries(inherited)),
    PULUMI_CONFIG: JSON.stringify(project.config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(project.secretKeys),
    PULUMI_NODEJS_TYPESCRIPT: String(project.typescript),
    PULUMI_NODEJS_PROJECT: project.project,
    PULUMI_NODEJS_STACK: project.stack,
    PULUMI_NODEJS_DRY_RUN: String(preview),
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), "node-compile-cache"),
  };
}
