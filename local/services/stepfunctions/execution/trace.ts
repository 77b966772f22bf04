import { createHash } from "node:crypto";
import { randomHex } from "../../../core/random.ts";
import type { Segment } from "../../xray/trace-store.ts";
import type { HistoryEvent } from "../interpreter/history-event.ts";
import type { Execution, ExecutionRecord } from "./execution.ts";

/** Where an execution stands in its trace. */
export interface ExecutionTrace {
  readonly root: string;
  /** The segment of the execution. */
  readonly segmentId: string;
  /** The segment of who started it. */
  readonly parentId?: string;
}

/**
 * Goes on with the trace of who started the execution, whether the state machine traces or not, or begins one if it
 * does. Source: Step Functions Developer Guide, "Tracing with AWS X-Ray".
 */
export function beginTrace(
  header: string | undefined,
  tracing: boolean,
  now: number,
): ExecutionTrace | undefined {
  const fields = new Map((header ?? "").split(";").map((field) => field.split("=", 2) as [string, string]));
  const sampled = fields.get("Sampled");
  if (sampled === "0" || (sampled !== "1" && !tracing)) return undefined;
  const seconds = Math.floor(now / 1_000)
    .toString(16)
    .padStart(8, "0");
  const parentId = fields.get("Parent");
  return {
    root: fields.get("Root") ?? `1-${seconds}-${randomHex(12)}`,
    segmentId: randomHex(8),
    ...(parentId !== undefined && { parentId }),
  };
}

/** What a task of a state tells the service that it calls. */
export function traceHeader({ trace }: ExecutionRecord, stateEnteredId: number): string | undefined {
  if (trace === undefined) return undefined;
  return `Root=${trace.root};Parent=${segmentOfState(trace, stateEnteredId)};Sampled=1`;
}

/** The segment of an execution that has ended, and one for each state that it went through. */
export function* segmentsOf({ record, history: { events } }: Execution): Iterable<Segment> {
  const { trace, machineName, arn, startedAt, stoppedAt = startedAt, status } = record;
  if (trace === undefined) return;
  const seconds = (milliseconds: number) => milliseconds / 1_000;
  yield {
    id: trace.segmentId,
    trace_id: trace.root,
    ...(trace.parentId !== undefined && { parent_id: trace.parentId }),
    name: machineName,
    origin: "AWS::StepFunctions::StateMachine",
    start_time: seconds(startedAt),
    end_time: seconds(stoppedAt),
    aws: { execution_arn: arn },
    ...(status !== "SUCCEEDED" && { fault: true }),
  };
  const left = new Map(
    events
      .filter(({ type }) => type.endsWith("StateExited"))
      .map((exit) => [enteredBefore(exit, events)?.id, exit.timestamp]),
  );
  for (const { id, type, timestamp, details } of events) {
    if (!type.endsWith("StateEntered")) continue;
    const leftAt = left.get(id);
    yield {
      id: segmentOfState(trace, id),
      trace_id: trace.root,
      parent_id: trace.segmentId,
      name: String(details?.name),
      start_time: seconds(timestamp),
      end_time: seconds(leftAt ?? stoppedAt),
      ...(leftAt === undefined && { fault: true }),
    };
  }
}

/** The event with which the state began that this event ends. */
function enteredBefore(exit: HistoryEvent, events: readonly HistoryEvent[]): HistoryEvent | undefined {
  const name = exit.details?.name;
  let event: HistoryEvent | undefined = exit;
  do event = events[event.previousEventId - 1];
  while (event !== undefined && !(event.type.endsWith("StateEntered") && event.details?.name === name));
  return event;
}

function segmentOfState({ segmentId }: ExecutionTrace, enteredId: number): string {
  return createHash("sha256").update(`${segmentId} ${enteredId}`).digest("hex").slice(0, 16);
}
