import assert from "node:assert/strict";
import { mockStack } from "../../tests/kit/mock-stack.ts";
import { resolved } from "../../tests/kit/resolved.ts";
import { lookupAccount } from "../core/account.ts";
import { Key } from "../storage/key.ts";
import { Queue, type QueueArgs } from "./queue.ts";

const QUEUE = "aws:sqs/queue:Queue";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const KEY_ARN = "arn:aws:kms:eu-west-1:111122223333:key/data";
const ARN = "arn:aws:sqs:eu-west-1:111122223333:order-events-dev";
const DLQ_ARN = "arn:aws:sqs:eu-west-1:111122223333:order-events-dlq-dev";
const DLQ_URL = "https://sqs.eu-west-1.amazonaws.com/111122223333/order-events-dlq-dev";

async function deploy(args: Partial<QueueArgs> = {}) {
  const made: Queue[] = [];
  const stack = await mockStack(() => {
    const key = new Key("data", { account: lookupAccount(), description: "Data", protect: false });
    const settings = { visibilityTimeoutSeconds: 30, retentionDays: 14, maxReceiveCount: 3, protect: false };
    made.push(new Queue("order-events", { ...settings, key, ...args }));
  });
  const [queue] = made;
  assert.ok(queue);
  return { stack, queue };
}

describe("Queue", () => {
  it("is encrypted and hands over to its dead-letter queue after three receives", async () => {
    const { stack } = await deploy();
    const { redrivePolicy, ...inputs } = stack.find(QUEUE, "order-events").inputs;
    assert.deepEqual(inputs, {
      name: "order-events-dev",
      visibilityTimeoutSeconds: 30,
      messageRetentionSeconds: 1_209_600,
      kmsMasterKeyId: KEY_ARN,
    });
    assert.deepEqual(JSON.parse(String(redrivePolicy)), { deadLetterTargetArn: DLQ_ARN, maxReceiveCount: 3 });
  });

  it("has a dead-letter queue that keeps messages as long, and takes them from this queue only", async () => {
    const { stack } = await deploy();
    assert.deepEqual(stack.find(QUEUE, "order-events-dlq").inputs, {
      name: "order-events-dlq-dev",
      messageRetentionSeconds: 1_209_600,
      kmsMasterKeyId: KEY_ARN,
    });
    const { queueUrl, redriveAllowPolicy } = stack.find(
      "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
      "order-events-dlq",
    ).inputs;
    assert.equal(queueUrl, DLQ_URL);
    assert.deepEqual(JSON.parse(String(redriveAllowPolicy)), {
      redrivePermission: "byQueue",
      sourceQueueArns: [ARN],
    });
    assert.deepEqual(stack.find(QUEUE, "order-events-dlq").dependencies, ["aws:kms/key:Key::data"]);
  });

  for (const [name, arn] of [
    ["order-events", ARN],
    ["order-events-dlq", DLQ_ARN],
  ] as const) {
    it(`refuses requests to ${name} without TLS, and allows nobody anything`, async () => {
      const { stack } = await deploy();
      const { policy } = stack.find("aws:sqs/queuePolicy:QueuePolicy", name).inputs;
      assert.deepEqual(JSON.parse(String(policy)), {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "DenyPlainHttp",
            Effect: "Deny",
            Principal: "*",
            Action: ["sqs:*"],
            Resource: [arn],
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ],
      });
    });
  }

  it("raises an alarm on the first dead letter and on messages that wait for five minutes", async () => {
    const { stack } = await deploy({ alarmActions: ["arn:aws:sns:eu-west-1:111122223333:operators"] });
    assert.deepEqual(stack.names(ALARM), ["order-events-age", "order-events-dlq-depth"]);
    const { alarmDescription, ...inputs } = stack.find(ALARM, "order-events-dlq-depth").inputs;
    assert.match(String(alarmDescription), /failed 3 times.*redrive the dead-letter queue/);
    assert.deepEqual(inputs, {
      name: "order-events-dlq-depth-dev",
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: "order-events-dlq-dev" },
      statistic: "Maximum",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      period: 60,
      evaluationPeriods: 1,
      treatMissingData: "notBreaching",
      alarmActions: ["arn:aws:sns:eu-west-1:111122223333:operators"],
      okActions: ["arn:aws:sns:eu-west-1:111122223333:operators"],
    });
    const age = stack.find(ALARM, "order-events-age").inputs;
    assert.equal(age.metricName, "ApproximateAgeOfOldestMessage");
    assert.equal(age.threshold, 300);
    assert.deepEqual(age.dimensions, { QueueName: "order-events-dev" });
  });

  it("protects both queues when told so", async () => {
    const { stack } = await deploy({ protect: true });
    for (const name of stack.names(QUEUE)) assert.equal(stack.find(QUEUE, name).protect, true);
  });

  const keyStatement = (actions: readonly string[]) => ({
    Sid: "OrderEventsQueueKey",
    Effect: "Allow",
    Action: actions,
    Resource: [KEY_ARN],
    Condition: { StringEquals: { "kms:ViaService": "sqs.eu-west-1.amazonaws.com" } },
  });

  it("grants a sender SendMessage and what the key needs to encrypt", async () => {
    const { queue } = await deploy();
    assert.deepEqual(await resolved(queue.sender("ORDER_EVENTS_URL")), {
      env: { ORDER_EVENTS_URL: "https://sqs.eu-west-1.amazonaws.com/111122223333/order-events-dev" },
      statements: [
        { Sid: "OrderEventsQueue", Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [ARN] },
        keyStatement(["kms:Decrypt", "kms:GenerateDataKey"]),
      ],
    });
  });

  it("grants a consumer what an event source mapping needs, and decryption", async () => {
    const { queue } = await deploy();
    assert.deepEqual(await resolved(queue.consumer()), {
      env: {},
      statements: [
        {
          Sid: "OrderEventsQueue",
          Effect: "Allow",
          Action: ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
          Resource: [ARN],
        },
        keyStatement(["kms:Decrypt"]),
      ],
    });
  });
});
