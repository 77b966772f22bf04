import type { Frame } from "../interpreter/frame.ts";
import type { Revision } from "../state-machines.ts";
import type { History } from "./history.ts";
import type { ExecutionTrace } from "./trace.ts";

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

/** What an execution began with. */
export interface ExecutionStart {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly machineName: string;
  /** What tells state machines apart that have had one name. */
  readonly machineCreatedAt: number;
  readonly revision: Revision;
  readonly startedAt: number;
  /** As it was given. */
  readonly input: string;
  readonly traceHeader?: string;
  readonly trace?: ExecutionTrace;
}

/** Where an execution has got to. */
export interface ExecutionProgress {
  status: ExecutionStatus;
  stoppedAt?: number;
  output?: string;
  error?: string;
  cause?: string;
  redriveCount: number;
  redrivenAt?: number;
  frame: Frame;
}

/** One execution with all that it takes to go on with it, as JSON. */
export interface ExecutionRecord extends ExecutionStart, ExecutionProgress {}

export interface Execution {
  readonly record: ExecutionRecord;
  readonly history: History;
}
