import { type ChildProcess, spawn } from "node:child_process";
import type { Duplex } from "node:stream";
import { type EnvironmentFrame, encodeFrame, FrameDecoder } from "./frames.ts";
import { LineSplitter } from "./lines.ts";
import { PeakMemory } from "./memory.ts";
import { type SandboxOptions, sandboxArguments } from "./sandbox.ts";
import type { Warden } from "./warden.ts";

/** One event of the function's log. */
export interface LogEvent {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly message: string;
}

export interface EnvironmentOptions extends SandboxOptions {
  /** All of the function's environment variables: it gets nothing else. */
  readonly variables: Readonly<Record<string, string>>;
  readonly warden: Warden;
  readonly now: () => number;
  readonly onLog: (event: LogEvent) => void;
}

export interface EnvironmentInvocation {
  readonly requestId: string;
  readonly functionArn: string;
  readonly traceHeader: string;
  /** The event as JSON. */
  readonly payload: string;
  readonly timeoutMs: number;
  readonly clockOffsetMs: number;
}

/** How an environment left a phase. */
export interface Outcome {
  readonly status: "success" | "error" | "timeout";
  /** The response or the error object, as JSON. */
  readonly payload: string;
  /** For `error`: Lambda's name of what happened, such as `Runtime.ExitError`; absent where the handler itself threw. */
  readonly errorType?: string;
  readonly durationMs: number;
}

type End = Omit<Outcome, "durationMs">;

/** The phase that runs now: which frames end it, and how. */
interface Phase {
  readonly requestId: string | undefined;
  readonly ends: Partial<Record<EnvironmentFrame["type"], "success" | "error">>;
  readonly end: (outcome: End) => void;
}

const MEMORY_CHECK_MS = 50;
const MEBIBYTE = 1024 * 1024;

/**
 * One execution environment: a Node process of its own that runs one invocation at a time and is frozen in between,
 * because it waits for the next one without an event loop. Time in here is the machine's: code that
 * runs cannot be advanced.
 */
