import type { Principal } from "../../core/access.ts";
import type { Account } from "../../core/account.ts";
import { REGIONS } from "../../core/regions.ts";
import type { Dispatcher } from "../../core/service.ts";
import type { AlarmDefinition } from "./alarm-definition.ts";
import { alarmArn } from "./alarm-operations.ts";
import type { StateChange } from "./alarms.ts";
import { isStatistic } from "./samples.ts";

export interface AlarmActionsOptions {
  readonly account: Account;
  readonly dispatcher: Dispatcher;
  /** Tells the operator what AWS would note in the alarm's history only: an action that failed. */
  readonly warn?: (message: string) => void;
}

/** CloudWatch's names of the statistics in its notifications. */
const STATISTICS: Readonly<Record<string, string>> = {
  Average: "AVERAGE",
  Maximum: "MAXIMUM",
  Minimum: "MINIMUM",
  SampleCount: "SAMPLE_COUNT",
  Sum: "SUM",
};

const MAX_SUBJECT = 100;
const TOPIC_ARN = /^arn:[^:]+:sns:[^:]+:\d{12}:[A-Za-z0-9_-]+$/;

/**
 * A listener for `Alarms.onStateChange` that publishes each change to the topics among the alarm's actions, as
 * `cloudwatch.amazonaws.com` and for the alarm: topic policy and key policy decide. Topics are the only actions.
 * Source: CloudWatch User Guide, "Notifying users on alarm changes".
 */
export function alarmActions({
  account,
  dispatcher,
  warn = (message) => process.emitWarning(message, "AlarmWarning"),
}: AlarmActionsOptions): (change: StateChange) => Promise<void> {
  const act = async (change: StateChange, action: string) => {
    const sourceArn = alarmArn(account, change.alarm.name);
    if (!TOPIC_ARN.test(action)) {
      warn(
        `The alarm ${change.alarm.name} did not perform ${action}: the local cloud notifies SNS topics only.`,
      );
      return;
    }
    const principal: Principal = { kind: "service", service: "cloudwatch.amazonaws.com", sourceArn };
    const Message = JSON.stringify(notification(account, change, sourceArn));
    try {
      await dispatcher.call(
        "sns",
        "Publish",
        { TopicArn: action, Subject: subject(account, change), Message },
        principal,
      );
    } catch (error) {
      warn(
        `The alarm ${change.alarm.name} went to ${change.state}, and its message to ${action} is lost: ${error instanceof Error ? error.message : error}`,
      );
    }
  };
  return async (change) => {
    if (!change.alarm.actionsEnabled) return;
    await Promise.all(actionsOf(change).map((action) => act(change, action)));
  };
}

function actionsOf({ alarm, state }: StateChange): readonly string[] {
  if (state === "ALARM") return alarm.alarmActions;
  return state === "OK" ? alarm.okActions : alarm.insufficientDataActions;
}

function subject(account: Account, { alarm, state }: StateChange): string {
  const text = `${state}: "${alarm.name}" in ${regionName(account.region)}`;
  return text.length <= MAX_SUBJECT ? text : `${text.slice(0, MAX_SUBJECT - 3)}...`;
}

function notification(
  account: Account,
  { alarm, state, previous, reason, at }: StateChange,
  arn: string,
): object {
  return {
    AlarmName: alarm.name,
    AlarmDescription: alarm.description === "" ? null : alarm.description,
    AWSAccountId: account.accountId,
    NewStateValue: state,
    NewStateReason: reason,
    StateChangeTime: new Date(at).toISOString().replace("Z", "+0000"),
    Region: regionName(account.region),
    AlarmArn: arn,
    OldStateValue: previous,
    OKActions: alarm.okActions,
    AlarmActions: alarm.alarmActions,
    InsufficientDataActions: alarm.insufficientDataActions,
    Trigger: trigger(alarm),
  };
}

function trigger(alarm: AlarmDefinition): object {
  const { metric, statistic } = alarm;
  return {
    MetricName: metric.name,
    Namespace: metric.namespace,
    ...(isStatistic(statistic)
      ? { StatisticType: "Statistic", Statistic: STATISTICS[statistic] }
      : { StatisticType: "ExtendedStatistic", ExtendedStatistic: statistic }),
    Unit: null,
    Dimensions: Object.entries(metric.dimensions).map(([name, value]) => ({ value, name })),
    Period: alarm.periodSeconds,
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    ComparisonOperator: alarm.comparison,
    Threshold: alarm.threshold,
    TreatMissingData: alarm.treatMissingData,
    EvaluateLowSampleCountPercentile: isStatistic(statistic) ? "" : alarm.evaluateLowSampleCountPercentiles,
  };
}

/** As notifications still write it: Europe's regions as `EU (…)`. One without a name goes by its code. */
function regionName(region: string): string {
  return REGIONS[region]?.replace(/^Europe/, "EU") ?? region;
}
