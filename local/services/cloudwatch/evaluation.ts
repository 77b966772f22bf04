import { type AlarmDefinition, COMPARISONS } from "./alarm-definition.ts";
import type { MetricStore } from "./metric-store.ts";
import { isPercentile, merge, type Samples, statistic } from "./samples.ts";
import { thresholdReason, unknownReason } from "./state-reason.ts";

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

export interface Verdict {
  readonly state: AlarmState;
  readonly reason: string;
}

/**
 * Whether there are samples, and fewer than 10 / (1 - percentile), which says nothing about a percentile, for an alarm
 * that ignores such periods: its state does not change then.
 * Source: CloudWatch User Guide, "Percentile-based alarms and low data samples".
 */
function tooFewSamples(definition: AlarmDefinition, samples: Samples): boolean {
  if (definition.evaluateLowSampleCountPercentiles !== "ignore" || !isPercentile(definition.statistic))
    return false;
  const percent = Number(definition.statistic.slice(1));
  const distance = Math.max(percent, 100 - percent) / 100;
  return distance < 1 && samples.count > 0 && samples.count * (1 - distance) < 10;
}

/**
 * What CloudWatch would say of an alarm at `now`: M of the last N whole periods breaching, and missing ones as the
 * alarm treats them. Source: CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data".
 */
export function evaluate(
  definition: AlarmDefinition,
  metrics: MetricStore,
  now: number,
  current: AlarmState,
): Verdict {
  const { evaluationPeriods, datapointsToAlarm, threshold, treatMissingData } = definition;
  const breaches = COMPARISONS[definition.comparison];
  const periods = lastPeriods(definition, metrics, now);
  const [latest] = periods;
  if (latest !== undefined && tooFewSamples(definition, latest.samples)) {
    return { state: current, reason: `Too few datapoints for ${definition.statistic}; the state is kept.` };
  }
  const datapoints = periods.flatMap(({ samples, at }) =>
    samples.count === 0 || tooFewSamples(definition, samples)
      ? []
      : [{ at, value: statistic(samples, definition.statistic) }],
  );
  const missing = evaluationPeriods - datapoints.length;

  if (datapoints.length === 0 && treatMissingData === "missing") {
    return { state: "INSUFFICIENT_DATA", reason: unknownReason(evaluationPeriods) };
  }
  if (datapoints.length === 0 && treatMissingData === "ignore") {
    return { state: current, reason: `No data for ${evaluationPeriods} period(s); the state is kept.` };
  }
  const breaching = datapoints.filter(({ value }) => breaches(value, threshold));
  const count = breaching.length + (treatMissingData === "breaching" ? missing : 0);
  const state = count >= datapointsToAlarm ? "ALARM" : "OK";
  const decisive = state === "ALARM" ? breaching : datapoints.filter((point) => !breaching.includes(point));
  const change = { from: current, to: state, datapoints: decisive, missing } as const;
  return { state, reason: thresholdReason(definition, change) };
}

/** The samples of each of the last whole periods, and when each began, newest first. */
function lastPeriods(
  definition: AlarmDefinition,
  metrics: MetricStore,
  now: number,
): readonly { readonly at: number; readonly samples: Samples }[] {
  const periodMs = definition.periodSeconds * 1000;
  const end = Math.floor(now / periodMs) * periodMs;
  return Array.from({ length: definition.evaluationPeriods }, (_, index) => {
    const to = end - index * periodMs;
    const at = to - periodMs;
    return {
      at,
      samples: merge([...metrics.between(definition.metric, at, to)].map(([, minute]) => minute)),
    };
  });
}
