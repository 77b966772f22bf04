import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { NAME_LIMITS, physicalName } from "./names.ts";

/** ARNs that are told when an alarm goes off and when it is over, such as an SNS topic's. */
export type AlarmActions = readonly pulumi.Input<string>[];

export interface AlarmArgs {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
  /** `Sum`, `Maximum`, …, or a percentile such as `p99`. */
  readonly statistic: "Sum" | "Maximum" | `p${number}`;
  /** The alarm goes off above this, not at it. */
  readonly threshold: number;
  /** Default 300. */
  readonly periodSeconds?: number;
  /** How many periods in a row have to be above the threshold. Default 1. */
  readonly evaluationPeriods?: number;
  /** One sentence: what it means for customers when this goes off. */
  readonly why: string;
  /** One sentence: what the operator does first. */
  readonly whatToDo: string;
  readonly actions?: AlarmActions | undefined;
}

/** An alarm that tells its reader why it matters and what to do. No data counts as well: what is idle is not broken. */
export function createAlarm(
  name: string,
  args: AlarmArgs,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  const { statistic, actions } = args;
  return new aws.cloudwatch.MetricAlarm(
    name,
    {
      name: physicalName(NAME_LIMITS.alarm, name),
      alarmDescription: `${args.why} ${args.whatToDo}`,
      namespace: args.namespace,
      metricName: args.metricName,
      dimensions: args.dimensions,
      // Ignoring low counts would leave out every period of fewer than 1000 runs: of the rarely run, all of them.
      ...(statistic.startsWith("p")
        ? { extendedStatistic: statistic, evaluateLowSampleCountPercentiles: "evaluate" }
        : { statistic }),
      comparisonOperator: "GreaterThanThreshold",
      threshold: args.threshold,
      period: args.periodSeconds ?? 300,
      evaluationPeriods: args.evaluationPeriods ?? 1,
      treatMissingData: "notBreaching",
      ...(actions !== undefined && { alarmActions: [...actions], okActions: [...actions] }),
    },
    opts,
  );
}
