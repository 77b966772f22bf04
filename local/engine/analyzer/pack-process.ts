import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";

/** The engine's address, which a pack is given and does not use. */
const NO_ENGINE = "127.0.0.1:0";

const END_WITH_PARENT = `${import.meta.resolve("./end-with-parent.ts")}?parent=${process.pid}`;

const COMPILE_CACHE = join(tmpdir(), "node-compile-cache");

/** How much of what it said is told when it ends. */
const LINES_TOLD = 20;

/** How long after its connection was lost a process may take to end. */
const MS_TO_END = 2000;

/** The process of a policy pack, started as Pulumi's CLI does. It ends with this one at the latest. */
export class PackProcess {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  readonly #port = Promise.withResolvers<number>();
  readonly #said: string[] = [];

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#closed = once(child, "close").catch((error: Error) => this.#said.push(error.message));
  }

  /**
   * @param onOutput What the pack prints.
   * @throws {Error} for what is no pack, or not installed.
   */
  static start(directory: string, onOutput: (line: string) => void): PackProcess {
    const entry = entryOf(directory);
    const child = spawn(process.execPath, [`--import=${END_WITH_PARENT}`, entry, NO_ENGINE, directory], {
      cwd: directory,
      env: { ...process.env, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? COMPILE_CACHE },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const kill = (): void => void child.kill("SIGKILL");
    process.once("exit", kill);
    child.once("close", () => process.removeListener("exit", kill));
    const pack = new PackProcess(child);
    pack.#listen(onOutput);
    return pack;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The first line that a pack prints is the port it listens on. @throws {Error} when it ends instead */
  async port(): Promise<number> {
    return await Promise.race([
      this.#port.promise,
      this.#closed.then(() => {
        throw new Error(this.#told("instead of starting"));
      }),
    ]);
  }

  /** What became of a call that lost its connection: the process has ended, or is about to. */
  async loss(error: Error): Promise<Error> {
    const ended = await Promise.race([this.#closed.then(() => true), setTimeout(MS_TO_END, false)]);
    return ended ? new Error(this.#told("in the middle of its work"), { cause: error }) : error;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill("SIGKILL");
    await this.#closed;
  }

  #listen(onOutput: (line: string) => void): void {
    let listening = false;
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on("line", (line) => {
        if (!listening && stream === this.#child.stdout && /^\d+$/.test(line)) {
          listening = true;
          this.#port.resolve(Number(line));
        } else {
          this.#said.push(line);
          if (this.#said.length > LINES_TOLD) this.#said.shift();
          onOutput(line);
        }
      });
    }
  }

  #told(when: string): string {
    const { exitCode, signalCode } = this.#child;
    const ended = `The policy pack ended with ${exitCode ?? signalCode} ${when}`;
    return this.#said.length === 0 ? `${ended}.` : `${ended}:\n${this.#said.join("\n")}`;
  }
}

/** What runs a pack: the SDK's, as the pack has it installed. @throws {Error} for what is no pack, or not installed. */
function entryOf(directory: string): string {
  if (!existsSync(join(directory, "PulumiPolicy.yaml")))
    throw new Error(`There is no policy pack at ${directory}: it has no PulumiPolicy.yaml.`);
  try {
    return createRequire(`${directory}/`).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  } catch (error) {
    throw new Error(
      `The dependencies of the policy pack at ${directory} are not installed: run npm install there.`,
      { cause: error },
    );
  }
}
