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
    const at = String.raw`\d\d/\d\d/\d\d \d\d:\d\d:00`;
    for (const [index, reason] of [
      String.raw`1 datapoint \[0\.0 \(${at}\)\] was not greater than the threshold \(0\.0\)\.`,
      String.raw`1 out of the last 1 datapoints \[3\.0 \(${at}\)\] was greater than the threshold \(0\.0\) \(minimum 1 datapoint for OK -> ALARM transition\)\.`,
      String.raw`1 out of the last 1 datapoints \[0\.0 \(${at}\)\] was not greater than the threshold \(0\.0\) \(minimum 1 datapoint for ALARM -> OK transition\)\.`,
    ].entries())
      assert.match(changes[index]?.reason ?? "", new RegExp(`^Threshold Crossed: ${reason}$`));
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
      for (const { reason } of changes)
        assert.match(
          reason,
          /^Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as \[(NonB|B)reaching\]\.$/,
        );
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

  describe("GetMetricData", () => {
    interface Result {
      readonly Id: string;
      readonly Label: string;
      readonly Timestamps: readonly Date[];
      readonly Values: readonly number[];
      readonly StatusCode: string;
    }
    const start = Math.floor(Date.now() / (5 * MINUTE)) * 5 * MINUTE;
    const metric = (MetricName: string, Stat = "Sum", Period = 60) => ({
      MetricStat: { Metric: { Namespace: "Shop", MetricName }, Period, Stat },
    });
    const getData = async (MetricDataQueries: object[], extra: object = {}) => {
      const { MetricDataResults } = await call<{ MetricDataResults: Result[] }>("GetMetricData", {
        MetricDataQueries,
        StartTime: new Date(start),
        EndTime: start / 1000 + 300,
        ScanBy: "TimestampAscending",
        ...extra,
      });
      return MetricDataResults;
    };
    const values = (results: readonly Result[]) => results.map(({ Id, Values }) => [Id, Values]);

    beforeEach(async () => {
      for (const [minute, Values, Counts] of [
        [0, [1, 2], [1, 3]],
        [1, [5], [1]],
        [3, [4], [2]],
      ] as const)
        await call("PutMetricData", {
          Namespace: "Shop",
          MetricData: [{ MetricName: "Calls", Values, Counts, Timestamp: (start + minute * MINUTE) / 1000 }],
        });
    });

    it("answers statistics by period, in the order that is asked for", async () => {
      const [minutes, all, p50] = await getData([
        { Id: "m", ...metric("Calls") },
        { Id: "all", Label: "in all", ...metric("Calls", "SampleCount", 300) },
        { Id: "median", ...metric("Calls", "p50", 300) },
      ]);
      assert.deepEqual(minutes?.Values, [7, 5, 8]);
      assert.deepEqual(
        minutes?.Timestamps.map((time) => (time.getTime() - start) / MINUTE),
        [0, 1, 3],
      );
      assert.deepEqual([all?.Label, all?.Values], ["in all", [7]]);
      assert.deepEqual(p50?.Values, [2]);
      const [latest] = await getData([{ Id: "m", ...metric("Calls") }], {
        ScanBy: "TimestampDescending",
        MaxDatapoints: 2,
      });
      assert.deepEqual([latest?.Values, latest?.StatusCode], [[8, 5], "PartialData"]);
    });

    it("calculates with them, and hides what is only calculated with", async () => {
      const results = await getData([
        { Id: "m", ReturnData: false, ...metric("Calls") },
        { Id: "e", Expression: "FILL(twice, 0) + 1" },
        { Id: "twice", Expression: "m * 2" },
      ]);
      assert.deepEqual(values(results), [
        ["e", [15, 11, 1, 17, 1]],
        ["twice", [14, 10, 16]],
      ]);
    });

    const refused: readonly [what: string, queries: object[], message: RegExp][] = [
      [
        "an id twice",
        [
          { Id: "m", ...metric("A") },
          { Id: "m", ...metric("B") },
        ],
        /m is there twice/,
      ],
      ["an id in capitals", [{ Id: "M", ...metric("A") }], /small letter/],
      ["neither metric nor expression", [{ Id: "m" }], /either a MetricStat or an Expression/],
      ["an unknown id", [{ Id: "e", Expression: "x + 1" }], /The id x/],
      [
        "a circle",
        [
          { Id: "a", Expression: "b" },
          { Id: "b", Expression: "a" },
        ],
        /refers to itself/,
      ],
      ["half a minute", [{ Id: "m", ...metric("A", "Sum", 30) }], /multiple of 60/],
      ["an unknown statistic", [{ Id: "m", ...metric("A", "Mode") }], /Mode/],
      ["no query", [], /1 to 500/],
    ];
    for (const [what, queries, message] of refused)
      it(`refuses ${what}`, () => assert.rejects(getData(queries), message));
  });

  it("lists metrics by namespace, name and dimension", async () => {
    for (const [queue, value] of [
      ["a", 1],
      ["b", 2],
    ] as const)
      await call("PutMetricData", {
        Namespace: "Shop",
        MetricData: [
          { MetricName: "Depth", Value: value, Dimensions: [{ Name: "queue", Value: queue }] },
          { MetricName: "Plain", Value: value },
        ],
      });
    const names = async (input: object) =>
      (await call<{ Metrics: { MetricName: string }[] }>("ListMetrics", input)).Metrics.map(
        ({ MetricName }) => MetricName,
      );
    assert.deepEqual((await names({ Namespace: "Shop" })).sort(), ["Depth", "Depth", "Plain"]);
    assert.deepEqual(await names({ Dimensions: [{ Name: "queue", Value: "b" }] }), ["Depth"]);
    assert.deepEqual(await names({ Dimensions: [{ Name: "queue" }] }), ["Depth", "Depth"]);
    assert.deepEqual(await names({ MetricName: "Depth", Dimensions: [{ Name: "other" }] }), []);
  });

  describe("alarms over the API", () => {
    const history = async (input: object = {}) =>
      (
        await call<{ AlarmHistoryItems: { HistoryItemType: string; HistorySummary: string }[] }>(
          "DescribeAlarmHistory",
          input,
        )
      ).AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary);

    it("set a state until the next evaluation, and remember what happened", async () => {
      await call("PutMetricAlarm", ALARM);
      await call("SetAlarmState", { AlarmName: "dead-letters", StateValue: "ALARM", StateReason: "a drill" });
      assert.deepEqual(states(), ["ALARM"]);
      assert.equal(changes[0]?.reason, "a drill");
      await clock.advance(MINUTE);
      assert.deepEqual(states(), ["ALARM", "OK"]);
      assert.deepEqual(await history(), [
        "Alarm updated from ALARM to OK",
        "Alarm updated from INSUFFICIENT_DATA to ALARM",
        'Alarm "dead-letters" created',
      ]);
      assert.deepEqual(await history({ HistoryItemType: "ConfigurationUpdate" }), [
        'Alarm "dead-letters" created',
      ]);
      assert.deepEqual(await history({ AlarmName: "other" }), []);
      assert.equal((await history({ ScanBy: "TimestampAscending", MaxRecords: 1 })).length, 1);
      await assert.rejects(call("SetAlarmState", { AlarmName: "gone", StateValue: "OK", StateReason: "x" }), {
        code: "ResourceNotFound",
      });
      await assert.rejects(
        call("SetAlarmState", { AlarmName: "dead-letters", StateValue: "FINE", StateReason: "x" }),
        /FINE/,
      );
    });

    it("enable and disable actions, and find alarms by metric, action and page", async () => {
      const AlarmActions = ["arn:aws:sns:eu-west-1:000000000000:operators"];
      await call("PutMetricAlarm", { ...ALARM, AlarmActions });
      await call("PutMetricAlarm", { ...ALARM, AlarmName: "other", MetricName: "Other" });
      await call("DisableAlarmActions", { AlarmNames: ["dead-letters"] });
      interface Described {
        readonly MetricAlarms: readonly { readonly AlarmName: string; readonly ActionsEnabled: boolean }[];
        readonly NextToken?: string;
      }
      const describe = (input: object) => call<Described>("DescribeAlarms", input);
      const { MetricAlarms } = await describe({ ActionPrefix: "arn:aws:sns" });
      assert.deepEqual(
        MetricAlarms.map(({ AlarmName, ActionsEnabled }) => [AlarmName, ActionsEnabled]),
        [["dead-letters", false]],
      );
      const first = await describe({ MaxRecords: 1 });
      const second = await describe({ MaxRecords: 1, NextToken: first.NextToken });
      assert.deepEqual(
        [...first.MetricAlarms, ...second.MetricAlarms].map(({ AlarmName }) => AlarmName),
        ["dead-letters", "other"],
      );
      const { Namespace, MetricName, Dimensions } = ALARM;
      const onMetric = await call<Described>("DescribeAlarmsForMetric", {
        Namespace,
        MetricName,
        Dimensions,
      });
      assert.deepEqual(
        onMetric.MetricAlarms.map(({ AlarmName }) => AlarmName),
        ["dead-letters"],
      );
      await call("EnableAlarmActions", { AlarmNames: ["dead-letters"] });
      assert.equal(cloudWatch.alarms.get("dead-letters")?.definition.actionsEnabled, true);
    });
  });

  it("keeps dashboards", async () => {
    const DashboardBody = JSON.stringify({ widgets: [{ type: "text", properties: {} }] });
    await call("PutDashboard", { DashboardName: "d", DashboardBody });
    const shown = await call<{ DashboardBody: string }>("GetDashboard", { DashboardName: "d" });
    assert.equal(shown.DashboardBody, DashboardBody);
    const { DashboardEntries } = await call<{ DashboardEntries: { DashboardName: string }[] }>(
      "ListDashboards",
      {},
    );
    assert.deepEqual(
      DashboardEntries.map(({ DashboardName }) => DashboardName),
      ["d"],
    );
    await call("DeleteDashboards", { DashboardNames: ["d"] });
    await assert.rejects(call("GetDashboard", { DashboardName: "d" }), { code: "ResourceNotFound" });
  });
});