export class ExecutionEnvironment {
  readonly #options: EnvironmentOptions;
  readonly #child: ChildProcess;
  readonly #channel: Duplex;
  readonly #memory: PeakMemory;
  readonly #output: Record<"stdout" | "stderr", LineSplitter>;
  #phase: Phase | undefined;
  #exited: { code: number | null; signal: NodeJS.Signals | null } | undefined;
  #outOfMemory = false;
  #peakBytes = 0;
  readonly #exit: Promise<void>;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    this.#child = spawn(process.execPath, sandboxArguments(options), {
      cwd: options.codeDirectory,
      env: { ...options.variables },
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      // An interrupt at the terminal is the local cloud's to handle.
      detached: true,
    });
    const { pid } = this.#child;
    if (pid !== undefined) options.warden.add(pid);
    this.#memory = new PeakMemory(pid);
    this.#channel = this.#child.stdio[3] as Duplex;
    // The exit of the process tells what went wrong with the channel.
    this.#channel.on("error", () => {});
    const line = (message: string) => options.onLog({ timestamp: options.now(), message });
    this.#output = { stdout: new LineSplitter(line), stderr: new LineSplitter(line) };
    const decoder = new FrameDecoder((frame, body) => this.#onFrame(frame, body));
    this.#channel.on("data", (chunk: Buffer) => decoder.push(chunk));
    // Only what bypasses the runtime comes this way, such as V8's last words.
    this.#child.stdout?.on("data", (chunk: Buffer) => this.#output.stdout.push(chunk));
    this.#child.stderr?.on("data", (chunk: Buffer) => this.#output.stderr.push(chunk));
    this.#exit = new Promise((resolve) => {
      this.#child.once("error", (error) => {
        line(`The execution environment could not start: ${error.message}`);
        this.#onExit(1, null);
        resolve();
      });
      this.#child.once("close", (code, signal) => {
        if (pid !== undefined) options.warden.drop(pid);
        this.#onExit(code, signal);
        resolve();
      });
    });
  }

  /** False once the process has ended or is being killed. */
  get alive(): boolean {
    return this.#exited === undefined && !this.#child.killed;
  }

  /** The most memory used so far, in bytes. */
  get peakMemoryBytes(): number {
    return this.#peakBytes;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The INIT phase: loads the handler. With a `requestId` it runs on the time of that invocation. */
  initialize(clockOffsetMs: number, timeoutMs: number, requestId?: string): Promise<Outcome> {
    this.#channel.write(encodeFrame({ type: "start", clockOffsetMs }));
    return this.#run(requestId, timeoutMs, { initialized: "success", initError: "error" });
  }

  /** The INVOKE phase. The caller sees to it that there is one at a time. */
  invoke(invocation: EnvironmentInvocation): Promise<Outcome> {
    const { requestId, functionArn, traceHeader, payload, timeoutMs, clockOffsetMs } = invocation;
    const deadlineMs = Math.round(this.#options.now() + timeoutMs);
    this.#channel.write(
      encodeFrame(
        { type: "invoke", requestId, functionArn, traceHeader, deadlineMs, clockOffsetMs },
        payload,
      ),
    );
    return this.#run(requestId, timeoutMs, { response: "success", error: "error", fatal: "error" });
  }

  /** Ends the environment at once; resolves when it is gone. */
  async kill(): Promise<void> {
    if (this.#exited === undefined) this.#child.kill("SIGKILL");
    await this.#exit;
  }

  async #run(requestId: string | undefined, timeoutMs: number, ends: Phase["ends"]): Promise<Outcome> {
    const start = performance.now();
    const watch = setInterval(() => this.#checkMemory(), MEMORY_CHECK_MS);
    let timer: NodeJS.Timeout | undefined;
    const outcome = await new Promise<End>((resolve) => {
      this.#phase = { requestId, ends, end: resolve };
      timer = setTimeout(
        () => resolve({ status: "timeout", payload: timeoutPayload(requestId, timeoutMs) }),
        timeoutMs,
      );
      if (this.#exited !== undefined) resolve(this.#exitOutcome(requestId));
    });
    clearTimeout(timer);
    clearInterval(watch);
    this.#phase = undefined;
    this.#checkMemory();
    const durationMs = performance.now() - start;
    if (outcome.status === "timeout" || outcome.errorType !== undefined || this.#outOfMemory)
      await this.kill();
    this.#output.stdout.flush();
    this.#output.stderr.flush();
    return { ...(this.#outOfMemory ? this.#exitOutcome(requestId) : outcome), durationMs };
  }

  #onExit(code: number | null, signal: NodeJS.Signals | null): void {
    this.#memory.close();
    this.#exited ??= { code, signal };
    this.#phase?.end(this.#exitOutcome(this.#phase.requestId));
  }

  #onFrame(frame: EnvironmentFrame, body: Buffer): void {
    switch (frame.type) {
      case "log":
        this.#options.onLog({ timestamp: frame.time, message: body.toString("utf8") });
        return;
      case "output":
        this.#output[frame.stream].push(body);
        return;
      default:
        this.#peakBytes = Math.max(this.#peakBytes, frame.memoryBytes);
        this.#endPhase(frame.type, body.toString("utf8"));
    }
  }

  #endPhase(type: EnvironmentFrame["type"], payload: string): void {
    const status = this.#phase?.ends[type];
    if (status === undefined) return;
    const diedOf = type === "fatal" || type === "initError" ? { errorType: errorTypeOf(payload) } : {};
    this.#phase?.end({ status, payload, ...diedOf });
  }

  #checkMemory(): void {
    if (this.#exited !== undefined) return;
    this.#peakBytes = Math.max(this.#peakBytes, this.#memory.read() ?? 0);
    if (this.#peakBytes <= this.#options.memorySizeMb * MEBIBYTE || this.#outOfMemory) return;
    this.#peakBytes = this.#options.memorySizeMb * MEBIBYTE;
    this.#outOfMemory = true;
    this.#child.kill("SIGKILL");
  }

  #exitOutcome(requestId: string | undefined): End & { errorType: string } {
    const errorType = this.#outOfMemory ? "Runtime.OutOfMemory" : "Runtime.ExitError";
    const { code, signal } = this.#exited ?? { code: null, signal: null };
    const reason = this.#outOfMemory
      ? "Runtime exited with error: signal: killed"
      : signal !== null
        ? `Runtime exited with error: signal: ${SIGNAL_NAMES[signal] ?? signal}`
        : code === 0
          ? "Runtime exited without providing a reason"
          : `Runtime exited with error: exit status ${code}`;
    const errorMessage = `${requestId === undefined ? "" : `RequestId: ${requestId} `}Error: ${reason}`;
    return { status: "error", payload: JSON.stringify({ errorType, errorMessage }), errorType };
  }
}

/** Signals as Lambda names them. */
const SIGNAL_NAMES: Partial<Record<NodeJS.Signals, string>> = {
  SIGKILL: "killed",
  SIGABRT: "aborted",
  SIGSEGV: "segmentation fault",
  SIGTERM: "terminated",
  SIGTRAP: "trace/breakpoint trap",
};

function errorTypeOf(payload: string): string {
  return (JSON.parse(payload) as { errorType: string }).errorType;
}

function timeoutPayload(requestId: string | undefined, timeoutMs: number): string {
  const seconds = (timeoutMs / 1000).toFixed(2);
  return JSON.stringify({
    errorType: "Sandbox.Timedout",
    errorMessage: `${requestId === undefined ? "" : `RequestId: ${requestId} `}Error: Task timed out after ${seconds} seconds`,
  });
}
