/** One of several callers that work side by side, each one call after another. */
export type Caller = () => Promise<void>;

export interface Load {
  readonly callers: number;
  /** Ends the load after so many calls. */
  readonly calls?: number;
  /** Ends the load after so long. */
  readonly durationMs?: number;
  /** Ends the load when it aborts. */
  readonly signal?: AbortSignal;
}

export interface Measured {
  readonly calls: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** Has `callers` callers call until the calls or the time are used up, or the signal aborts. The first call that fails ends it. */
export async function measure(makeCaller: (index: number) => Caller, load: Load): Promise<Measured> {
  const { callers, calls = Number.POSITIVE_INFINITY, durationMs = Number.POSITIVE_INFINITY, signal } = load;
  const latencies: number[] = [];
  let begun = 0;
  const start = performance.now();
  const work = async (call: Caller): Promise<void> => {
    while (begun < calls && performance.now() - start < durationMs && !signal?.aborted) {
      begun += 1;
      const sent = performance.now();
      await call();
      latencies.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, index) => work(makeCaller(index))));
  return summary(latencies, performance.now() - start);
}

function summary(latencies: readonly number[], elapsedMs: number): Measured {
  const sorted = Float64Array.from(latencies).sort();
  return {
    calls: sorted.length,
    perSecond: (sorted.length / elapsedMs) * 1000,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
  };
}

function percentile(sorted: Float64Array, fraction: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * fraction) - 1)] ?? Number.NaN;
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
