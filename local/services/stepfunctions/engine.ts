import { randomUUID } from "node:crypto";
import type { Principal } from "../../core/access.ts";
import { AwsError } from "../../core/errors.ts";
import type { Service } from "../../core/service.ts";
import {
  executionExists,
  expressNotSupported,
  invalidDefinition,
  invalidExecutionInput,
  invalidName,
  machineIsDeleting,
  notRedrivable,
} from "./errors.ts";
import type { Execution } from "./execution/execution.ts";
import { History } from "./execution/history.ts";
import { ExecutionLog } from "./execution/log.ts";
import { Runner } from "./execution/runner.ts";
import { TaskTokens } from "./execution/task-tokens.ts";
import { beginTrace, segmentsOf, traceHeader } from "./execution/trace.ts";
import { Transitions } from "./execution/transitions.ts";
import { ExecutionRole } from "./execution-role.ts";
import { Tasks } from "./integrations/tasks.ts";
import { newFrame, redrive } from "./interpreter/frame.ts";
import type { HistoryEvent, HistoryEventType } from "./interpreter/history-event.ts";
import { MAX_HISTORY_EVENTS, MAX_PAYLOAD_BYTES } from "./interpreter/limits.ts";
import type { Definition } from "./language/definition.ts";
import type { Json, JsonObject } from "./language/json.ts";
import { languages } from "./language/languages.ts";
import { openLogDestination } from "./log-destination.ts";
import { ExecutionMetrics } from "./metrics.ts";
import type { Revision, StateMachine, StateMachineSettings } from "./state-machines.ts";
import type { StepFunctionsParts } from "./stepfunctions.ts";
import { type Diagnostic, describeDiagnostics } from "./validation/diagnostic.ts";
import { validateDefinition } from "./validation/validate.ts";

const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;
/** Source: Step Functions Developer Guide, "Restarting state machine executions with redrive". */
const REDRIVABLE_MS = 14 * 86_400_000;
/** Source: Step Functions Developer Guide, "Tracing with AWS X-Ray", the policy of the role. */
const TRACE_ACTIONS = [
  "xray:GetSamplingRules",
  "xray:GetSamplingTargets",
  "xray:PutTelemetryRecords",
  "xray:PutTraceSegments",
];

export interface StartRequest {
  readonly name?: string;
  readonly input?: string;
  readonly traceHeader?: string;
}

/** State machines and their executions at work; loaded when there is a state machine. */
export class Engine {
  readonly tokens = new TaskTokens();
  readonly #parts: StepFunctionsParts;
  readonly #runners = new Map<string, Runner>();
  readonly #languages;
  readonly #metrics: ExecutionMetrics;
  readonly #log: ExecutionLog;
  readonly #transitions: Transitions;

  constructor(parts: StepFunctionsParts) {
    this.#parts = parts;
    const { clock, metrics, dispatcher, account } = parts;
    this.#languages = languages({ now: () => clock.now() });
    this.#metrics = new ExecutionMetrics(metrics, clock);
    this.#log = new ExecutionLog(dispatcher);
    this.#transitions = new Transitions(clock, account.region);
  }

  /** @throws {AwsError} what AWS refuses at creation */
  async create(settings: StateMachineSettings, caller: Principal): Promise<StateMachine> {
    const { machines } = this.#parts;
    checkName(settings.name);
    this.#check(settings.definition);
    if (settings.type === "EXPRESS") throw expressNotSupported();
    await this.#checkSettings(machines.arnOf(settings.name), settings, caller);
    return machines.create(settings);
  }

  /** @throws {AwsError} what AWS refuses at an update */
  async update(machine: StateMachine, change: Partial<Revision>, caller: Principal): Promise<Revision> {
    if (machine.status === "DELETING") throw machineIsDeleting(machine.arn);
    if (change.definition !== undefined) this.#check(change.definition);
    await this.#checkSettings(machine.arn, { ...machine.revision, ...change }, caller);
    return this.#parts.machines.update(machine, change);
  }

