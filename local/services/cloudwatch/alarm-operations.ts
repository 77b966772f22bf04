import { type Account, arn } from "../../core/account.ts";
import { AwsError } from "../../core/errors.ts";
import type { Members } from "../../core/members.ts";
import type { AlarmDefinition } from "./alarm-definition.ts";
import { HISTORY_TYPES, type HistoryItem } from "./alarm-history.ts";
import type { Alarm, Alarms } from "./alarms.ts";
import { invalidParameter } from "./errors.ts";
import type { AlarmState } from "./evaluation.ts";
import { isStatistic } from "./samples.ts";
import { dimensionsOf, listed, metricMembers, type Operations, operation, timeOf, within } from "./wire.ts";

const STATES: readonly string[] = ["OK", "ALARM", "INSUFFICIENT_DATA"] satisfies AlarmState[];

/** Alarms on single metrics. Source: CloudWatch API Reference. */
export function alarmOperations(account: Account, alarms: Alarms): Operations {
  const onAlarms = (action: string, names: (input: Members) => readonly string[]) => (input: Members) =>
    names(input).map((name) => ({ action: `cloudwatch:${action}`, resource: alarmArn(account, name) }));
  const alarmNames = (input: Members) => input.optionalTexts("AlarmNames") ?? [];
  const alarmName = (input: Members) => [input.text("AlarmName")];
  const describe = (alarm: Alarm) => alarmMembers(account, alarm);
  return {
    PutMetricAlarm: operation(onAlarms("PutMetricAlarm", alarmName), (input) => {
      input.refuse("PutMetricAlarm", "Metrics", "ThresholdMetricId", "Unit", "Tags");
      alarms.put(alarmFrom(input));
      return {};
    }),
    DescribeAlarms: operation(
      (input) =>
        alarmNames(input).length > 0
          ? onAlarms("DescribeAlarms", alarmNames)(input)
          : [{ action: "cloudwatch:DescribeAlarms", resource: alarmArn(account, "*") }],
      (input) => {
        input.refuse("DescribeAlarms", "ChildrenOfAlarmName", "ParentsOfAlarmName");
        const types = input.optionalTexts("AlarmTypes") ?? ["MetricAlarm"];
        const found = types.includes("MetricAlarm") ? alarms.all().filter(alarmFilter(input)) : [];
        const size = within(input, "MaxRecords", 100) ?? 50;
        const page = listed(input, "MetricAlarms", found, { keyOf: nameOf, describe, size });
        return { CompositeAlarms: [], ...page };
      },
    ),
    DescribeAlarmsForMetric: operation(
      () => [{ action: "cloudwatch:DescribeAlarmsForMetric", resource: "*" }],
      (input) => {
        input.refuse("DescribeAlarmsForMetric", "Unit");
        return { MetricAlarms: alarms.all().filter(onMetric(input)).map(describe) };
      },
    ),
    DescribeAlarmHistory: operation(
      (input) => {
        const resource = alarmArn(account, input.optionalText("AlarmName") ?? "*");
        return [{ action: "cloudwatch:DescribeAlarmHistory", resource }];
      },
      (input) => describeHistory(alarms.history.items(), input),
    ),
    SetAlarmState: operation(onAlarms("SetAlarmState", alarmName), (input) => {
      const state = input.text("StateValue");
      if (!STATES.includes(state))
        throw invalidParameter(
          `The value ${state} for parameter StateValue is none of ${STATES.join(", ")}.`,
        );
      const name = input.text("AlarmName");
      if (alarms.get(name) === undefined)
        throw new AwsError("ResourceNotFound", `Unknown alarm: ${name}`, 404);
      alarms.setState(name, { state: state as AlarmState, reason: input.text("StateReason") });
      return {};
    }),
    EnableAlarmActions: operation(onAlarms("EnableAlarmActions", alarmNames), (input) => {
      for (const name of alarmNames(input)) alarms.setActionsEnabled(name, true);
      return {};
    }),
    DisableAlarmActions: operation(onAlarms("DisableAlarmActions", alarmNames), (input) => {
      for (const name of alarmNames(input)) alarms.setActionsEnabled(name, false);
      return {};
    }),
    DeleteAlarms: operation(onAlarms("DeleteAlarms", alarmNames), (input) => {
      for (const name of alarmNames(input)) alarms.delete(name);
      return {};
    }),
  };
}

