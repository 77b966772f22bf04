import { randomUUID } from "node:crypto";
import { mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { Access, Authorizer, PermissionCheck, PolicyStatement, Principal } from "../../core/access.ts";
import type { Account } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import type { Durable } from "../../core/durable.ts";
import type {
  FunctionInvocation,
  FunctionInvoker,
  FunctionResult,
  Keys,
  MetricSink,
  RoleSessions,
} from "../../core/ports.ts";
import type { Dispatcher, Service } from "../../core/service.ts";
import { settled } from "../../core/settled.ts";
import { lambdaService } from "./api/api.ts";
import { AsynchronousInvocations } from "./asynchronous.ts";
import { Concurrency, type ConcurrencyLimits } from "./concurrency.ts";
import type { FunctionConfigurationInput } from "./configuration.ts";
import { EventInvokeConfigs } from "./event-invoke-config.ts";
import { EventSourceMappings, type OnQueueActivity } from "./event-source-mappings.ts";
import { type EnvironmentCount, type ExecutionRequest, Executor, type InvocationFaults } from "./executor.ts";
import { type FunctionRecord, Functions } from "./functions.ts";
import { accountRoot } from "./names.ts";
import { checkRequest } from "./payload.ts";
import type { PermissionInput } from "./permissions.ts";
import { QueueClient } from "./queue-client.ts";
import type { TraceSegment } from "./trace.ts";

export interface LambdaOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly dispatcher: Dispatcher;
  readonly sessions: RoleSessions;
  readonly authorizer: Authorizer & PermissionCheck;
  readonly metrics: MetricSink;
  readonly keys: Keys;
  /** The gateway's URL, which functions get as `AWS_ENDPOINT_URL`. */
  readonly endpoint: () => string;
  /** Where code is unpacked and environments keep their `/tmp`. */
  readonly workDirectory: string;
  /** `host:port` of the X-Ray daemon. */
  readonly xrayAddress?: () => string;
  /** Wakes the pollers of a queue at once; without it they long-poll. */
  readonly onQueueActivity?: OnQueueActivity;
  readonly concurrency?: ConcurrencyLimits;
  /** How long an idle environment is kept. Default 300. */
  readonly idleTimeoutSeconds?: number;
  readonly faults?: InvocationFaults;
  /** From 0 to 1: which of an alias's two versions an invocation takes. Chance by default. */
  readonly random?: () => number;
  /** Takes Lambda's own segments of sampled invocations. */
  readonly recordSegment?: (segment: TraceSegment) => void;
  /** Tells the operator what AWS would swallow: lost logs, undeliverable events, pollers without rights. */
  readonly warn?: (message: string) => void;
}

/**
 * AWS Lambda: functions, versions and aliases, permissions, synchronous and asynchronous invocations, and
 * event source mappings of SQS queues. Functions run in processes of their own; a hard-coded `/tmp` path
 * is refused there, `os.tmpdir()` is the environment's own folder.
 * Not there: layers, VPCs, images, function URLs, response streaming, SnapStart.
 */
export class Lambda implements FunctionInvoker {
  readonly account: Account;
  readonly functions: Functions;
  readonly concurrency: Concurrency;
  readonly eventInvokeConfigs: EventInvokeConfigs;
  readonly eventSourceMappings: EventSourceMappings;
  /** Lambda's API for clients. */
  readonly service: Service;
  readonly #authorizer: Authorizer;
  readonly #executor: Executor;
  readonly #asynchronous: AsynchronousInvocations;
  /** Resolves when invocations may begin. */
  #gate: Promise<void> = Promise.resolve();

