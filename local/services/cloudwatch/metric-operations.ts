import type { Members } from "../../core/members.ts";
import { invalidParameter, missingParameter } from "./errors.ts";
import { getMetricData } from "./metric-data.ts";
import type { MetricId, MetricStore } from "./metric-store.ts";
import { isPercentile, isStatistic, merge, type Samples, statistic } from "./samples.ts";
import {
  dimensionsOf,
  listed,
  metricMembers,
  type Operations,
  operation,
  requiredTime,
  timeOf,
  unscoped,
} from "./wire.ts";

const MAX_DATAPOINTS = 1440;
const MAX_VALUES = 150;

export interface MetricParts {
  readonly metrics: MetricStore;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Metrics in and out. Source: CloudWatch API Reference. */
export function metricOperations(parts: MetricParts): Operations {
  return {
    PutMetricData: operation(
      unscoped("PutMetricData", (input) => ({ "cloudwatch:namespace": input.text("Namespace") })),
      (input) => {
        putMetricData(parts, input);
        return {};
      },
    ),
    ListMetrics: operation(unscoped("ListMetrics"), (input) => {
      input.refuse("ListMetrics", "RecentlyActive", "IncludeLinkedAccounts", "OwningAccount");
      const found = [...parts.metrics.metrics()].filter(metricFilter(input));
      const keyOf = ({ namespace, name, dimensions }: MetricId) =>
        `${namespace} ${name} ${JSON.stringify(dimensions)}`;
      return listed(input, "Metrics", found, { keyOf, describe: metricMembers });
    }),
    GetMetricStatistics: operation(unscoped("GetMetricStatistics"), (input) =>
      getMetricStatistics(parts, input),
    ),
    GetMetricData: operation(unscoped("GetMetricData"), (input) => getMetricData(parts.metrics, input)),
  };
}

/** A dimension that is named without a value is there with any. */
function metricFilter(input: Members): (metric: MetricId) => boolean {
  const namespace = input.optionalText("Namespace");
  const name = input.optionalText("MetricName");
  const dimensions =
    input.optionalList("Dimensions") === undefined
      ? []
      : input
          .structures("Dimensions")
          .map((dimension) => [dimension.text("Name"), dimension.optionalText("Value")] as const);
  return (metric) =>
    (namespace === undefined || metric.namespace === namespace) &&
    (name === undefined || metric.name === name) &&
    dimensions.every(([key, value]) =>
      value === undefined ? metric.dimensions[key] !== undefined : metric.dimensions[key] === value,
    );
}

function putMetricData({ metrics, now }: MetricParts, input: Members): void {
  const namespace = input.text("Namespace");
  if (namespace.startsWith("AWS/")) {
    throw invalidParameter(
      "The value AWS/ for parameter Namespace is invalid: it is reserved for AWS services.",
    );
  }
  input.refuse("PutMetricData", "EntityMetricData");
  for (const datum of input.structures("MetricData")) {
    datum.refuse("PutMetricData", "StatisticValues", "StorageResolution");
    const unit = datum.optionalText("Unit");
    const measured = {
      namespace,
      name: datum.text("MetricName"),
      dimensions: dimensionsOf(datum),
      ...(unit !== undefined && { unit }),
      timestamp: timeOf(datum, "Timestamp") ?? now(),
    };
    for (const [value, count] of valuesOf(datum))
      for (let times = 0; times < count; times++) metrics.put({ ...measured, value });
  }
}

/** One value, or several with how often each came. */
function valuesOf(datum: Members): readonly (readonly [value: number, count: number])[] {
  const values = datum.optionalList("Values")?.map(Number);
  if (values === undefined) return [[datum.number("Value"), 1]];
  const counts = datum.optionalList("Counts")?.map(Number) ?? values.map(() => 1);
  if (datum.value("Value") !== undefined)
    throw invalidParameter("The parameters Value and Values are mutually exclusive.");
  if (values.length === 0 || values.length > MAX_VALUES || counts.length !== values.length)
    throw invalidParameter(`Values holds 1 to ${MAX_VALUES} values, and Counts as many.`);
  if ([...values, ...counts].some((number) => !Number.isFinite(number)) || counts.some((count) => count < 0))
    throw invalidParameter("Values and Counts hold numbers, Counts none below 0.");
  return values.map((value, index) => [value, Math.round(counts[index] ?? 1)]);
}

function getMetricStatistics({ metrics }: MetricParts, input: Members): unknown {
  const id: MetricId = {
    namespace: input.text("Namespace"),
    name: input.text("MetricName"),
    dimensions: dimensionsOf(input),
  };
  const periodMs = input.integer("Period") * 1000;
  if (periodMs <= 0 || periodMs % 60_000 !== 0) {
    throw invalidParameter(
      `Period ${periodMs / 1000} is not a multiple of 60: the local cloud keeps whole minutes.`,
    );
  }
  const from = requiredTime(input, "StartTime");
  const to = requiredTime(input, "EndTime");
  if (from >= to) throw invalidParameter("The parameter StartTime must be less than the parameter EndTime.");
  if ((to - from) / periodMs > MAX_DATAPOINTS) {
    throw invalidParameter(
      `The request asks for more than ${MAX_DATAPOINTS} datapoints: use a longer period.`,
    );
  }
  const plain = input.optionalTexts("Statistics") ?? [];
  const extended = input.optionalTexts("ExtendedStatistics") ?? [];
  if (plain.length + extended.length === 0) throw missingParameter("Statistics");
  for (const name of plain) if (!isStatistic(name)) throw invalidParameter(`${name} is not a statistic.`);
  for (const name of extended)
    if (!isPercentile(name)) throw invalidParameter(`${name} is not a percentile.`);

  const periods = new Map<number, Samples[]>();
  for (const [minute, samples] of metrics.between(id, Math.floor(from / 60_000) * 60_000, to)) {
    const start = Math.floor(minute / periodMs) * periodMs;
    periods.set(start, [...(periods.get(start) ?? []), samples]);
  }
  return {
    Label: id.name,
    Datapoints: [...periods]
      .sort(([a], [b]) => a - b)
      .map(([start, all]) => {
        const samples = merge(all);
        const percentiles = Object.fromEntries(extended.map((name) => [name, statistic(samples, name)]));
        return {
          Timestamp: new Date(start),
          ...Object.fromEntries(plain.map((name) => [name, statistic(samples, name)])),
          ...(extended.length > 0 && { ExtendedStatistics: percentiles }),
        };
      }),
  };
}
