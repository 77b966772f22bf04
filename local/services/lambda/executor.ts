import { availableParallelism } from "node:os";
import type { Authorizer } from "../../core/access.ts";
import { AwsError } from "../../core/errors.ts";
import type { MetricSink } from "../../core/ports.ts";
import type {
  EnvironmentInvocation,
  ExecutionEnvironment,
  LogEvent,
  Outcome,
} from "../../runtime/environment.ts";
import { EnvironmentPool } from "../../runtime/pool.ts";
import { Processors } from "../../runtime/processors.ts";
import type { Concurrency } from "./concurrency.ts";
import type { FunctionVersion, InvocationTarget } from "./functions.ts";
import { type Instance, Instances, type InstancesOptions } from "./instances.ts";
import type { LogStream } from "./log-stream.ts";
import { checkResponse } from "./payload.ts";
import { type TraceSegment, traceOf } from "./trace.ts";
import { Tracing } from "./tracing.ts";

export interface ExecutorOptions extends InstancesOptions {
  readonly metrics: MetricSink;
  readonly concurrency: Concurrency;
  readonly idleTimeoutSeconds: number;
  readonly faults: InvocationFaults | undefined;
  readonly authorizer: Authorizer;
  readonly recordSegment: ((segment: TraceSegment) => void) | undefined;
}

/** What goes wrong with an invocation. */
export interface InvocationFault {
  /** How long it waits before it begins. */
  readonly delayMs?: number;
  /** What Lambda answers instead of running it. */
  readonly refusal?: AwsError;
  /** It dies with its environment, before or after the handler did its work. */
  readonly crash?: "before" | "after";
}

/** Decides anew for every invocation. */
export type InvocationFaults = (functionName: string, functionArn: string) => InvocationFault;

export interface ExecutionRequest {
  readonly payload: string;
  readonly requestId: string;
  readonly traceHeader?: string;
  /** Told of every line of the invocation's log. */
  readonly onLog?: (event: LogEvent) => void;
}

export interface EnvironmentCount {
  readonly warm: number;
  readonly running: number;
}

/** "Lambda execution environment lifecycle": the INIT phase is limited to 10 seconds. */
const INIT_TIMEOUT_MS = 10_000;
/** About what the start of an environment takes, and how long one is put off on a busy machine. */
const PATIENCE_MS = 100;
const MOST_PATIENCE_MS = 1_000;
const PROCESSORS = availableParallelism();

/** Runs functions in execution environments: one for each invocation at a time, the last used first. */
export class Executor {
  readonly #options: ExecutorOptions;
  readonly #pool: EnvironmentPool<Instance>;
  readonly instances: Instances;
  readonly #tracing: Tracing | undefined;
  readonly #busy = new Set<Instance>();
  readonly #flushing = new Set<Promise<void>>();
  readonly #retired = new WeakSet<FunctionVersion>();
  #closed = false;
  readonly #processors = new Processors();
  #starting = 0;
  #running = 0;

  constructor(options: ExecutorOptions) {
    this.#options = options;
    this.instances = new Instances(options);
    const { recordSegment } = options;
    this.#tracing = recordSegment && new Tracing({ ...options, recordSegment });
    this.#pool = new EnvironmentPool(options.clock, options.idleTimeoutSeconds * 1000);
  }

