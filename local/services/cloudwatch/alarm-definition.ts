import { invalidParameter, unsupported } from "./errors.ts";
import type { MetricId } from "./metric-store.ts";
import { isPercentile, isStatistic, STATISTICS } from "./samples.ts";

export const COMPARISONS = {
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
} as const;

const MISSING_DATA = ["breaching", "notBreaching", "ignore", "missing"] as const;
const LOW_SAMPLES = ["evaluate", "ignore"] as const;
const MAX_ACTIONS = 5;
const DAY_SECONDS = 86_400;

/** An alarm on one metric, as PutMetricAlarm takes it. */
export interface AlarmDefinition {
  readonly name: string;
  readonly description: string;
  readonly metric: MetricId;
  /** One of CloudWatch's statistics, or a percentile. */
  readonly statistic: string;
  readonly comparison: keyof typeof COMPARISONS;
  readonly threshold: number;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: (typeof MISSING_DATA)[number];
  readonly evaluateLowSampleCountPercentiles: (typeof LOW_SAMPLES)[number];
  readonly actionsEnabled: boolean;
  readonly alarmActions: readonly string[];
  readonly okActions: readonly string[];
  readonly insufficientDataActions: readonly string[];
}

/**
 * Source: CloudWatch API Reference, PutMetricAlarm.
 *
 * @throws {AwsError} `InvalidParameterValue` for what CloudWatch refuses, `UnsupportedOperationException` for short periods.
 */
export function validateAlarm(definition: AlarmDefinition): AlarmDefinition {
  const { name, description, metric, statistic, periodSeconds, evaluationPeriods } = definition;
  between("AlarmName", name.length, 1, 255, "characters");
  between("AlarmDescription", description.length, 0, 1024, "characters");
  between("MetricName", metric.name.length, 1, 255, "characters");
  between("Namespace", metric.namespace.length, 1, 255, "characters");
  if (metric.namespace.startsWith(":")) {
    throw invalidParameter(
      `The value ${metric.namespace} for parameter Namespace is invalid: it begins with a colon.`,
    );
  }
  between("Dimensions", Object.keys(metric.dimensions).length, 0, 30, "dimensions");
  if (!isStatistic(statistic) && !isPercentile(statistic)) {
    throw invalidParameter(
      `Statistic ${statistic} is none of ${STATISTICS.join(", ")} or a percentile such as p99.`,
    );
  }
  oneOf("ComparisonOperator", definition.comparison, Object.keys(COMPARISONS));
  oneOf("TreatMissingData", definition.treatMissingData, MISSING_DATA);
  oneOf("EvaluateLowSampleCountPercentile", definition.evaluateLowSampleCountPercentiles, LOW_SAMPLES);
  if (!Number.isFinite(definition.threshold)) throw invalidParameter("Threshold must be a number.");
  if ([10, 20, 30].includes(periodSeconds)) {
    throw unsupported(
      `The local cloud evaluates alarms once a minute: make Period 60, not ${periodSeconds}.`,
    );
  }
  if (periodSeconds <= 0 || periodSeconds % 60 !== 0) {
    throw invalidParameter(`Period ${periodSeconds} is not 10, 20, 30 or a multiple of 60.`);
  }
  if (!Number.isInteger(evaluationPeriods) || evaluationPeriods < 1) {
    throw invalidParameter(`EvaluationPeriods ${evaluationPeriods} must be 1 or more.`);
  }
  const longest = periodSeconds >= 3600 ? 7 * DAY_SECONDS : DAY_SECONDS;
  if (periodSeconds * evaluationPeriods > longest) {
    throw invalidParameter(
      `Metrics can't be checked across more than ${longest} seconds: EvaluationPeriods times Period is ${periodSeconds * evaluationPeriods}.`,
    );
  }
  between("DatapointsToAlarm", definition.datapointsToAlarm, 1, evaluationPeriods, "periods");
  for (const actions of ["alarmActions", "okActions", "insufficientDataActions"] as const) {
    between(actions, definition[actions].length, 0, MAX_ACTIONS, "actions");
    for (const action of definition[actions]) {
      if (!action.startsWith("arn:")) throw invalidParameter(`Invalid arn syntax in ${actions}: ${action}`);
    }
  }
  return definition;
}

function between(name: string, value: number, minimum: number, maximum: number, unit: string): void {
  if (!(value >= minimum && value <= maximum)) {
    throw invalidParameter(`${name} has ${value} ${unit}: CloudWatch takes ${minimum} to ${maximum}.`);
  }
}

function oneOf(name: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) {
    throw invalidParameter(`${name} ${value} is none of ${allowed.join(", ")}.`);
  }
}
