import type { LogEvent, Outcome } from "../../runtime/environment.ts";
import type { FunctionVersion } from "./functions.ts";

/** What a REPORT says of one invocation. */
export interface InvocationReport {
  readonly requestId: string;
  readonly outcome: Outcome;
  readonly maxMemoryUsedBytes: number;
  /** For the first invocation of an environment. */
  readonly initDurationMs: number | undefined;
  readonly trace: TraceIdentity;
}

export interface TraceIdentity {
  readonly root: string;
  readonly segmentId: string;
  readonly sampled: boolean;
}

const LEVELS: Readonly<Record<string, number>> = { DEBUG: 0, INFO: 1, WARN: 2 };
const MEBIBYTE = 1024 * 1024;

/** Lambda's own lines in a function's log: system logs, as text or JSON ("Configuring JSON and plain text log formats"). */
export class PlatformLog {
  readonly #version: FunctionVersion;
  readonly #now: () => number;
  readonly #add: (event: LogEvent) => void;
  readonly #json: boolean;
  readonly #minimum: number;

  constructor(version: FunctionVersion, now: () => number, add: (event: LogEvent) => void) {
    this.#version = version;
    this.#now = now;
    this.#add = add;
    const { LogFormat, SystemLogLevel = "INFO" } = version.configuration.LoggingConfig;
    this.#json = LogFormat === "JSON";
    this.#minimum = LEVELS[SystemLogLevel] ?? 1;
  }

  initStart(): void {
    const runtimeVersion = `nodejs:${process.versions.node}`;
    this.#write("INFO", `INIT_START Runtime Version: ${runtimeVersion}`, "platform.initStart", {
      initializationType: "on-demand",
      phase: "init",
      runtimeVersion,
      functionName: this.#version.configuration.FunctionName,
      functionVersion: this.#version.version,
    });
  }

  /** Says how an INIT phase ended that failed; a successful one shows in the REPORT. */
  initFailed(outcome: Outcome, phase: "init" | "invoke"): void {
    const type = outcome.errorType === undefined ? "" : `\tError Type: ${outcome.errorType}`;
    this.#write(
      "WARN",
      `INIT_REPORT Init Duration: ${outcome.durationMs.toFixed(2)} ms\tPhase: ${phase}\tStatus: ${outcome.status}${type}`,
      "platform.initReport",
      {
        initializationType: "on-demand",
        phase,
        status: outcome.status,
        ...(outcome.errorType === undefined ? {} : { errorType: outcome.errorType }),
        metrics: { durationMs: rounded(outcome.durationMs) },
      },
    );
  }

  start(requestId: string): void {
    const { version } = this.#version;
    this.#write("INFO", `START RequestId: ${requestId} Version: ${version}`, "platform.start", {
      requestId,
      version,
    });
  }

  end({ requestId, outcome, maxMemoryUsedBytes, initDurationMs, trace }: InvocationReport): void {
    const { status, errorType, durationMs } = outcome;
    const died = status === "timeout" || errorType !== undefined;
    if (died) this.#failure(requestId, outcome);
    const level = status === "success" ? "INFO" : "WARN";
    this.#write(
      status === "success" ? "DEBUG" : "WARN",
      `END RequestId: ${requestId}`,
      "platform.runtimeDone",
      { requestId, status, metrics: { durationMs: rounded(durationMs) } },
    );
    const billedDurationMs = Math.ceil(durationMs + (initDurationMs ?? 0));
    const memorySizeMB = this.#version.configuration.MemorySize;
    const maxMemoryUsedMB = Math.ceil(maxMemoryUsedBytes / MEBIBYTE);
    const fields = [
      `REPORT RequestId: ${requestId}`,
      `Duration: ${durationMs.toFixed(2)} ms`,
      `Billed Duration: ${billedDurationMs} ms`,
      `Memory Size: ${memorySizeMB} MB`,
      `Max Memory Used: ${maxMemoryUsedMB} MB`,
      ...(initDurationMs === undefined ? [] : [`Init Duration: ${initDurationMs.toFixed(2)} ms`]),
      ...(died ? [`Status: ${status}`] : []),
      ...(errorType === undefined ? [] : [`Error Type: ${errorType}`]),
    ];
    const xray = `\nXRAY TraceId: ${trace.root}\tSegmentId: ${trace.segmentId}\tSampled: true\t`;
    this.#write(level, `${fields.join("\t")}\t${trace.sampled ? xray : ""}`, "platform.report", {
      requestId,
      metrics: {
        durationMs: rounded(durationMs),
        billedDurationMs,
        memorySizeMB,
        maxMemoryUsedMB,
        ...(initDurationMs === undefined ? {} : { initDurationMs: rounded(initDurationMs) }),
      },
      tracing: {
        spanId: trace.segmentId,
        type: "X-Amzn-Trace-Id",
        value: `Root=${trace.root};Parent=${trace.segmentId};Sampled=${trace.sampled ? 1 : 0}`,
      },
      status,
      ...(errorType === undefined ? {} : { errorType }),
    });
  }

  #failure(requestId: string, { status, errorType, payload }: Outcome): void {
    if (this.#json) return;
    const { errorMessage } = JSON.parse(payload) as { errorMessage: string };
    const timestamp = this.#now();
    const message =
      status === "timeout"
        ? `${new Date(timestamp).toISOString()} ${requestId} ${errorMessage.replace(/^.*Error: /, "")}`
        : `${errorMessage}\n${errorType}`;
    this.#add({ timestamp, message });
  }

  #write(level: "DEBUG" | "INFO" | "WARN", text: string, type: string, record: object): void {
    const timestamp = this.#now();
    if (!this.#json) this.#add({ timestamp, message: text });
    else if ((LEVELS[level] ?? 0) >= this.#minimum) {
      const time = new Date(timestamp).toISOString();
      this.#add({ timestamp, message: JSON.stringify({ time, type, record }) });
    }
  }
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
