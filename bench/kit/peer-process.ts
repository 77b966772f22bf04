import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { Warden } from "../../local/runtime/warden.ts";
import { waitFor } from "../../tests/kit/wait.ts";

const READY = { deadlineMs: 60_000, everyMs: 100 };
/** Of what a peer has said, so much is told when it fails. */
const LAST_WORDS = 2_000;
/** Of process groups: a peer starts processes of its own, and none outlives the benchmark, however that ends. */
const warden = new Warden();

export interface PeerCommand {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A peer with all that it starts. */
export class PeerProcess {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #group: number;
  readonly #exit: Promise<unknown>;
  #words = "";

  constructor({ name, command, args, cwd, env }: PeerCommand) {
    this.#name = name;
    this.#child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    if (this.#child.pid === undefined) throw new Error(`${name} could not be started: ${command}`);
    this.#group = -this.#child.pid;
    warden.add(this.#group);
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on("data", (chunk: Buffer) => {
        this.#words = (this.#words + chunk.toString("utf8")).slice(-LAST_WORDS);
      });
    this.#exit = once(this.#child, "exit");
  }

  /** Resolves when `probe` answers true. @throws {Error} with the peer's last words where it ends before */
  async ready(probe: () => Promise<boolean>): Promise<void> {
    await waitFor(
      `${this.#name} to answer`,
      () => {
        if (this.#child.exitCode !== null)
          throw new Error(`${this.#name} ended with ${this.#child.exitCode}:\n${this.#words}`);
        return probe().catch(() => false);
      },
      READY,
    );
  }

  async stop(): Promise<void> {
    try {
      process.kill(this.#group, "SIGKILL");
    } catch (error) {
      // It has ended on its own, with all that it had started.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
    await this.#exit;
    warden.drop(this.#group);
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("The system gave no port.");
  return address.port;
}