  diagnose(definition: string, type: StateMachine["type"]): readonly Diagnostic[] {
    const { dispatcher } = this.#parts;
    return validateDefinition(definition, {
      express: type === "EXPRESS",
      service: (name): Service | undefined => dispatcher.service(name),
    });
  }

  /** A name that runs with the same input is the same execution. @throws {AwsError} */
  start(machine: StateMachine, request: StartRequest): Execution {
    const { executions, clock } = this.#parts;
    const { name = randomUUID(), input = "{}" } = request;
    const { revision } = machine;
    checkName(name);
    const parsed = parseInput(input);
    const arn = `${machine.arn.replace(":stateMachine:", ":execution:")}:${name}`;
    const there = executions.find(arn);
    if (there?.record.status === "RUNNING" && there.record.input === input) return there;
    if (there !== undefined) throw executionExists(arn);
    if (machine.status === "DELETING") throw machineIsDeleting(machine.arn);
    const { StartAt } = JSON.parse(revision.definition) as Definition;
    const now = clock.now();
    const trace = beginTrace(request.traceHeader, revision.tracing, now);
    const execution: Execution = {
      record: {
        arn,
        name,
        machineArn: machine.arn,
        machineName: machine.name,
        machineCreatedAt: machine.createdAt,
        revision,
        startedAt: now,
        input,
        ...(request.traceHeader !== undefined && { traceHeader: request.traceHeader }),
        ...(trace !== undefined && { trace }),
        status: "RUNNING",
        redriveCount: 0,
        frame: newFrame(StartAt, parsed, 0),
      },
      history: new History(),
    };
    executions.add(execution);
    this.#begin(execution, "ExecutionStarted", {
      input,
      inputDetails: { truncated: false },
      roleArn: revision.roleArn,
    });
    return execution;
  }

  stop({ record }: Execution, how: { error?: string; cause?: string }): void {
    this.#runners.get(record.arn)?.end("ABORTED", how);
  }

  /** Why an execution can't be redriven, or undefined. */
  redriveProblem({ record, history }: Execution): string | undefined {
    const { machines, clock } = this.#parts;
    const { status, stoppedAt = 0, machineArn } = record;
    if (status === "RUNNING") return "Execution is RUNNING and cannot be redriven";
    if (status === "SUCCEEDED") return "Execution is SUCCEEDED and cannot be redriven";
    if (clock.now() - stoppedAt > REDRIVABLE_MS) return "Execution has exceeded the redrivable period";
    if (machines.find(machineArn)?.status !== "ACTIVE") return "State machine is being deleted";
    if (history.length >= MAX_HISTORY_EVENTS - 1) return "Execution history event limit exceeded";
    return undefined;
  }

  /** Goes on with an execution at the state that failed. @throws {AwsError} `ExecutionNotRedrivable` */
  redrive(execution: Execution): number {
    const { record, history } = execution;
    const problem = this.redriveProblem(execution);
    if (problem !== undefined) throw notRedrivable(`Execution Not Redrivable: '${problem}'`);
    const at = this.#parts.clock.now();
    record.status = "RUNNING";
    record.redriveCount += 1;
    record.redrivenAt = at;
    delete record.stoppedAt;
    delete record.error;
    delete record.cause;
    redrive(record.frame, history.length + 1);
    this.#begin(execution, "ExecutionRedriven", { redriveCount: record.redriveCount });
    return at;
  }

  /** Executions that run end at their next transition; with the last one the state machine is gone. */
  delete(machine: StateMachine): void {
    machine.status = "DELETING";
    this.#forgetDeleted(machine);
  }

  /** Goes on with an execution from where it is. */
  run(execution: Execution): void {
    const { clock, account, executions, machines, working, ready } = this.#parts;
    const { record } = execution;
    const role = this.#roleOf(record.revision.roleArn, record.machineArn, record.name);
    const tasks = new Tasks({
      ...this.#parts,
      tokens: this.tokens,
      traceHeader: (stateEnteredId) => traceHeader(record, stateEnteredId),
      role,
    });
    const runner = new Runner(execution, {
      clock,
      region: account.region,
      executions,
      languages: this.#languages,
      tasks,
      transitions: this.#transitions,
      working,
      ready,
      deleting: () => machines.find(record.machineArn)?.status !== "ACTIVE",
      onThrottled: () => this.#metrics.throttled(record),
      onEvent: (event) => this.#log.write(record, event),
      onEnd: () => {
        this.#runners.delete(record.arn);
        this.#metrics.ended(record);
        this.#trace(execution, role);
        const machine = machines.find(record.machineArn);
        if (machine?.status === "DELETING") this.#forgetDeleted(machine);
      },
    });
    this.#runners.set(record.arn, runner);
    void runner.run();
  }

  /** Forgets all executions, as if there had been none. */
  reset(): void {
    this.close();
    for (const execution of [...this.#parts.executions]) this.#parts.executions.delete(execution);
  }

  /** Resolves when the log has what has happened so far. */
  async logged(): Promise<void> {
    await this.#log.flushed();
  }

  close(): void {
    for (const runner of this.#runners.values()) runner.close();
    this.#runners.clear();
  }

  /** Puts the first event of a run down, and runs. */
  #begin(execution: Execution, type: HistoryEventType, details: JsonObject): void {
    const { executions, clock } = this.#parts;
    const { record, history } = execution;
    const event: HistoryEvent = {
      id: history.length + 1,
      previousEventId: history.length,
      type,
      timestamp: clock.now(),
      details,
    };
    executions.append(execution, event);
    this.#log.write(record, event);
    this.#metrics.started(record);
    this.run(execution);
  }

  /** @throws {AwsError} `InvalidDefinition` */
  #check(definition: string): void {
    const diagnostics = this.diagnose(definition, "STANDARD");
    if (diagnostics.length > 0) throw invalidDefinition(describeDiagnostics(diagnostics));
  }

  async #checkSettings(
    machineArn: string,
    { roleArn, logging, kmsKeyId }: Pick<Revision, "roleArn" | "logging" | "kmsKeyId">,
    caller: Principal,
  ): Promise<void> {
    const role = this.#roleOf(roleArn, machineArn, "creation").require();
    if (kmsKeyId !== undefined)
      for (const action of ["kms:DescribeKey", "kms:GenerateDataKey"] as const)
        this.#parts.keys.use(caller, { key: kmsKeyId, action, via: "states" });
    if (logging.level !== "OFF") await openLogDestination(this.#parts, role, logging.logGroupArn);
  }

  #roleOf(roleArn: string, machineArn: string, sessionName: string): ExecutionRole {
    return new ExecutionRole(this.#parts, roleArn, machineArn, sessionName);
  }

  /** Sends the segments of an execution, as far as its role lets it. */
  #trace(execution: Execution, role: ExecutionRole): void {
    const { authorizer, recordSegment } = this.#parts;
    if (execution.record.trace === undefined) return;
    try {
      const principal = role.principal();
      for (const action of TRACE_ACTIONS) authorizer.authorize(principal, { action, resource: "*" });
    } catch (error) {
      if (error instanceof AwsError) return;
      throw error;
    }
    for (const segment of segmentsOf(execution)) recordSegment(segment);
  }

  #forgetDeleted({ arn }: StateMachine): void {
    const { machines, executions } = this.#parts;
    const all = executions.of(arn);
    if (all.some(({ record }) => record.status === "RUNNING")) return;
    for (const execution of all) executions.delete(execution);
    machines.delete(arn);
  }
}

/** @throws {AwsError} `InvalidName` */
function checkName(name: string): void {
  if (!NAME.test(name)) throw invalidName(name);
}

/** @throws {AwsError} `InvalidExecutionInput` */
function parseInput(input: string): Json {
  if (Buffer.byteLength(input) > MAX_PAYLOAD_BYTES)
    throw invalidExecutionInput(`it has more than ${MAX_PAYLOAD_BYTES} bytes`);
  try {
    return JSON.parse(input) as Json;
  } catch (error) {
    throw invalidExecutionInput((error as Error).message);
  }
}
