import { AwsError } from "../../core/errors.ts";
import { type Members, operationsOf } from "../../core/members.ts";
import { pageOf } from "../../core/page.ts";
import type { Operation } from "../../core/service.ts";
import { traceFilter } from "./filter-expression.ts";
import { isSegment, type Segment, type TraceStore } from "./trace-store.ts";

const MAX_TRACE_IDS = 5;
const PAGE = 100;

const operation = operationsOf((name) => invalidRequest(`${name} is required.`));
const unscoped = (action: string) => () => [{ action: `xray:${action}`, resource: "*" }];

/** What X-Ray's API has of segments and traces. Source: X-Ray API Reference. */
export function xrayOperations(traces: TraceStore): Readonly<Record<string, Operation<unknown>>> {
  return {
    PutTraceSegments: operation(unscoped("PutTraceSegments"), (input) => ({
      UnprocessedTraceSegments: (input.optionalTexts("TraceSegmentDocuments") ?? []).flatMap((text) =>
        record(traces, text),
      ),
    })),
    PutTelemetryRecords: operation(unscoped("PutTelemetryRecords"), () => ({})),
    BatchGetTraces: operation(unscoped("BatchGetTraces"), (input) => {
      const ids = input.optionalTexts("TraceIds") ?? [];
      if (ids.length === 0 || ids.length > MAX_TRACE_IDS)
        throw invalidRequest(`TraceIds holds 1 to ${MAX_TRACE_IDS} ids, not ${ids.length}.`);
      const found = ids.map((id) => ({ id, segments: traces.trace(id) }));
      return {
        Traces: found.filter(({ segments }) => segments.length > 0).map(describeTrace),
        UnprocessedTraceIds: [],
      };
    }),
    GetTraceSummaries: operation(unscoped("GetTraceSummaries"), (input) => {
      const { from, to } = rangeIn(input);
      const matches = traceFilter(input.optionalText("FilterExpression") ?? "");
      const found = [...traces.all()].filter((segments) => {
        const start = startOf(segments) * 1000;
        return start >= from && start <= to && matches(segments);
      });
      const { items, next } = pageOf(found, traceIdOf, input.optionalText("NextToken"), PAGE);
      return {
        TraceSummaries: items.map(summarise),
        TracesProcessedCount: found.length,
        ApproximateTime: from / 1000,
        ...(next === undefined ? {} : { NextToken: next }),
      };
    }),
  };
}

function record(traces: TraceStore, text: string): readonly object[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return [{ ErrorCode: "ParseError", Message: "The segment document is not JSON." }];
  }
  if (!isSegment(document)) {
    const { id } = (document ?? {}) as { id?: unknown };
    return [
      {
        ...(typeof id === "string" ? { Id: id } : {}),
        ErrorCode: "InvalidSegment",
        Message:
          "A segment needs an id of 16 and a trace_id of 8 and 24 hexadecimal digits, a name and a start_time.",
      },
    ];
  }
  traces.record(document);
  return [];
}

function rangeIn(input: Members): { readonly from: number; readonly to: number } {
  input.refuse("GetTraceSummaries", "SamplingStrategy");
  const from = input.optionalTime("StartTime");
  const to = input.optionalTime("EndTime");
  if (from === undefined || to === undefined || !(from <= to))
    throw invalidRequest("StartTime and EndTime are required, the earlier one first.");
  if (to - from > 24 * 3_600_000) throw invalidRequest("Time range cannot be longer than 24 hours.");
  return { from, to };
}

function describeTrace({
  id,
  segments,
}: {
  readonly id: string;
  readonly segments: readonly Segment[];
}): object {
  return {
    Id: id,
    Duration: durationOf(segments),
    LimitExceeded: false,
    Segments: segments.map((segment) => ({ Id: segment.id, Document: JSON.stringify(segment) })),
  };
}

function summarise(segments: readonly Segment[]): object {
  const root = segments.find(({ parent_id }) => parent_id === undefined) ?? segments[0];
  const services = new Map(segments.map((segment) => [segment.name, serviceId(segment)]));
  return {
    Id: traceIdOf(segments),
    StartTime: startOf(segments),
    Duration: durationOf(segments),
    ...(root?.end_time === undefined ? {} : { ResponseTime: root.end_time - root.start_time }),
    HasFault: segments.some(({ fault }) => fault === true),
    HasError: segments.some(({ error }) => error === true),
    HasThrottle: segments.some(({ throttle }) => throttle === true),
    IsPartial: segments.some(({ end_time }) => end_time === undefined),
    Http: {},
    Annotations: annotationsOf(segments),
    ServiceIds: [...services.values()],
    ...(root === undefined ? {} : { EntryPoint: serviceId(root) }),
    Revision: 1,
  };
}

function serviceId({ name, origin }: Segment): object {
  return { Name: name, Names: [name], ...(origin === undefined ? {} : { Type: origin }) };
}

function annotationsOf(segments: readonly Segment[]): object {
  const found: Record<string, object[]> = {};
  for (const segment of segments)
    for (const [key, value] of Object.entries(segment.annotations ?? {})) {
      const member =
        typeof value === "string"
          ? "StringValue"
          : typeof value === "number"
            ? "NumberValue"
            : "BooleanValue";
      found[key] = [
        ...(found[key] ?? []),
        { AnnotationValue: { [member]: value }, ServiceIds: [serviceId(segment)] },
      ];
    }
  return found;
}

function traceIdOf(segments: readonly Segment[]): string {
  return segments[0]?.trace_id ?? "";
}

function startOf(segments: readonly Segment[]): number {
  return segments[0]?.start_time ?? 0;
}

function durationOf(segments: readonly Segment[]): number {
  return Math.max(...segments.map(({ end_time, start_time }) => end_time ?? start_time)) - startOf(segments);
}

function invalidRequest(message: string): AwsError {
  return new AwsError("InvalidRequestException", message);
}
