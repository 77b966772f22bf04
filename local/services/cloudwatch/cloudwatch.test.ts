import assert from "node:assert/strict";
import { Clock } from "../../core/clock.ts";
import { Dispatcher } from "../../core/service.ts";
import type { StateChange } from "./alarms.ts";
import { CloudWatch } from "./cloudwatch.ts";

const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const root = { kind: "root", arn: "arn:aws:iam::000000000000:root" } as const;
const MINUTE = 60_000;

const ALARM = {
  AlarmName: "dead-letters",
  Namespace: "AWS/SQS",
  MetricName: "ApproximateNumberOfMessagesVisible",
  Dimensions: [{ Name: "QueueName", Value: "dlq" }],
  Statistic: "Maximum",
  ComparisonOperator: "GreaterThanThreshold",
  Threshold: "0",
  Period: "60",
  EvaluationPeriods: "1",
  TreatMissingData: "notBreaching",
};

describe("CloudWatch", () => {
  let clock: Clock;
  let cloudWatch: CloudWatch;
  let dispatcher: Dispatcher;
  let changes: StateChange[];

  beforeEach(() => {
    clock = new Clock();
    cloudWatch = new CloudWatch({ account, clock });
    dispatcher = new Dispatcher({ authorize: () => {} });
    dispatcher.register(cloudWatch.service);
    changes = [];
    cloudWatch.alarms.onStateChange((change) => changes.push(change));
  });
  afterEach(() => {
    cloudWatch.close();
    clock.close();
  });

  const call = <T = unknown>(operation: string, input: object) =>
    dispatcher.call<T>("monitoring", operation, input, root);
  const put = (value: number, name = "Latency") =>
    call("PutMetricData", { Namespace: "Shop", MetricData: [{ MetricName: name, Value: String(value) }] });
  const states = () => changes.map(({ state }) => state);

  it("answers the statistics and percentiles of what was put", async () => {
    for (let value = 1; value <= 100; value++) await put(value);
    const { Datapoints } = await call<{ Datapoints: Record<string, unknown>[] }>("GetMetricStatistics", {
      Namespace: "Shop",
      MetricName: "Latency",
      StartTime: new Date(clock.now() - MINUTE).toISOString(),
      EndTime: new Date(clock.now() + MINUTE).toISOString(),
      Period: "3600",
      Statistics: ["Sum", "Average", "Minimum", "Maximum", "SampleCount"],
      ExtendedStatistics: ["p50", "p99"],
    });
    assert.equal(Datapoints.length, 1);
    const { Timestamp, ...point } = Datapoints[0] ?? {};
    assert.ok(Timestamp);
    assert.deepEqual(point, {
      Sum: 5050,
      Average: 50.5,
      Minimum: 1,
      Maximum: 100,
      SampleCount: 100,
      ExtendedStatistics: { p50: 50.5, p99: 99.01 },
    });
  });

  it("lets an alarm on a sampled gauge fire and clear", async () => {
    let depth = 0;
    cloudWatch.addGauge((now) => [
      {
        namespace: "AWS/SQS",
        name: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: "dlq" },
        value: depth,
        timestamp: now,
      },
    ]);
    await call("PutMetricAlarm", ALARM);
    await clock.advance(MINUTE);
    depth = 3;
    await clock.advance(MINUTE);
    depth = 0;
    await clock.advance(MINUTE);
    assert.deepEqual(states(), ["OK", "ALARM", "OK"]);
    assert.match(
      changes[1]?.reason ?? "",
      /1 of the last 1 datapoint\(s\) \(3\) is GreaterThanThreshold \(0\)/,
    );
  });

  for (const [treatment, expected] of [
    ["missing", []],
    ["ignore", []],
    ["notBreaching", ["OK"]],
    ["breaching", ["ALARM"]],
  ] as const) {
    it(`treats missing data as ${treatment}`, async () => {
      await call("PutMetricAlarm", { ...ALARM, TreatMissingData: treatment });
      await clock.advance(2 * MINUTE);
      assert.deepEqual(states(), expected);
    });
  }

  for (const [setting, few, expected] of [
    ["evaluate", 3, ["ALARM", "OK", "ALARM", "OK"]],
    ["ignore", 3, []],
    ["ignore", 1000, ["ALARM", "OK", "ALARM"]],
  ] as const) {
    it(`lets an alarm on p99 ${setting} low counts, of ${few} samples`, async () => {
      const { Statistic: _, ...alarm } = ALARM;
      await call("PutMetricAlarm", {
        ...alarm,
        ExtendedStatistic: "p99",
        EvaluateLowSampleCountPercentile: setting,
        Threshold: "5",
      });
      const minute = async (value: number, count: number) => {
        for (let sample = 0; sample < count; sample++)
          cloudWatch.put({
            namespace: ALARM.Namespace,
            name: ALARM.MetricName,
            dimensions: { QueueName: "dlq" },
            value,
            timestamp: clock.now(),
          });
        await clock.advance(MINUTE);
      };
      await minute(9, few);
      await minute(1, few);
      await minute(9, few);
      await minute(1, 3);
      assert.deepEqual(states(), expected);
    });
  }

  it("asks for M of N datapoints", async () => {
    await call("PutMetricAlarm", {
      ...ALARM,
      Namespace: "Shop",
      MetricName: "Errors",
      Dimensions: [],
      EvaluationPeriods: "3",
      DatapointsToAlarm: "2",
    });
    await put(1, "Errors");
    await clock.advance(MINUTE);
    assert.deepEqual(states(), ["OK"]);
    await put(1, "Errors");
    await clock.advance(MINUTE);
    assert.deepEqual(states(), ["OK", "ALARM"]);
    await clock.advance(2 * MINUTE);
    assert.deepEqual(states(), ["OK", "ALARM", "OK"]);
  });

  for (const [what, change, message] of [
    ["a reserved period", { Period: "45" }, /multiple of 60/],
    ["more than a day", { Period: "300", EvaluationPeriods: "300" }, /86400 seconds/],
    ["M above N", { DatapointsToAlarm: "2" }, /DatapointsToAlarm/],
    ["an unknown comparison", { ComparisonOperator: "Above" }, /ComparisonOperator Above/],
    ["an unknown treatment", { TreatMissingData: "panic" }, /TreatMissingData panic/],
    ["an unknown statistic", { Statistic: "Median" }, /Statistic Median/],
    ["two statistics", { ExtendedStatistic: "p99" }, /Exactly one/],
    ["a name of 256 characters", { AlarmName: "a".repeat(256) }, /AlarmName/],
    ["an action that is no ARN", { AlarmActions: ["operators"] }, /Invalid arn syntax/],
  ] as const) {
    it(`refuses an alarm with ${what}`, async () => {
      await assert.rejects(call("PutMetricAlarm", { ...ALARM, ...change }), message);
    });
  }

  it("keeps AWS's own namespaces for AWS", async () => {
    await assert.rejects(call("PutMetricData", { Namespace: "AWS/SQS", MetricData: [] }), /reserved/);
  });

  it("refuses a dashboard that is no dashboard", async () => {
    const dashboard = (DashboardBody: string) =>
      call("PutDashboard", { DashboardName: "orders", DashboardBody });
    await assert.rejects(dashboard("{"), /not a JSON object/);
    await assert.rejects(dashboard("{}"), /no list of widgets/);
    await assert.rejects(dashboard('{"widgets":[{}]}'), /\/widgets\/0/);
    await dashboard('{"widgets":[{"type":"metric","properties":{}}]}');
  });
});
