/** A segment or subsegment document, as the daemon receives it. Source: X-Ray Developer Guide, "Segment documents". */
export interface Segment {
  readonly id: string;
  readonly trace_id: string;
  readonly name: string;
  /** Seconds since the epoch. */
  readonly start_time: number;
  readonly end_time?: number | undefined;
  readonly parent_id?: string | undefined;
  /** Which service the segment is of, for example `AWS::Lambda::Function`. */
  readonly origin?: string | undefined;
  /** `aws` for the call of a service. */
  readonly namespace?: string | undefined;
  readonly annotations?: Readonly<Record<string, string | number | boolean>> | undefined;
  readonly aws?: Readonly<Record<string, unknown>> | undefined;
  /** A client's mistake; a throttled call is one too. */
  readonly error?: boolean | undefined;
  readonly throttle?: boolean | undefined;
  readonly fault?: boolean | undefined;
  readonly cause?: unknown;
}

const TRACE_ID = /^1-[0-9a-f]{8}-[0-9a-f]{24}$/;
const SEGMENT_ID = /^[0-9a-f]{16}$/;

/** Traces beyond this many push the oldest out. */
const MAX_TRACES = 10_000;

/** The segments of recent traces. */
export class TraceStore {
  readonly #traces = new Map<string, Map<string, Segment>>();

  /** Keeps a segment; one with the id of another replaces it, as an in-progress segment is replaced by its end. */
  record(segment: Segment): void {
    let trace = this.#traces.get(segment.trace_id);
    if (trace === undefined) {
      trace = new Map();
      this.#traces.set(segment.trace_id, trace);
      if (this.#traces.size > MAX_TRACES) {
        const [oldest] = this.#traces.keys();
        if (oldest !== undefined) this.#traces.delete(oldest);
      }
    }
    trace.set(segment.id, segment);
  }

  /** A trace's segments by start time; empty when it is not known. */
  trace(traceId: string): readonly Segment[] {
    return [...(this.#traces.get(traceId)?.values() ?? [])].sort((a, b) => a.start_time - b.start_time);
  }

  get size(): number {
    return this.#traces.size;
  }

  clear(): void {
    this.#traces.clear();
  }

  all(): Iterable<readonly Segment[]> {
    return [...this.#traces.keys()].map((traceId) => this.trace(traceId));
  }
}

export function isSegment(value: unknown): value is Segment {
  if (typeof value !== "object" || value === null) return false;
  const { id, trace_id, name, start_time } = value as Record<string, unknown>;
  return (
    typeof id === "string" &&
    SEGMENT_ID.test(id) &&
    typeof trace_id === "string" &&
    TRACE_ID.test(trace_id) &&
    typeof name === "string" &&
    typeof start_time === "number"
  );
}
