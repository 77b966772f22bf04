import { randomHex } from "../../core/random.ts";
import type { FunctionVersion } from "./functions.ts";
import type { TraceIdentity } from "./platform-log.ts";

/** Where an invocation stands in its trace. */
export interface InvocationTrace extends TraceIdentity {
  /** The segment that invoked, when the caller traced. */
  readonly parentId: string | undefined;
  /** What the function finds in `_X_AMZN_TRACE_ID`. */
  readonly header: string;
}

/**
 * Continues a caller's trace or starts one. With `PassThrough`, Lambda samples only what the caller did;
 * with `Active`, also what nobody decided on: all of it here, where AWS takes one a second and 5 %.
 */
export function traceOf(header: string | undefined, version: FunctionVersion, now: number): InvocationTrace {
  const fields = new Map((header ?? "").split(";").map((field) => field.split("=", 2) as [string, string]));
  const root = fields.get("Root") ?? newTraceId(now);
  const decided = fields.get("Sampled");
  const active = version.configuration.TracingConfig.Mode === "Active";
  const sampled = decided === "1" || (decided !== "0" && active);
  const segmentId = newSegmentId();
  return {
    root,
    parentId: fields.get("Parent"),
    segmentId,
    sampled,
    header: `Root=${root};Parent=${segmentId};Sampled=${sampled ? 1 : 0}`,
  };
}

function newTraceId(now: number): string {
  const seconds = Math.floor(now / 1000);
  return `1-${seconds.toString(16).padStart(8, "0")}-${randomHex(12)}`;
}

/** A segment document ("AWS X-Ray segment documents"). Times are seconds since the epoch. */
export interface TraceSegment {
  readonly id: string;
  readonly trace_id: string;
  readonly parent_id?: string;
  readonly name: string;
  /** Absent for a subsegment. */
  readonly origin?: "AWS::Lambda" | "AWS::Lambda::Function";
  readonly start_time: number;
  readonly end_time: number;
  readonly fault?: true;
  readonly aws?: Readonly<Record<string, string>>;
}

export interface TracedInvocation {
  readonly trace: InvocationTrace;
  readonly functionName: string;
  readonly functionArn: string;
  readonly accountId: string;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly start: number;
  /** How long the environment took to start, where it did. */
  readonly initDurationMs: number | undefined;
  readonly end: number;
  readonly failed: boolean;
}

/**
 * What Lambda itself adds to a trace: one segment for the service, and in it one for the function, the parent of its
 * own, with a subsegment for the start of its environment.
 */
export function segmentsOf(invocation: TracedInvocation): readonly TraceSegment[] {
  const { trace, functionName, functionArn, accountId, requestId, start, initDurationMs, end, failed } =
    invocation;
  const shared = {
    trace_id: trace.root,
    name: functionName,
    start_time: start / 1000,
    end_time: end / 1000,
    ...(failed ? { fault: true as const } : {}),
  };
  const service: TraceSegment = {
    ...shared,
    id: newSegmentId(),
    ...(trace.parentId === undefined ? {} : { parent_id: trace.parentId }),
    origin: "AWS::Lambda",
    aws: { request_id: requestId, resource_arn: functionArn },
  };
  const own: TraceSegment = {
    ...shared,
    id: trace.segmentId,
    parent_id: service.id,
    origin: "AWS::Lambda::Function",
    aws: { account_id: accountId, function_arn: functionArn, request_id: requestId },
  };
  if (initDurationMs === undefined) return [service, own];
  const initialization: TraceSegment = {
    id: newSegmentId(),
    trace_id: trace.root,
    parent_id: own.id,
    name: "Initialization",
    start_time: start / 1000,
    end_time: (start + initDurationMs) / 1000,
  };
  return [service, own, initialization];
}

function newSegmentId(): string {
  return randomHex(8);
}
