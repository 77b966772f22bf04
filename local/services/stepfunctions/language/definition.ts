import type { Json, JsonObject } from "./json.ts";

export type QueryLanguageName = "JSONPath" | "JSONata";

export type StateType = "Task" | "Pass" | "Choice" | "Wait" | "Succeed" | "Fail" | "Parallel" | "Map";

/** A state machine of the Amazon States Language, or a part of one that runs by itself. Valid as far as it was validated. */
export interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export interface Definition extends Machine {
  readonly Comment?: string;
  readonly QueryLanguage?: QueryLanguageName;
  readonly TimeoutSeconds?: number;
  readonly Version?: string;
}

export interface State {
  readonly Type: StateType;
  readonly QueryLanguage?: QueryLanguageName;
  readonly Next?: string;
  readonly End?: boolean;

  readonly InputPath?: string | null;
  readonly Parameters?: Json;
  readonly ResultSelector?: JsonObject;
  readonly ResultPath?: string | null;
  readonly OutputPath?: string | null;
  readonly Arguments?: Json;
  readonly Output?: Json;
  readonly Assign?: JsonObject;

  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];

  readonly Resource?: string;
  readonly TimeoutSeconds?: number | string;
  readonly TimeoutSecondsPath?: string;
  readonly HeartbeatSeconds?: number | string;
  readonly HeartbeatSecondsPath?: string;

  readonly Result?: Json;

  readonly Choices?: readonly ChoiceRule[];
  readonly Default?: string;

  readonly Seconds?: number | string;
  readonly SecondsPath?: string;
  readonly Timestamp?: string;
  readonly TimestampPath?: string;

  readonly Error?: string;
  readonly ErrorPath?: string;
  readonly Cause?: string;
  readonly CausePath?: string;

  readonly Branches?: readonly Machine[];

  readonly ItemProcessor?: Machine;
  readonly Iterator?: Machine;
  readonly ItemsPath?: string;
  readonly Items?: Json;
  readonly ItemSelector?: Json;
  readonly MaxConcurrency?: number | string;
  readonly MaxConcurrencyPath?: string;
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: "FULL" | "NONE";
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly ResultPath?: string | null;
  readonly Output?: Json;
  readonly Assign?: JsonObject;
}

/** A rule of a choice: of JSONPath a comparison or several put together, of JSONata a condition. */
export interface ChoiceRule {
  readonly Next: string;
  readonly Output?: Json;
  readonly Assign?: JsonObject;
  readonly Condition?: string | boolean;
  readonly [operator: string]: Json | undefined;
}

/** What runs for each item of a map. */
export function processorOf(state: State): Machine {
  return (state.ItemProcessor ?? state.Iterator) as Machine;
}
