import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export interface PlatformRequest {
  /** Where `Pulumi.yaml` is. */
  readonly directory: string;
  readonly config?: Readonly<Record<string, string>>;
}

export interface RunningPlatform {
  readonly endpoint: string;
  readonly region: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** An access token of the demo user. */
  readonly token: string;
  readonly root: Credentials;
  readonly controlToken: string;
  /** The same engines over HTTP without signatures and policies. */
  readonly bareEndpoint: string;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The platform in a process of its own, as `npm start` has it, so that load and platform do not share a thread. */
export class PlatformProcess {
  readonly running: RunningPlatform;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess, running: RunningPlatform) {
    this.#child = child;
    this.running = running;
  }

  static async start(request: PlatformRequest): Promise<PlatformProcess> {
    const child = fork(
      fileURLToPath(new URL("./serve-platform.ts", import.meta.url)),
      [JSON.stringify(request)],
      { execArgv: [...process.execArgv, "--expose-gc"] },
    );
    const started = once(child, "message") as Promise<[RunningPlatform]>;
    const [answer] = await Promise.race([started, once(child, "exit")]);
    if (typeof answer !== "object") throw new Error("The platform did not start; see above.");
    return new PlatformProcess(child, answer);
  }

  get pid(): number {
    return this.#child.pid ?? Number.NaN;
  }

  /** Bytes of what the platform's own process holds on to. */
  async bytesInUse(): Promise<number> {
    const answer = once(this.#child, "message");
    this.#child.send("bytes in use");
    const [bytes] = (await answer) as [number];
    return bytes;
  }

  /** Resolves when the process and all of its children have ended. */
  async stop(): Promise<void> {
    const exit = once(this.#child, "exit");
    this.#child.disconnect();
    await exit;
  }
}