  /** @throws {AwsError} `TooManyRequestsException` */
  async run(target: InvocationTarget, request: ExecutionRequest): Promise<Outcome> {
    const { concurrency, clock, faults } = this.#options;
    const { record, version } = target;
    const { delayMs = 0, refusal, crash } = faults?.(record.name, target.arn) ?? {};
    if (delayMs > 0) await clock.sleep(delayMs);
    let release: () => void;
    try {
      if (refusal !== undefined) throw refusal;
      release = concurrency.acquire(record.name);
    } catch (error) {
      if (error instanceof AwsError && error.code === "TooManyRequestsException")
        this.#metric(target, "Throttles", 1, "Count");
      throw error;
    }
    this.#metric(target, "ConcurrentExecutions", concurrency.running(record.name), "Count");
    this.#metric(target, "Invocations", 1, "Count");
    this.#running += 1;
    try {
      const outcome = await this.#execute(target, request, crash);
      this.#metric(target, "Errors", outcome.status === "success" ? 0 : 1, "Count");
      this.#metric(target, "Duration", outcome.durationMs, "Milliseconds");
      return outcome;
    } finally {
      this.#running -= 1;
      release();
      if (this.#retired.has(version)) this.#pool.drain(version.revisionId);
    }
  }

  /** Ends the environments of a version that is gone; running invocations finish first. */
  retire(version: FunctionVersion): void {
    this.#retired.add(version);
    this.#pool.drain(version.revisionId);
  }

  /** How many invocations run now, the start of their environments included. */
  get running(): number {
    return this.#running;
  }

  /** Whether idle environments are ending or logs being written. */
  get tidying(): boolean {
    return this.#flushing.size > 0 || this.#pool.ending;
  }

  /** Resolves when the logs of all finished invocations are written. */
  async flushed(): Promise<void> {
    while (this.#flushing.size > 0) await Promise.all(this.#flushing);
  }

  /** How many environments a version has: idle ones, and those that run or start. */
  environmentsOf({ revisionId }: FunctionVersion): EnvironmentCount {
    let running = 0;
    for (const instance of this.#busy) if (instance.revisionId === revisionId) running += 1;
    return { warm: this.#pool.idle(revisionId), running };
  }

  /** Ends the environments that are idle, so that the next invocations start anew. */
  async restart(): Promise<void> {
    await this.flushed();
    await this.#pool.drainAll();
  }

  /** Kills all environments, busy ones too. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#busy].map((instance) => instance.kill()));
    await this.#pool.drainAll();
    await this.flushed();
    this.instances.close();
  }

  async #execute(
    target: InvocationTarget,
    request: ExecutionRequest,
    crash: InvocationFault["crash"],
  ): Promise<Outcome> {
    const { version } = target;
    const { clock } = this.#options;
    const { requestId, payload } = request;
    const start = clock.now();
    const trace = traceOf(request.traceHeader, version, start);
    const timeoutMs = version.configuration.Timeout * 1000;

    const warm = await this.#warm(version);
    let started: Started =
      warm === undefined ? await this.#start(version, INIT_TIMEOUT_MS) : { instance: warm };
    started.instance.logStream.follow(request.onLog);
    started.instance.platformLog.start(requestId);
    let left = timeoutMs;
    if (started.init !== undefined && started.init.status !== "success") {
      // Lambda tries once more, now on the time of the invocation.
      started = await this.#start(version, timeoutMs, { requestId, instance: started.instance });
      left -= started.init?.durationMs ?? 0;
    }
    const { instance, init } = started;
    this.#busy.add(instance);
    try {
      const outcome =
        init !== undefined && init.status !== "success"
          ? init
          : checkResponse(
              await invokeIn(instance.environment, crash, {
                requestId,
                payload,
                functionArn: target.arn,
                traceHeader: trace.header,
                timeoutMs: left,
                clockOffsetMs: clock.offset,
              }),
            );
      instance.platformLog.end({
        requestId,
        outcome,
        maxMemoryUsedBytes: instance.environment.peakMemoryBytes,
        initDurationMs: init?.status === "success" ? init.durationMs : undefined,
        trace,
      });
      this.#tracing?.record(target, {
        trace,
        requestId,
        start,
        initDurationMs: init?.durationMs,
        end: clock.now(),
        failed: outcome.status !== "success",
      });
      return outcome;
    } finally {
      this.#busy.delete(instance);
      instance.logStream.follow(undefined);
      this.#flush(instance.logStream);
      if (instance.alive && !this.#retired.has(version)) this.#pool.give(version.revisionId, instance);
      else void instance.kill();
    }
  }

  /**
   * An environment that has run before: an idle one, else one that comes free sooner than another would start. Beyond
   * as many as there are processors, another helps only while these have time for it.
   */
  async #warm(version: FunctionVersion): Promise<Instance | undefined> {
    const idle = this.#pool.take(version.revisionId);
    if (idle !== undefined || this.#busyWith(version) === 0) return idle;
    const latest = performance.now() + MOST_PATIENCE_MS;
    return this.#pool.takeLater(version.revisionId, PATIENCE_MS, () => {
      if (this.#starting >= PROCESSORS) return true;
      if (this.#busyWith(version) < PROCESSORS) return false;
      return performance.now() < latest && !this.#processors.haveTime();
    });
  }

  #busyWith(version: FunctionVersion): number {
    let count = 0;
    for (const instance of this.#busy) if (instance.revisionId === version.revisionId) count += 1;
    return count;
  }

  /** Starts an environment. `again` says in which invocation it replaces one that failed to. */
  async #start(
    version: FunctionVersion,
    timeoutMs: number,
    again?: { readonly requestId: string; readonly instance: Instance },
  ): Promise<Started & { init: Outcome }> {
    const instance = this.#create(version, again?.instance.logStream);
    this.#busy.add(instance);
    this.#starting += 1;
    if (again === undefined) instance.platformLog.initStart();
    try {
      const { offset } = this.#options.clock;
      const init = await instance.environment.initialize(offset, timeoutMs, again?.requestId);
      if (init.status !== "success")
        instance.platformLog.initFailed(init, again === undefined ? "init" : "invoke");
      return { instance, init };
    } finally {
      this.#starting -= 1;
      this.#busy.delete(instance);
    }
  }

  #create(version: FunctionVersion, existingLog?: LogStream): Instance {
    if (this.#closed) throw new AwsError("ServiceException", "The local cloud is shutting down.", 500);
    const { concurrency } = this.#options;
    while (this.#pool.size + this.#busy.size >= concurrency.account && this.#pool.evict());
    return this.instances.create(version, existingLog);
  }

  #flush(logStream: LogStream): void {
    const flushing = logStream.flush().finally(() => this.#flushing.delete(flushing));
    this.#flushing.add(flushing);
  }

  #metric({ record }: InvocationTarget, name: string, value: number, unit: string): void {
    const { metrics, clock } = this.#options;
    metrics.put({
      namespace: "AWS/Lambda",
      name,
      dimensions: { FunctionName: record.name },
      value,
      unit,
      timestamp: clock.now(),
    });
  }
}

interface Started {
  readonly instance: Instance;
  /** How the INIT phase went, where there was one. */
  readonly init?: Outcome;
}

async function invokeIn(
  environment: ExecutionEnvironment,
  crash: InvocationFault["crash"],
  invocation: EnvironmentInvocation,
): Promise<Outcome> {
  if (crash === "before") await environment.kill();
  const outcome = await environment.invoke(invocation);
  if (crash !== "after") return outcome;
  await environment.kill();
  return environment.invoke(invocation);
}
