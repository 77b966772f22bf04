import type { Json } from "../language/json.ts";

/**
 * Where one line of control is: the execution itself, a branch of a parallel state, an iteration of a map. All there is
 * to know to go on from there, as JSON, so that an execution outlives the process.
 */
export interface Frame {
  state: string;
  /** What the state was entered with. */
  input: Json;
  /** What this line of control has assigned. */
  variables: Record<string, Json>;
  /** The event that the next one follows. */
  lastEventId: number;
  entered?: { readonly eventId: number; readonly at: number };
  retryCount: number;
  /** How often each retrier of the state has been used. */
  retries: number[];
  /** When the wait, or the pause before a retry, is over. */
  until?: number;
  task?: TaskFrame;
  branches?: BranchFrame[];
  /** What came out at the end, where it has got there. */
  end?: { readonly output: Json };
}

export type TaskOutcome =
  | { readonly output: Json }
  | { readonly error: string | undefined; readonly cause: string | undefined };

/** A task that has been scheduled. */
export interface TaskFrame {
  readonly parameters: Json;
  readonly token?: string;
  readonly timeoutAt?: number;
  readonly heartbeatSeconds?: number;
  heartbeatAt?: number;
  /** What the service answered; absent while it is being called. */
  answer?: Json;
  /** How it ended, where somebody else says so: who has the token, or the execution that it waits for. */
  outcome?: TaskOutcome;
  /** What it came to: it is not done again. */
  result?: Json;
}

export interface BranchFrame {
  readonly index: number;
  /** What a map's iteration is about. */
  readonly item?: Json;
  status: "waiting" | "running" | "succeeded" | "failed" | "aborted";
  frame?: Frame;
  output?: Json;
}

export function newFrame(state: string, input: Json, lastEventId: number): Frame {
  return { state, input, variables: {}, lastEventId, retryCount: 0, retries: [] };
}

/** Moves on to the next state. */
export function enter(frame: Frame, state: string, input: Json): void {
  frame.state = state;
  frame.input = input;
  frame.retryCount = 0;
  frame.retries = [];
  delete frame.entered;
  forget(frame);
}

/** Forgets what the state has done, for it to begin anew. */
export function forget(frame: Frame): void {
  delete frame.until;
  delete frame.task;
  delete frame.branches;
}

/**
 * Makes a frame that has failed go on at the state that failed: what its branches have done stays done.
 * Source: Step Functions Developer Guide, "Restarting state machine executions with redrive".
 */
export function redrive(frame: Frame, lastEventId: number): void {
  frame.lastEventId = lastEventId;
  frame.retryCount = 0;
  frame.retries = [];
  delete frame.until;
  delete frame.task;
  for (const branch of frame.branches ?? []) {
    if (branch.status === "succeeded" || branch.status === "waiting") continue;
    branch.status = "running";
    if (branch.frame !== undefined) redrive(branch.frame, lastEventId);
  }
}