export function alarmArn(account: Account, name: string): string {
  return arn(account, "cloudwatch", `alarm:${name}`);
}

function nameOf({ definition }: Alarm): string {
  return definition.name;
}

function alarmFilter(input: Members): (alarm: Alarm) => boolean {
  const names = input.optionalTexts("AlarmNames") ?? [];
  const prefix = input.optionalText("AlarmNamePrefix") ?? "";
  const actionPrefix = input.optionalText("ActionPrefix");
  const state = input.optionalText("StateValue");
  if (names.length > 0 && prefix !== "")
    throw new AwsError("ValidationError", "AlarmNamePrefix and AlarmNames cannot be given together.");
  return ({ definition, state: current }) =>
    definition.name.startsWith(prefix) &&
    (names.length === 0 || names.includes(definition.name)) &&
    (state === undefined || current === state) &&
    (actionPrefix === undefined || actionsOf(definition).some((action) => action.startsWith(actionPrefix)));
}

function actionsOf(definition: AlarmDefinition): readonly string[] {
  return [...definition.alarmActions, ...definition.okActions, ...definition.insufficientDataActions];
}

function onMetric(input: Members): (alarm: Alarm) => boolean {
  const wanted = {
    namespace: input.text("Namespace"),
    name: input.text("MetricName"),
    dimensions: dimensionsOf(input),
  };
  const statistic = input.optionalText("Statistic") ?? input.optionalText("ExtendedStatistic");
  const period = input.optionalInteger("Period");
  return ({ definition }) =>
    definition.metric.namespace === wanted.namespace &&
    definition.metric.name === wanted.name &&
    sameDimensions(definition.metric.dimensions, wanted.dimensions) &&
    (statistic === undefined || definition.statistic === statistic) &&
    (period === undefined || definition.periodSeconds === period);
}

function sameDimensions(
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}

function describeHistory(items: readonly HistoryItem[], input: Members): object {
  input.refuse("DescribeAlarmHistory", "AlarmContributorId");
  const name = input.optionalText("AlarmName");
  const type = input.optionalText("HistoryItemType");
  if (type !== undefined && !(HISTORY_TYPES as readonly string[]).includes(type))
    throw invalidParameter(
      `The value ${type} for parameter HistoryItemType is none of ${HISTORY_TYPES.join(", ")}.`,
    );
  const from = timeOf(input, "StartDate") ?? Number.NEGATIVE_INFINITY;
  const to = timeOf(input, "EndDate") ?? Number.POSITIVE_INFINITY;
  const found = items.filter(
    (item) =>
      (name === undefined || item.alarmName === name) &&
      (type === undefined || item.type === type) &&
      item.at >= from &&
      item.at <= to,
  );
  const ascending = input.optionalText("ScanBy") === "TimestampAscending";
  const place = ({ number }: HistoryItem) =>
    (ascending ? number : 1e12 - number).toString().padStart(13, "0");
  const size = within(input, "MaxRecords", 100) ?? 100;
  return listed(input, "AlarmHistoryItems", found, { keyOf: place, describe: historyMembers, size });
}

function historyMembers({ alarmName, at, type, summary, data }: HistoryItem): object {
  return {
    AlarmName: alarmName,
    AlarmType: "MetricAlarm",
    Timestamp: new Date(at),
    HistoryItemType: type,
    HistorySummary: summary,
    HistoryData: JSON.stringify(data),
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
