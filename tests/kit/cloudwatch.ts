import type { Platform } from "../../local/platform.ts";

export interface AlarmDescription {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly AlarmActions: readonly string[];
  readonly OKActions: readonly string[];
  readonly StateValue: "OK" | "ALARM" | "INSUFFICIENT_DATA";
}

export async function describeAlarms(platform: Platform): Promise<readonly AlarmDescription[]> {
  const { MetricAlarms } = await platform.callAsRoot<{ MetricAlarms: AlarmDescription[] }>(
    "monitoring",
    "DescribeAlarms",
    {},
  );
  return MetricAlarms;
}

/** @throws {Error} when there is no such alarm */
export async function alarmState(platform: Platform, name: string): Promise<AlarmDescription["StateValue"]> {
  const alarm = (await describeAlarms(platform)).find(({ AlarmName }) => AlarmName === name);
  if (alarm === undefined) throw new Error(`There is no alarm ${name}.`);
  return alarm.StateValue;
}

/** What a metric has counted in the last day. */
export async function metricSum(
  { cloud }: Pick<Platform, "cloud">,
  namespace: string,
  name: string,
  dimensions: Readonly<Record<string, string>>,
): Promise<number> {
  const now = cloud.clock.now();
  const { Datapoints } = await cloud.dispatcher.call<{ Datapoints: { Sum: number }[] }>(
    "monitoring",
    "GetMetricStatistics",
    {
      Namespace: namespace,
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      StartTime: new Date(now - 86_400_000).toISOString(),
      EndTime: new Date(now + 60_000).toISOString(),
      Period: 3600,
      Statistics: ["Sum"],
    },
    cloud.iam.rootPrincipal,
  );
  return Datapoints.reduce((sum, { Sum }) => sum + Sum, 0);
}
