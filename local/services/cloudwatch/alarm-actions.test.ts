import assert from "node:assert/strict";
import type { PolicyStatement } from "../../core/access.ts";
import { ACCOUNT, queueArn, SnsHarness, topicArn } from "../sns/testing.ts";
import { alarmActions } from "./alarm-actions.ts";
import type { AlarmDefinition } from "./alarm-definition.ts";
import { CloudWatch } from "./cloudwatch.ts";

const MINUTE = 60_000;

const ALARM: AlarmDefinition = {
  name: "dead-letters",
  description: "Messages in the DLQ",
  metric: {
    namespace: "AWS/SQS",
    name: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: "dlq" },
  },
  statistic: "Maximum",
  comparison: "GreaterThanThreshold",
  threshold: 0,
  periodSeconds: 60,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  treatMissingData: "notBreaching",
  evaluateLowSampleCountPercentiles: "evaluate",
  actionsEnabled: true,
  alarmActions: [topicArn("alerts")],
  okActions: [],
  insufficientDataActions: [],
};

const cloudWatchMayUse = (alarm: string): PolicyStatement => ({
  Effect: "Allow",
  Principal: { Service: "cloudwatch.amazonaws.com" },
  Action: ["kms:GenerateDataKey*", "kms:Decrypt"],
  Resource: "*",
  Condition: {
    StringEquals: { "aws:SourceAccount": "000000000000" },
    ArnLike: { "aws:SourceArn": `arn:aws:cloudwatch:eu-west-1:000000000000:alarm:${alarm}` },
  },
});

describe("CloudWatch alarm actions", () => {
  let h: SnsHarness;
  let cloudWatch: CloudWatch;
  let warnings: string[];
  beforeEach(() => {
    h = new SnsHarness();
    warnings = [];
    cloudWatch = new CloudWatch({ account: ACCOUNT, clock: h.clock });
    cloudWatch.alarms.onStateChange(
      alarmActions({ account: ACCOUNT, dispatcher: h.dispatcher, warn: (message) => warnings.push(message) }),
    );
  });
  afterEach(() => {
    cloudWatch.close();
    h.close();
  });

  async function alerts(attributes: Readonly<Record<string, string>> = {}): Promise<string> {
    const topic = await h.topic("alerts", attributes);
    await h.subscribe(topic, await h.queue("mail", topic));
    return topic;
  }

  /** Puts the metric above the threshold for the minute that ends. */
  async function breach(): Promise<void> {
    cloudWatch.put({ ...ALARM.metric, value: 3, timestamp: h.clock.now() });
    await h.clock.advance(MINUTE);
  }

  it("publishes CloudWatch's message to the topic, which the default policy allows", async () => {
    const topic = await alerts();
    cloudWatch.alarms.put(ALARM);
    await breach();
    const { Subject, Message } = JSON.parse((await h.receive(queueArn("mail")))[0]?.Body ?? "{}");
    assert.equal(Subject, 'ALARM: "dead-letters" in EU (Ireland)');
    const { NewStateReason, StateChangeTime, ...message } = JSON.parse(Message);
    assert.match(NewStateReason, /was greater than the threshold \(0\.0\)/);
    assert.match(StateChangeTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/);
    assert.deepEqual(message, {
      AlarmName: "dead-letters",
      AlarmDescription: "Messages in the DLQ",
      AWSAccountId: "000000000000",
      NewStateValue: "ALARM",
      Region: "EU (Ireland)",
      AlarmArn: "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:dead-letters",
      OldStateValue: "INSUFFICIENT_DATA",
      OKActions: [],
      AlarmActions: [topic],
      InsufficientDataActions: [],
      Trigger: {
        MetricName: "ApproximateNumberOfMessagesVisible",
        Namespace: "AWS/SQS",
        StatisticType: "Statistic",
        Statistic: "MAXIMUM",
        Unit: null,
        Dimensions: [{ value: "dlq", name: "QueueName" }],
        Period: 60,
        EvaluationPeriods: 1,
        DatapointsToAlarm: 1,
        ComparisonOperator: "GreaterThanThreshold",
        Threshold: 0,
        TreatMissingData: "notBreaching",
        EvaluateLowSampleCountPercentile: "",
      },
    });
  });

  it("tells of the return to OK where there is an action for it, and of a percentile as one", async () => {
    const topic = await alerts();
    cloudWatch.alarms.put({
      ...ALARM,
      statistic: "p99",
      alarmActions: [],
      okActions: [topic],
      description: "",
    });
    await breach();
    await h.clock.advance(MINUTE);
    const received = await h.receive(queueArn("mail"));
    assert.equal(received.length, 1);
    const message = JSON.parse(JSON.parse(received[0]?.Body ?? "").Message);
    assert.deepEqual([message.OldStateValue, message.NewStateValue], ["ALARM", "OK"]);
    assert.equal(message.AlarmDescription, null);
    assert.equal(message.Trigger.ExtendedStatistic, "p99");
  });

  it("does nothing while actions are disabled", async () => {
    await alerts();
    cloudWatch.alarms.put({ ...ALARM, actionsEnabled: false });
    await breach();
    assert.equal(h.sum("NumberOfMessagesPublished"), 0);
    assert.deepEqual(warnings, []);
  });

  it("goes through a key that lets this alarm in", async () => {
    await alerts({ KmsMasterKeyId: h.key(cloudWatchMayUse("dead-*")) });
    cloudWatch.alarms.put(ALARM);
    await breach();
    assert.equal((await h.receive(queueArn("mail"))).length, 1);
  });

  for (const [what, statements] of [
    ["does not name CloudWatch", []],
    ["names another alarm", [cloudWatchMayUse("other")]],
  ] as const)
    it(`vanishes, but for a metric and a warning, at a key that ${what}`, async () => {
      await alerts({ KmsMasterKeyId: h.key(...statements) });
      cloudWatch.alarms.put(ALARM);
      await breach();
      await h.until("the metric", () => h.sum("NumberOfNotificationsFailed") === 1);
      assert.equal(h.sum("NumberOfMessagesPublished"), 0);
      await h.until("the warning", () => warnings.length === 1);
      assert.match(warnings[0] ?? "", /dead-letters went to ALARM.*kms:GenerateDataKey/);
    });

  it("is refused by a policy that does not name CloudWatch", async () => {
    const topic = await alerts({
      Policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: "sns:Publish",
            Resource: "*",
          },
        ],
      }),
    });
    cloudWatch.alarms.put({ ...ALARM, alarmActions: [topic, "arn:aws:automate:eu-west-1:ec2:stop"] });
    await breach();
    await h.until("both warnings", () => warnings.length === 2);
    assert.match(warnings.join(), /sns:Publish/);
    assert.match(warnings.join(), /notifies SNS topics only/);
  });
});
