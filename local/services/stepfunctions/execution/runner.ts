import { randomBytes } from "node:crypto";
import type { Clock, Timer } from "../../../core/clock.ts";
import { told } from "../interpreter/branches.ts";
import type { HistoryEvent, HistoryEventType } from "../interpreter/history-event.ts";
import type { Host, TaskPort } from "../interpreter/host.ts";
import { Interpreter } from "../interpreter/interpreter.ts";
import { Aborted, HistoryFull, MAX_EXECUTION_SECONDS, MAX_HISTORY_EVENTS } from "../interpreter/limits.ts";
import type { Definition } from "../language/definition.ts";
import { CHANCE } from "../language/intrinsics/functions.ts";
import type { JsonObject } from "../language/json.ts";
import type { Languages } from "../language/languages.ts";
import { StatesError } from "../language/states-error.ts";
import type { Execution, ExecutionStatus } from "./execution.ts";
import type { Executions } from "./executions.ts";
import type { Transitions } from "./transitions.ts";

export interface RunnerOptions {
  readonly clock: Clock;
  readonly region: string;
  readonly executions: Executions;
  readonly languages: Languages;
  readonly tasks: TaskPort;
  readonly transitions: Transitions;
  readonly working: (change: 1 | -1) => void;
  /** Resolves when calls may be made and all that was kept outlives the process. */
  readonly ready: () => Promise<void>;
  /** Whether the state machine is being deleted. */
  readonly deleting: () => boolean;
  readonly onThrottled: () => void;
  readonly onEvent: (event: HistoryEvent) => void;
  readonly onEnd: () => void;
}

const ENDED: Readonly<Record<Exclude<ExecutionStatus, "RUNNING">, HistoryEventType>> = {
  SUCCEEDED: "ExecutionSucceeded",
  FAILED: "ExecutionFailed",
  TIMED_OUT: "ExecutionTimedOut",
  ABORTED: "ExecutionAborted",
};

/** Runs one execution from where it is to its end, and keeps its history. */
export class Runner implements Host {
  readonly #execution: Execution;
  readonly #options: RunnerOptions;
  readonly #definition: Definition;
  readonly #abort = new AbortController();
  #timeout: Timer | undefined;

  constructor(execution: Execution, options: RunnerOptions) {
    this.#execution = execution;
    this.#options = options;
    this.#definition = JSON.parse(execution.record.revision.definition) as Definition;
  }

  get region(): string {
    return this.#options.region;
  }

  get tasks(): TaskPort {
    return this.#options.tasks;
  }

  get context(): JsonObject {
    const { arn, name, input, revision, startedAt, redriveCount, redrivenAt, machineArn, machineName } =
      this.#execution.record;
    return {
      Execution: {
        Id: arn,
        Input: JSON.parse(input),
        Name: name,
        RoleArn: revision.roleArn,
        StartTime: new Date(startedAt).toISOString(),
        RedriveCount: redriveCount,
        ...(redrivenAt !== undefined && { RedriveTime: new Date(redrivenAt).toISOString() }),
      },
      StateMachine: { Id: machineArn, Name: machineName },
    };
  }

  /** Resolves when the execution has ended. */
  async run(): Promise<void> {
    const { clock, languages } = this.#options;
    const { record } = this.#execution;
    const seconds = this.#definition.TimeoutSeconds ?? MAX_EXECUTION_SECONDS;
    const timeoutAt = (record.redrivenAt ?? record.startedAt) + seconds * 1_000;
    this.#timeout = clock.schedule(timeoutAt - clock.now(), () =>
      this.end("TIMED_OUT", { error: "States.Timeout" }),
    );
    try {
      const output = await new Interpreter(this.#definition, this, languages).run(
        record.frame,
        this.#abort.signal,
      );
      this.end("SUCCEEDED", { output: JSON.stringify(output) });
    } catch (error) {
      if (error instanceof StatesError) this.end("FAILED", told(error.error, error.causeText));
      else if (error instanceof HistoryFull)
        this.end("FAILED", {
          error: "States.Runtime",
          cause: `The execution reached the maximum number of history events (${MAX_HISTORY_EVENTS}).`,
        });
      else if (!this.#abort.signal.aborted)
        this.end("FAILED", { error: "States.Runtime", cause: `Internal error: ${(error as Error).message}` });
    }
  }

  /** Ends the execution, if it has not ended. */
  end(
    status: Exclude<ExecutionStatus, "RUNNING">,
    how: { output?: string; error?: string; cause?: string },
  ): void {
    const { record } = this.#execution;
    if (record.status !== "RUNNING" || this.#abort.signal.aborted) return;
    this.#timeout?.cancel();
    const details = status === "SUCCEEDED" ? { ...how, outputDetails: { truncated: false } } : how;
    this.#append(ENDED[status], record.frame.lastEventId, details);
    Object.assign(record, how, { status, stoppedAt: this.now() });
    this.#abort.abort();
    this.#options.executions.ended(this.#execution);
    this.#options.onEnd();
  }

  /** Lets go of the execution without ending it. */
  close(): void {
    this.#timeout?.cancel();
    this.#abort.abort();
  }

  now(): number {
    return this.#options.clock.now();
  }

  transition(signal: AbortSignal): Promise<void> | undefined {
    const { deleting, transitions, onThrottled } = this.#options;
    if (deleting()) {
      this.end("ABORTED", {});
      throw new Aborted();
    }
    return transitions.next(onThrottled, signal);
  }

  sleepUntil(at: number, signal: AbortSignal): Promise<void> {
    return this.#options.clock.sleep(at - this.now(), signal);
  }

  random(): number {
    return CHANCE.random();
  }

  newToken(): string {
    return randomBytes(48).toString("base64");
  }

  record(type: HistoryEventType, previousEventId: number, details?: JsonObject): number {
    if (this.#abort.signal.aborted) return previousEventId;
    if (this.#execution.history.length >= MAX_HISTORY_EVENTS - 1) throw new HistoryFull();
    return this.#append(type, previousEventId, details);
  }

  save(): void {
    this.#options.executions.save(this.#execution);
  }

  async committed(): Promise<void> {
    await this.#options.ready();
    if (this.#abort.signal.aborted) throw new Aborted();
  }

  working(change: 1 | -1): void {
    this.#options.working(change);
  }

  #append(type: HistoryEventType, previousEventId: number, details?: JsonObject): number {
    const id = this.#execution.history.length + 1;
    const event = { id, previousEventId, type, timestamp: this.now(), ...(details && { details }) };
    this.#options.executions.append(this.#execution, event);
    this.#options.onEvent(event);
    return id;
  }
}