  constructor(options: LambdaOptions) {
    const { account, clock, dispatcher, sessions, authorizer, metrics, idleTimeoutSeconds = 300 } = options;
    const { warn = (message) => process.emitWarning(message, "LambdaWarning") } = options;
    mkdirSync(options.workDirectory, { recursive: true });
    const root = realpathSync(options.workDirectory);
    this.account = account;
    this.#authorizer = authorizer;
    this.concurrency = new Concurrency(options.concurrency);
    this.functions = new Functions({
      ...options,
      codeRoot: join(root, "code"),
      onRetired: (version) => this.#executor.retire(version),
    });
    this.eventInvokeConfigs = new EventInvokeConfigs(this.functions, clock);
    this.#executor = new Executor({
      ...options,
      xrayAddress: options.xrayAddress,
      temporaryRoot: join(root, "tmp"),
      concurrency: this.concurrency,
      idleTimeoutSeconds,
      faults: options.faults,
      recordSegment: options.recordSegment,
      warn,
    });
    const queues = new QueueClient(account, dispatcher);
    this.#asynchronous = new AsynchronousInvocations({
      clock,
      sessions,
      metrics,
      queues,
      warn,
      resolve: (reference) => this.functions.choose(reference),
      run: (target, event) => this.#executor.run(target, event),
      ready: () => this.#gate,
      configOf: (target) => this.eventInvokeConfigs.get(target),
    });
    this.eventSourceMappings = new EventSourceMappings({
      clock,
      sessions,
      authorizer,
      functions: this.functions,
      queues,
      warn,
      onQueueActivity: options.onQueueActivity,
      run: (target, payload) => this.#executor.run(target, { payload, requestId: randomUUID() }),
    });
    this.service = lambdaService(this, { keys: options.keys });
  }

  /** @throws {AwsError} `ResourceConflictException`, `InvalidParameterValueException`, `RequestEntityTooLargeException`, `ValidationException` */
  createFunction(
    input: FunctionConfigurationInput,
    zip: Uint8Array,
    caller: Principal = accountRoot(this.account),
  ): FunctionRecord {
    return this.functions.create(input, zip, caller);
  }

  /** @throws {AwsError} `ResourceNotFoundException` */
  deleteFunction(name: string): void {
    const { arn } = this.functions.require(name);
    this.functions.delete(name);
    this.concurrency.unreserve(name);
    this.eventInvokeConfigs.forget(arn);
  }

  /** @throws {AwsError} `ResourceNotFoundException`, `InvalidParameterValueException` */
  putFunctionConcurrency(name: string, reservedConcurrentExecutions: number): void {
    this.functions.require(name);
    this.concurrency.reserve(name, reservedConcurrentExecutions);
  }

  /** @throws {AwsError} `ResourceNotFoundException`, `ResourceConflictException`, `InvalidParameterValueException`, `ValidationException` */
  addPermission(functionReference: string, input: PermissionInput): PolicyStatement {
    const { record, qualifier } = this.functions.resolve(functionReference);
    return this.functions.policy(record, qualifier).add(input);
  }

  /** @throws {AwsError} `ResourceNotFoundException` */
  removePermission(functionReference: string, statementId: string): void {
    const { record, qualifier } = this.functions.resolve(functionReference);
    this.functions.policy(record, qualifier).remove(statementId);
  }

  async invoke(invocation: FunctionInvocation): Promise<FunctionResult> {
    this.#authorize(invocation);
    return (await this.run(invocation.functionArn, requestOf(invocation), invocation.principal)).result;
  }

  /**
   * Runs a function that the caller may invoke, and waits for its answer.
   * @throws {AwsError} `ResourceNotFoundException`, `RequestEntityTooLargeException`, `TooManyRequestsException`
   */
  async run(
    reference: string,
    request: ExecutionRequest,
    caller: Principal,
  ): Promise<{ readonly result: FunctionResult; readonly executedVersion: string }> {
    // A function that runs may wait for this one.
    if (caller.kind !== "session") await this.#gate;
    const target = this.functions.choose(reference);
    checkRequest(request.payload, "RequestResponse", caller);
    const { status, payload } = await this.#executor.run(target, request);
    const { requestId } = request;
    return {
      result: { payload, requestId, ...(status === "success" ? {} : { functionError: "Unhandled" }) },
      executedVersion: target.version.version,
    };
  }

  /**
   * Takes an event over and runs the function later, with retries and destinations: invocation type `Event`.
   * @throws {AwsError} `AccessDeniedException`, `ResourceNotFoundException`, `RequestEntityTooLargeException`
   */
  invokeEvent(invocation: FunctionInvocation): { readonly requestId: string } {
    this.#authorize(invocation);
    const request = requestOf(invocation);
    this.enqueue(invocation.functionArn, request);
    return { requestId: request.requestId };
  }

  /** `invokeEvent` by who may. @throws {AwsError} `ResourceNotFoundException`, `RequestEntityTooLargeException` */
  enqueue(reference: string, request: ExecutionRequest): void {
    const target = this.functions.resolve(reference);
    checkRequest(request.payload, "Event");
    this.#asynchronous.enqueue(target, request);
  }

  requireFunction(functionArn: string): { readonly arn: string; readonly timeoutSeconds: number } {
    const { arn, version } = this.functions.resolve(functionArn);
    return { arn, timeoutSeconds: version.configuration.Timeout };
  }

  /** The environments of functions, by the access keys of their credentials. */
  get environments(): Pick<Executor["instances"], "has" | "crash"> {
    return this.#executor.instances;
  }

  /** The environments of `$LATEST` of a function. @throws {AwsError} `ResourceNotFoundException` */
  environmentsOf(name: string): EnvironmentCount {
    return this.#executor.environmentsOf(this.functions.require(name).latest);
  }

  /**
   * Holds invocations and polling until the answer is called, and resolves when those that run are through.
   * @throws {Error} when one still runs after `limitMs` of real time; then all goes on
   */
  async pause(limitMs: number): Promise<() => void> {
    const earlier = this.#gate;
    const gate = Promise.withResolvers<void>();
    this.#gate = gate.promise;
    await earlier;
    const polling = this.eventSourceMappings.pause();
    let paused = false;
    polling.then(() => {
      paused = true;
    });
    await settled(() => !paused || this.running > 0 || this.tidying, limitMs);
    const resume = () => {
      gate.resolve();
      void polling.then((poll) => poll());
    };
    const { running } = this;
    if (paused && running === 0) return resume;
    resume();
    throw new Error(`${running} invocations still run after ${limitMs / 1000} s.`);
  }

  /** Forgets the asynchronous events that wait, and ends idle environments: the next invocations start anew. */
  async reset(): Promise<void> {
    this.#asynchronous.forget();
    await this.#executor.restart();
  }

  /** Events that were taken over and are not done with. */
  get durables(): readonly Durable[] {
    return [this.#asynchronous];
  }

  /** How many invocations run now. */
  get running(): number {
    return this.#executor.running;
  }

  /** Whether idle environments are ending or logs being written. */
  get tidying(): boolean {
    return this.#executor.tidying;
  }

  /** Resolves when the logs of all finished invocations are written. */
  async logsWritten(): Promise<void> {
    await this.#executor.flushed();
  }

  /** Ends polling, pending retries and every environment. */
  async close(): Promise<void> {
    this.eventSourceMappings.close();
    const asynchronous = this.#asynchronous.close();
    await this.#executor.close();
    await asynchronous;
  }

  /** What whoever invokes must be allowed. @throws {AwsError} `ResourceNotFoundException` */
  invocationAccess(reference: string, sourceArn?: string): Access {
    const target = this.functions.resolve(reference);
    return {
      action: "lambda:InvokeFunction",
      resource: target.arn,
      resourcePolicy: this.functions.policy(target.record, target.qualifier).document,
      context:
        sourceArn === undefined
          ? {}
          : {
              "aws:SourceArn": sourceArn,
              "aws:SourceAccount": sourceArn.split(":")[4] || this.account.accountId,
            },
    };
  }

  #authorize({ functionArn, principal, sourceArn }: FunctionInvocation): void {
    this.#authorizer.authorize(principal, this.invocationAccess(functionArn, sourceArn));
  }
}

function requestOf({ payload, traceHeader }: FunctionInvocation): ExecutionRequest {
  return { payload, requestId: randomUUID(), ...(traceHeader === undefined ? {} : { traceHeader }) };
}
