import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import { sendToDaemon } from "./xray.ts";

/**
 * A subsegment document as X-Ray takes it, sent independently of its segment, which is Lambda's.
 * Source: "AWS X-Ray segment documents".
 */
interface SubsegmentDocument {
  readonly type: "subsegment";
  readonly id: string;
  readonly trace_id: string;
  readonly parent_id: string;
  readonly name: string;
  readonly start_time: number;
  end_time?: number;
  namespace?: "aws" | "remote";
  annotations?: Record<string, string>;
  aws?: Record<string, string | number>;
  http?: { readonly response: { readonly status: number } };
  error?: true;
  throttle?: true;
  fault?: true;
  cause?: object;
}

/** A step of an invocation while it runs. */
export interface Subsegment {
  /** Adds an indexed value that traces can be searched by. */
  annotate(key: "correlationId" | "orderId", value: string): void;
  /** Makes this step a call of an AWS service. */
  describeAwsCall(call: Readonly<Record<string, string | number>>, httpStatus?: number): void;
}

interface Position {
  readonly traceId: string;
  readonly parentId: string;
  /** Finished subsegments of the invocation. */
  readonly documents: SubsegmentDocument[];
}

const positions = new AsyncLocalStorage<Position>();

const unsampled: Subsegment = { annotate() {}, describeAwsCall() {} };

/** The fields of `Root=1-…;Parent=…;Sampled=1`. */
function parseHeader(header: string): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(header.split(";").map((field) => field.split("=", 2)));
}

/** The trace id of the running invocation, for logs; Lambda sets the variable anew for each one. */
export function currentTraceId(header = process.env._X_AMZN_TRACE_ID): string | undefined {
  return header === undefined ? undefined : parseHeader(header).Root;
}

/**
 * Runs an invocation whose subsegments belong to its trace, and hands them over before it returns.
 * Without a trace, or where X-Ray's sampling left this one out, nothing is recorded.
 */
export async function withTrace<T>(
  run: () => Promise<T>,
  header = process.env._X_AMZN_TRACE_ID,
  send: (documents: readonly object[]) => Promise<void> = sendToDaemon,
): Promise<T> {
  const { Root: traceId, Parent: parentId, Sampled: sampled } = parseHeader(header ?? "");
  if (traceId === undefined || parentId === undefined || sampled !== "1") return run();
  const position: Position = { traceId, parentId, documents: [] };
  try {
    return await positions.run(position, run);
  } finally {
    await send(position.documents);
  }
}

/** Runs a step of the invocation as a subsegment of the step around it. What it throws is recorded and thrown on. */
export async function subsegment<T>(name: string, run: (segment: Subsegment) => Promise<T>): Promise<T> {
  const position = positions.getStore();
  if (position === undefined) return run(unsampled);
  const document: SubsegmentDocument = {
    type: "subsegment",
    id: randomBytes(8).toString("hex"),
    trace_id: position.traceId,
    parent_id: position.parentId,
    name,
    start_time: Date.now() / 1000,
  };
  try {
    return await positions.run({ ...position, parentId: document.id }, () => run(recorder(document)));
  } catch (error) {
    recordFailure(document, error);
    throw error;
  } finally {
    document.end_time = Date.now() / 1000;
    position.documents.push(document);
  }
}

function recorder(document: SubsegmentDocument): Subsegment {
  return {
    annotate(key, value) {
      document.annotations = { ...document.annotations, [key]: value };
    },
    describeAwsCall(call, httpStatus) {
      document.namespace = "aws";
      document.aws = { ...document.aws, ...call };
      if (httpStatus !== undefined) document.http = { response: { status: httpStatus } };
    },
  };
}

/** DynamoDB and SQS refuse with status 400 and one of these names. */
const THROTTLED = /Throttl|ThroughputExceeded|RequestLimitExceeded|TooManyRequests/;

/** X-Ray tells a client's mistake (`error`) from a failure of ours (`fault`). */
function recordFailure(document: SubsegmentDocument, thrown: unknown): void {
  const status = statusOf(thrown);
  const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (status !== undefined && status >= 400 && status < 500) document.error = true;
  else document.fault = true;
  if (status === 429 || THROTTLED.test(name)) document.throttle = true;
  document.cause = { exceptions: [{ id: randomBytes(8).toString("hex"), type: name, message }] };
}

function statusOf(thrown: unknown): number | undefined {
  if (typeof thrown !== "object" || thrown === null) return undefined;
  if ("status" in thrown && typeof thrown.status === "number") return thrown.status;
  if (!("$metadata" in thrown) || typeof thrown.$metadata !== "object" || thrown.$metadata === null)
    return undefined;
  const { $metadata } = thrown;
  return "httpStatusCode" in $metadata && typeof $metadata.httpStatusCode === "number"
    ? $metadata.httpStatusCode
    : undefined;
}
