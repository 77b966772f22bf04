/** The error names that the Amazon States Language reserves. Source: Step Functions Developer Guide, "Handling errors". */
export type StatesErrorName =
  | "States.ALL"
  | "States.BranchFailed"
  | "States.DataLimitExceeded"
  | "States.HeartbeatTimeout"
  | "States.IntrinsicFailure"
  | "States.NoChoiceMatched"
  | "States.Permissions"
  | "States.QueryEvaluationError"
  | "States.ResultPathMatchFailure"
  | "States.Runtime"
  | "States.TaskFailed"
  | "States.Timeout";

/** A state has failed, by a name that retriers and catchers know it by. */
export class StatesError extends Error {
  readonly error: string | undefined;
  /** Text for people, or the JSON that a task failed with. */
  readonly causeText: string | undefined;

  constructor(error: string | undefined, causeText: string | undefined) {
    super(`${error}: ${causeText}`);
    this.name = "StatesError";
    this.error = error;
    this.causeText = causeText;
  }

  /** The names that retriers and catchers may call it by. */
  get names(): readonly (string | undefined)[] {
    return [this.error];
  }
}

/** What came from outside the state's own processing: a task, a branch, a `Fail` state. Its cause is told as it is. */
export class OutsideError extends StatesError {}

/** A task has run too long. */
export class TaskTimeout extends OutsideError {
  constructor() {
    super("States.Timeout", undefined);
  }
}

/** A task has not sent its heartbeat. It is reported as `States.Timeout`, and may be caught by its own name too. */
export class HeartbeatTimeout extends TaskTimeout {
  override get names(): readonly string[] {
    return ["States.HeartbeatTimeout", "States.Timeout"];
  }
}

export function statesError(name: StatesErrorName, cause: string): StatesError {
  return new StatesError(name, cause);
}

/** What the interpreter could not process: no catcher of `States.ALL` gets it. */
export function runtimeError(cause: string): StatesError {
  return statesError("States.Runtime", cause);
}

/** Whether one of a retrier's or catcher's `ErrorEquals` stands for an error. */
export function matchesError(errorEquals: readonly string[], { error, names }: StatesError): boolean {
  return errorEquals.some((name) => {
    if (names.includes(name)) return true;
    if (name === "States.ALL") return !TERMINAL.includes(error);
    return name === "States.TaskFailed" && error !== "States.Timeout" && !TERMINAL.includes(error);
  });
}

/** What only its own name stands for. */
const TERMINAL: readonly (string | undefined)[] = ["States.DataLimitExceeded", "States.Runtime"];
