import type { StateType } from "../language/definition.ts";
import type { JsonObject } from "../language/json.ts";

export type HistoryEventType =
  | `Execution${"Started" | "Succeeded" | "Failed" | "TimedOut" | "Aborted" | "Redriven"}`
  | `${StateType}StateEntered`
  | `${Exclude<StateType, "Fail">}StateExited`
  | `Task${"Scheduled" | "Started" | "Submitted" | "Succeeded" | "Failed" | "TimedOut"}`
  | `LambdaFunction${"Scheduled" | "Started" | "Succeeded" | "Failed" | "TimedOut"}`
  | `${"Parallel" | "Map"}State${"Started" | "Succeeded" | "Failed" | "Aborted"}`
  | `MapIteration${"Started" | "Succeeded" | "Failed" | "Aborted"}`
  | "WaitStateAborted"
  | "TaskStateAborted"
  | "EvaluationFailed";

export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: HistoryEventType;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly details?: JsonObject;
}

/** Which member of an event of the API holds its details. */
export function detailsMember(type: HistoryEventType): string {
  if (type.endsWith("StateEntered")) return "stateEnteredEventDetails";
  if (type.endsWith("StateExited")) return "stateExitedEventDetails";
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}
