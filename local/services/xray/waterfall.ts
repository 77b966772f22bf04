import type { Segment, TraceStore } from "./trace-store.ts";

/** One step of a request, as a row of its waterfall. */
export interface Span {
  readonly traceId: string;
  readonly id: string;
  /** How many steps it lies within. */
  readonly depth: number;
  readonly kind: "function" | "step" | "call";
  readonly name: string;
  /** Of a call: the operation and what it acts on. */
  readonly detail?: string;
  /** ISO 8601. */
  readonly start: string;
  /** Milliseconds from the start of the first span. */
  readonly offsetMs: number;
  /** Null while it runs. */
  readonly durationMs: number | null;
  readonly outcome: "ok" | "error" | "throttle" | "fault";
  /** How often the SDK repeated a call. */
  readonly retries: number;
  readonly message?: string;
}

/** All that happened under some correlation ids, in whatever trace. */
export interface Waterfall {
  readonly correlationIds: readonly string[];
  readonly orderIds: readonly string[];
  readonly traceIds: readonly string[];
  /** ISO 8601. */
  readonly start: string;
  readonly durationMs: number;
  readonly spans: readonly Span[];
}

type Trace = readonly Segment[];

/**
 * The waterfall of a request, by its correlation id, by its order's id, or by the id of a trace: the traces that carry
 * the same correlation id, one below the other. An order's is that of the request that made it. What a trace has of
 * other requests, such as that of a batch, is left out. Undefined for an id that no trace knows.
 */
export function waterfall(store: TraceStore, id: string): Waterfall | undefined {
  const traces = [...store.all()];
  const correlationIds = correlationIdsOf(traces, id);
  const chosen = traces.filter(
    (trace) =>
      trace[0]?.trace_id === id || trace.some((segment) => correlationIds.has(correlationOf(segment))),
  );
  return waterfallOf(chosen, correlationIds);
}

/** The latest requests, the newest first: each correlation id once, and each trace that has none. */
export function latestRequests(store: TraceStore, limit: number): Waterfall[] {
  const byRequest = new Map<
    string,
    { readonly correlationIds: ReadonlySet<string>; readonly traces: Trace[] }
  >();
  for (const trace of store.all()) {
    const correlationIds = annotated(trace, "correlationId");
    for (const key of correlationIds.length === 0 ? [trace[0]?.trace_id ?? ""] : correlationIds) {
      const request = byRequest.get(key) ?? {
        correlationIds: new Set(correlationIds.length === 0 ? [] : [key]),
        traces: [],
      };
      request.traces.push(trace);
      byRequest.set(key, request);
    }
  }
  return [...byRequest.values()]
    .slice(-limit)
    .reverse()
    .flatMap(({ traces, correlationIds }) => waterfallOf(traces, correlationIds) ?? []);
}

function waterfallOf(traces: readonly Trace[], correlationIds: ReadonlySet<string>): Waterfall | undefined {
  const trees = traces
    .map((trace) => treeOf(trace, correlationIds))
    .filter((nodes) => nodes.length > 0)
    .sort((a, b) => startOf(a) - startOf(b));
  if (trees.length === 0) return undefined;
  const start = Math.min(...trees.map(startOf));
  const segments = trees.flatMap((nodes) => nodes.flatMap(flatten));
  const end = Math.max(...segments.map(({ start_time, end_time }) => end_time ?? start_time));
  return {
    correlationIds: [...correlationIds],
    orderIds: annotated(segments, "orderId"),
    traceIds: trees.map((nodes) => nodes[0]?.segment.trace_id ?? ""),
    start: isoTime(start),
    durationMs: milliseconds(end - start),
    spans: trees.flatMap((nodes) => nodes.flatMap((node) => spansOf(node, 0, start))),
  };
}

