import type { Access, PolicyValue } from "../../core/access.ts";
import { type Account, arn, globalArn } from "../../core/account.ts";
import type { Members } from "../../core/members.ts";
import { operationsOf } from "../../core/members.ts";
import type { Operation } from "../../core/service.ts";
import type { AlarmDefinition } from "./alarm-definition.ts";
import type { Alarm, Alarms } from "./alarms.ts";
import type { Dashboards } from "./dashboards.ts";
import { invalidParameter, missingParameter } from "./errors.ts";
import type { MetricId, MetricStore } from "./metric-store.ts";
import { isPercentile, isStatistic, merge, type Samples, statistic } from "./samples.ts";

const MAX_DATAPOINTS = 1440;

/** What the operations act on. */
interface Parts {
  readonly metrics: MetricStore;
  readonly alarms: Alarms;
  readonly dashboards: Dashboards;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** CloudWatch's operations on metrics, alarms and dashboards. Source: CloudWatch API Reference. */
export function cloudWatchOperations(
  account: Account,
  cloudWatch: Parts,
): Readonly<Record<string, Operation<unknown>>> {
  const operation = operationsOf(missingParameter);
  const unscoped =
    (action: string, context?: (input: Members) => Readonly<Record<string, PolicyValue>>) =>
    (input: Members): readonly Access[] => [
      {
        action: `cloudwatch:${action}`,
        resource: "*",
        ...(context !== undefined && { context: context(input) }),
      },
    ];
  const onAlarms = (action: string, names: (input: Members) => readonly string[]) => (input: Members) =>
    names(input).map((name) => ({ action: `cloudwatch:${action}`, resource: alarmArn(account, name) }));
  const onDashboards = (action: string, names: (input: Members) => readonly string[]) => (input: Members) =>
    names(input).map((name) => ({
      action: `cloudwatch:${action}`,
      resource: globalArn(account, "cloudwatch", `dashboard/${name}`),
    }));
  const alarmNames = (input: Members) => input.optionalTexts("AlarmNames") ?? [];
  const alarmName = (input: Members) => [input.text("AlarmName")];
  const dashboardName = (input: Members) => [input.text("DashboardName")];

  return {
    PutMetricData: operation(
      unscoped("PutMetricData", (input) => ({ "cloudwatch:namespace": input.text("Namespace") })),
      (input) => {
        putMetricData(cloudWatch, input);
        return {};
      },
    ),
    ListMetrics: operation(unscoped("ListMetrics"), (input) => {
      const namespace = input.optionalText("Namespace");
      const name = input.optionalText("MetricName");
      input.refuse("ListMetrics", "Dimensions", "RecentlyActive");
      const found = [...cloudWatch.metrics.metrics()].filter(
        (metric) =>
          (namespace === undefined || metric.namespace === namespace) &&
          (name === undefined || metric.name === name),
      );
      return { Metrics: found.map(metricMembers) };
    }),
    GetMetricStatistics: operation(unscoped("GetMetricStatistics"), (input) =>
      getMetricStatistics(cloudWatch, input),
    ),
    PutMetricAlarm: operation(onAlarms("PutMetricAlarm", alarmName), (input) => {
      input.refuse("PutMetricAlarm", "Metrics", "ThresholdMetricId", "Unit");
      cloudWatch.alarms.put(alarmFrom(input));
      return {};
    }),
    DescribeAlarms: operation(
      (input) =>
        alarmNames(input).length > 0
          ? onAlarms("DescribeAlarms", alarmNames)(input)
          : [{ action: "cloudwatch:DescribeAlarms", resource: alarmArn(account, "*") }],
      (input) => {
        const names = alarmNames(input);
        const prefix = input.optionalText("AlarmNamePrefix") ?? "";
        const state = input.optionalText("StateValue");
        const found = cloudWatch.alarms
          .all()
          .filter(
            ({ definition: { name } }) =>
              name.startsWith(prefix) && (names.length === 0 || names.includes(name)),
          )
          .filter((alarm) => state === undefined || alarm.state === state);
        return { MetricAlarms: found.map((alarm) => alarmMembers(account, alarm)) };
      },
    ),
    DeleteAlarms: operation(onAlarms("DeleteAlarms", alarmNames), (input) => {
      for (const name of alarmNames(input)) cloudWatch.alarms.delete(name);
      return {};
    }),
    PutDashboard: operation(onDashboards("PutDashboard", dashboardName), (input) => {
      cloudWatch.dashboards.put(input.text("DashboardName"), input.text("DashboardBody"));
      return { DashboardValidationMessages: [] };
    }),
    DeleteDashboards: operation(
      onDashboards("DeleteDashboards", (input) => input.optionalTexts("DashboardNames") ?? []),
      (input) => {
        for (const name of input.optionalTexts("DashboardNames") ?? []) cloudWatch.dashboards.delete(name);
        return {};
      },
    ),
  };
}

export function alarmArn(account: Account, name: string): string {
  return arn(account, "cloudwatch", `alarm:${name}`);
}

function putMetricData(cloudWatch: Parts, input: Members): void {
  const namespace = input.text("Namespace");
  if (namespace.startsWith("AWS/")) {
    throw invalidParameter(
      "The value AWS/ for parameter Namespace is invalid: it is reserved for AWS services.",
    );
  }
  input.refuse("PutMetricData", "EntityMetricData");
  for (const datum of input.structures("MetricData")) {
    datum.refuse("PutMetricData", "StatisticValues", "Values", "Counts", "StorageResolution");
    const unit = datum.optionalText("Unit");
    cloudWatch.metrics.put({
      namespace,
      name: datum.text("MetricName"),
      dimensions: dimensionsOf(datum),
      value: datum.number("Value"),
      ...(unit !== undefined && { unit }),
      timestamp: timeOf(datum, "Timestamp") ?? cloudWatch.now(),
    });
  }
}

function getMetricStatistics(cloudWatch: Parts, input: Members): unknown {
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
  for (const [minute, samples] of cloudWatch.metrics.between(id, Math.floor(from / 60_000) * 60_000, to)) {
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

function alarmFrom(input: Members): AlarmDefinition {
  const evaluationPeriods = input.integer("EvaluationPeriods");
  const plain = input.optionalText("Statistic");
  const extended = input.optionalText("ExtendedStatistic");
  if ((plain === undefined) === (extended === undefined)) {
    throw invalidParameter("Exactly one of Statistic and ExtendedStatistic must be given.");
  }
  return {
    name: input.text("AlarmName"),
    description: input.optionalText("AlarmDescription") ?? "",
    metric: {
      namespace: input.text("Namespace"),
      name: input.text("MetricName"),
      dimensions: dimensionsOf(input),
    },
    statistic: plain ?? extended ?? "",
    comparison: input.text("ComparisonOperator") as AlarmDefinition["comparison"],
    threshold: input.number("Threshold"),
    periodSeconds: input.integer("Period"),
    evaluationPeriods,
    datapointsToAlarm: input.optionalInteger("DatapointsToAlarm") ?? evaluationPeriods,
    treatMissingData: (input.optionalText("TreatMissingData") ??
      "missing") as AlarmDefinition["treatMissingData"],
    evaluateLowSampleCountPercentiles: (input.optionalText("EvaluateLowSampleCountPercentile") ??
      "evaluate") as AlarmDefinition["evaluateLowSampleCountPercentiles"],
    actionsEnabled: input.optionalBoolean("ActionsEnabled") ?? true,
    alarmActions: input.optionalTexts("AlarmActions") ?? [],
    okActions: input.optionalTexts("OKActions") ?? [],
    insufficientDataActions: input.optionalTexts("InsufficientDataActions") ?? [],
  };
}

function alarmMembers(account: Account, { definition, state, reason, stateUpdated }: Alarm): unknown {
  const { statistic: name, metric } = definition;
  return {
    AlarmName: definition.name,
    AlarmArn: alarmArn(account, definition.name),
    AlarmDescription: definition.description,
    ActionsEnabled: definition.actionsEnabled,
    OKActions: definition.okActions,
    AlarmActions: definition.alarmActions,
    InsufficientDataActions: definition.insufficientDataActions,
    StateValue: state,
    StateReason: reason,
    StateUpdatedTimestamp: new Date(stateUpdated),
    ...metricMembers(metric),
    ...(isStatistic(name) ? { Statistic: name } : { ExtendedStatistic: name }),
    Period: definition.periodSeconds,
    EvaluationPeriods: definition.evaluationPeriods,
    DatapointsToAlarm: definition.datapointsToAlarm,
    Threshold: definition.threshold,
    ComparisonOperator: definition.comparison,
    TreatMissingData: definition.treatMissingData,
    EvaluateLowSampleCountPercentile: definition.evaluateLowSampleCountPercentiles,
  };
}

function metricMembers({ namespace, name, dimensions }: MetricId): object {
  return {
    Namespace: namespace,
    MetricName: name,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  };
}

function dimensionsOf(input: Members): Readonly<Record<string, string>> {
  if (input.optionalList("Dimensions") === undefined) return {};
  return Object.fromEntries(
    input.structures("Dimensions").map((dimension) => [dimension.text("Name"), dimension.text("Value")]),
  );
}

function requiredTime(input: Members, name: string): number {
  const time = timeOf(input, name);
  if (time === undefined) throw missingParameter(name);
  return time;
}

function timeOf(input: Members, name: string): number | undefined {
  const time = input.optionalTime(name);
  if (Number.isNaN(time)) throw invalidParameter(`${name} ${input.value(name)} is not an ISO 8601 time.`);
  return time;
}
