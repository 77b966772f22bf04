import type { Json, JsonObject } from "../language/json.ts";
import type { TaskOutcome } from "./frame.ts";
import type { HistoryEventType } from "./history-event.ts";

/** A call that a task makes. */
export interface TaskCall {
  /** The `Resource` of the task. */
  readonly resource: string;
  readonly parameters: Json;
  /** The event with which its state began. */
  readonly stateEnteredId: number;
}

/** The services that tasks call, in the name of the state machine's role. */
export interface TaskPort {
  /** The answer to the call, for which nobody waits any more when the signal aborts. @throws {StatesError} */
  call(call: TaskCall, over: AbortSignal): Promise<Json>;
  /** Waits for what a `.sync` task has begun. */
  completion(call: TaskCall, answer: Json, signal: AbortSignal): Promise<TaskOutcome>;
  /** Gives up what a `.sync` task has begun. */
  cancel(call: TaskCall, answer: Json): Promise<void>;
  /** Hears of a token until the answer is called. */
  listen(token: string, listener: TokenListener): () => void;
}

export interface TokenListener {
  settled(outcome: TaskOutcome): void;
  heartbeat(): void;
}

/** What an execution takes from the world. */
export interface Host {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves when one more state may be entered or tried again; undefined when it may at once. */
  transition(signal: AbortSignal): Promise<void> | undefined;
  /** Resolves at a time, or at once when the signal aborts. */
  sleepUntil(at: number, signal: AbortSignal): Promise<void>;
  /** At least 0, less than 1. */
  random(): number;
  newToken(): string;
  /** Adds an event to the history and answers its id. */
  record(type: HistoryEventType, previousEventId: number, details?: JsonObject): number;
  /** Keeps the frames as they are now. */
  save(): void;
  /** Resolves when all that was kept outlives the process. */
  committed(): Promise<void>;
  /** Counts lines of control that go on at once: less while they wait for the clock or for somebody. */
  working(change: 1 | -1): void;
  /** `Execution` and `StateMachine` of the context object. */
  readonly context: JsonObject;
  readonly region: string;
  readonly tasks: TaskPort;
}
