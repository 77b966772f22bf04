import { Changes, type Durable } from "../../core/durable.ts";
import type { MetricDatum } from "../../core/ports.ts";
import { add, emptySamples, type Samples } from "./samples.ts";

const MINUTE_MS = 60_000;
/** CloudWatch keeps one-minute data for 15 days (CloudWatch User Guide, "Metrics retention"). */
const RETENTION_MS = 15 * 24 * 60 * MINUTE_MS;

export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

interface Series {
  readonly id: MetricId;
  /** By the start of the minute, in milliseconds since the epoch; in the order of first arrival. */
  readonly minutes: Map<number, Samples>;
}

interface StoredSamples {
  readonly id: MetricId;
  readonly samples: Samples;
}

/** One-minute samples of every metric. They are durable once their minute is over. */
export class MetricStore implements Durable<StoredSamples> {
  readonly name = "cloudwatch/metrics";
  readonly changes = new Changes();
  /** The samples that have grown since they were last told of. */
  readonly #grown = new Map<Samples, readonly [key: string, minute: number]>();
  readonly #series = new Map<string, Series>();

  put(datum: MetricDatum): void {
    const key = keyOf(datum);
    const series = this.#seriesOf(key, datum);
    const minute = Math.floor(datum.timestamp / MINUTE_MS) * MINUTE_MS;
    let samples = series.minutes.get(minute);
    if (samples === undefined) {
      samples = emptySamples();
      series.minutes.set(minute, samples);
      for (const old of series.minutes.keys()) {
        if (old >= minute - RETENTION_MS) break;
        series.minutes.delete(old);
      }
    }
    add(samples, datum.value);
    if (this.changes.heard && !this.#grown.has(samples)) this.#grown.set(samples, [key, minute]);
  }

  /** Tells of the samples of minutes that are over. */
  settle(now: number): void {
    for (const [samples, [key, minute]] of this.#grown) {
      if (minute + MINUTE_MS > now) continue;
      this.#grown.delete(samples);
      this.changes.mark(key, minute);
    }
  }

  *keys(): Iterable<readonly [string, string]> {
    for (const [key, { minutes }] of this.#series)
      for (const minute of minutes.keys()) yield [key, String(minute)];
  }

  value(key: string, minute: string): StoredSamples | undefined {
    const series = this.#series.get(key);
    const samples = series?.minutes.get(Number(minute));
    return series && samples && { id: series.id, samples };
  }

  restore(key: string, minute: string, { id, samples }: StoredSamples): void {
    this.#seriesOf(key, id).minutes.set(Number(minute), samples);
  }

  clear(): void {
    this.#series.clear();
  }

  metrics(): Iterable<MetricId> {
    return [...this.#series.values()].map(({ id }) => id);
  }

  #seriesOf(key: string, { namespace, name, dimensions }: MetricId): Series {
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const series: Series = { id: { namespace, name, dimensions }, minutes: new Map() };
    this.#series.set(key, series);
    return series;
  }

  /** The one-minute samples with `from <= start of the minute < to`, unordered. */
  *between(id: MetricId, from: number, to: number): Iterable<readonly [minute: number, samples: Samples]> {
    const minutes = this.#series.get(keyOf(id))?.minutes;
    if (minutes === undefined) return;
    const first = Math.ceil(from / MINUTE_MS) * MINUTE_MS;
    if ((to - first) / MINUTE_MS > minutes.size) {
      for (const entry of minutes) if (entry[0] >= from && entry[0] < to) yield entry;
      return;
    }
    for (let minute = first; minute < to; minute += MINUTE_MS) {
      const samples = minutes.get(minute);
      if (samples !== undefined) yield [minute, samples];
    }
  }
}

function keyOf({ namespace, name, dimensions }: MetricId): string {
  return JSON.stringify([namespace, name, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