function correlationIdsOf(traces: readonly Trace[], id: string): ReadonlySet<string> {
  const segments = traces.flat();
  if (segments.some((segment) => correlationOf(segment) === id)) return new Set([id]);
  const ofTrace = segments.filter(({ trace_id }) => trace_id === id);
  if (ofTrace.length > 0) return new Set(annotated(ofTrace, "correlationId"));
  const [first] = segments
    .filter(({ annotations }) => annotations?.orderId === id)
    .sort((a, b) => a.start_time - b.start_time);
  return new Set(first === undefined ? [] : annotated([first], "correlationId"));
}

interface Node {
  readonly segment: Segment;
  readonly children: readonly Node[];
}

/**
 * A trace's segments within each other. What hangs on a segment that never came is left out: it is of a function whose
 * traces are lost. Lambda's segment of its service says the same as the one of the function in it, which stands for both.
 */
function treeOf(trace: Trace, correlationIds: ReadonlySet<string>): Node[] {
  const children = Map.groupBy(trace, ({ parent_id }) => parent_id);
  const known = new Set(trace.map(({ id }) => id));
  const isOthers = (segment: Segment) =>
    segment.annotations?.correlationId !== undefined && !correlationIds.has(correlationOf(segment));
  const nodesUnder = (segments: readonly Segment[]): Node[] =>
    segments.flatMap((segment) => {
      if (isOthers(segment)) return [];
      const inner = nodesUnder(children.get(segment.id) ?? []);
      return segment.origin === "AWS::Lambda" && inner.length > 0 ? inner : [{ segment, children: inner }];
    });
  const roots = trace.filter(
    ({ parent_id, origin }) => parent_id === undefined || (!known.has(parent_id) && origin !== undefined),
  );
  return nodesUnder(roots);
}

function spansOf({ segment, children }: Node, depth: number, start: number): Span[] {
  return [spanOf(segment, depth, start), ...children.flatMap((child) => spansOf(child, depth + 1, start))];
}

function spanOf(segment: Segment, depth: number, start: number): Span {
  const { trace_id, id, name, start_time, end_time, aws = {}, namespace, origin } = segment;
  const kind = origin !== undefined ? "function" : namespace === "aws" ? "call" : "step";
  const detail = kind === "call" ? detailOf(aws) : "";
  const message = messageOf(segment.cause);
  return {
    traceId: trace_id,
    id,
    depth,
    kind,
    name,
    ...(detail !== "" && { detail }),
    start: isoTime(start_time),
    offsetMs: milliseconds(start_time - start),
    durationMs: end_time === undefined ? null : milliseconds(end_time - start_time),
    outcome: outcomeOf(segment),
    retries: typeof aws.retries === "number" ? aws.retries : 0,
    ...(message !== undefined && { message }),
  };
}

function outcomeOf({ throttle, fault, error }: Segment): Span["outcome"] {
  if (throttle === true) return "throttle";
  if (fault === true) return "fault";
  return error === true ? "error" : "ok";
}

/** `PutItem orders-dev` */
function detailOf(aws: Readonly<Record<string, unknown>>): string {
  const resource =
    aws.table_name ??
    String(aws.queue_url ?? "")
      .split("/")
      .at(-1);
  return [aws.operation, resource].filter((part) => typeof part === "string" && part !== "").join(" ");
}

function messageOf(cause: unknown): string | undefined {
  const [exception] = (cause as { exceptions?: { type?: string; message?: string }[] })?.exceptions ?? [];
  return exception === undefined ? undefined : `${exception.type}: ${exception.message}`;
}

function flatten({ segment, children }: Node): Segment[] {
  return [segment, ...children.flatMap(flatten)];
}

function startOf(nodes: readonly Node[]): number {
  return Math.min(...nodes.map(({ segment }) => segment.start_time));
}

function correlationOf({ annotations }: Segment): string {
  return String(annotations?.correlationId ?? "");
}

function annotated(segments: readonly Segment[], name: "correlationId" | "orderId"): string[] {
  const values = segments.flatMap(({ annotations }) => annotations?.[name] ?? []);
  return [...new Set(values.map(String))];
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}

function isoTime(seconds: number): string {
  return new Date(milliseconds(seconds)).toISOString();
}
