import { randomInt } from "node:crypto";

/** Percentiles of more values than this in one minute are those of a random sample of so many of them. */
const MAX_VALUES = 1_000;

/** What arrived for one metric in one stretch of time. */
export interface Samples {
  count: number;
  sum: number;
  minimum: number;
  maximum: number;
  readonly values: number[];
}

export function emptySamples(): Samples {
  return {
    count: 0,
    sum: 0,
    minimum: Number.POSITIVE_INFINITY,
    maximum: Number.NEGATIVE_INFINITY,
    values: [],
  };
}

export function add(samples: Samples, value: number): void {
  samples.count += 1;
  samples.sum += value;
  samples.minimum = Math.min(samples.minimum, value);
  samples.maximum = Math.max(samples.maximum, value);
  if (samples.values.length < MAX_VALUES) return void samples.values.push(value);
  const place = randomInt(samples.count);
  if (place < MAX_VALUES) samples.values[place] = value;
}

export function merge(all: Iterable<Samples>): Samples {
  const merged = emptySamples();
  for (const { count, sum, minimum, maximum, values } of all) {
    merged.count += count;
    merged.sum += sum;
    merged.minimum = Math.min(merged.minimum, minimum);
    merged.maximum = Math.max(merged.maximum, maximum);
    for (const value of values) merged.values.push(value);
  }
  return merged;
}

export const STATISTICS = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"] as const;

const PERCENTILE = /^p(100|\d{1,2}(?:\.\d{1,10})?)$/;

export function isStatistic(name: string): boolean {
  return (STATISTICS as readonly string[]).includes(name);
}

export function isPercentile(name: string): boolean {
  return PERCENTILE.test(name);
}

/** The statistic of samples that are not empty. `name` is one of `STATISTICS`, or a percentile such as `p99.9`. */
export function statistic(samples: Samples, name: string): number {
  switch (name) {
    case "SampleCount":
      return samples.count;
    case "Average":
      return samples.sum / samples.count;
    case "Sum":
      return samples.sum;
    case "Minimum":
      return samples.minimum;
    case "Maximum":
      return samples.maximum;
    default:
      return percentile(samples.values, Number(PERCENTILE.exec(name)?.[1]));
  }
}

/** Linear between the two nearest values. */
function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (percent / 100) * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? below;
  return below + (above - below) * (position - Math.floor(position));
}
