import assert from "node:assert/strict";
import { mockStack } from "../../tests/kit/mock-stack.ts";
import { resolved } from "../../tests/kit/resolved.ts";
import { lookupAccount } from "../core/account.ts";
import { Key } from "../storage/key.ts";
import { Topic, type TopicArgs } from "./topic.ts";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const ARN = "arn:aws:sns:eu-west-1:111122223333:registered-dev";
const KEY_ARN = "arn:aws:kms:eu-west-1:111122223333:key/data";
const DENY_PLAIN_HTTP = {
  Sid: "DenyPlainHttp",
  Effect: "Deny",
  Principal: "*",
  Action: ["sns:Publish"],
  Resource: [ARN],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};

async function deploy(args: Partial<TopicArgs> = {}) {
  const made: Topic[] = [];
  const stack = await mockStack(() => {
    const account = lookupAccount();
    const key = new Key("data", { account, description: "Data", protect: false });
    made.push(new Topic("registered", { account, key, ...args }));
  });
  const [topic] = made;
  assert.ok(topic);
  const { inputs } = stack.find("aws:sns/topicPolicy:TopicPolicy", "registered");
  assert.equal(inputs.arn, ARN);
  return { stack, topic, statements: JSON.parse(String(inputs.policy)).Statement };
}

describe("Topic", () => {
  it("is encrypted with the key", async () => {
    const { inputs, deleteBeforeReplace } = (await deploy()).stack.find("aws:sns/topic:Topic", "registered");
    assert.deepEqual(inputs, { name: "registered-dev", kmsMasterKeyId: KEY_ARN });
    assert.equal(deleteBeforeReplace, true);
  });

  it("takes no service's messages, and nobody's without TLS", async () => {
    assert.deepEqual((await deploy()).statements, [DENY_PLAIN_HTTP]);
  });

  it("takes messages of this account's alarms when told so", async () => {
    assert.deepEqual((await deploy({ alarms: true })).statements, [
      {
        Sid: "CloudWatchAlarms",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: ["sns:Publish"],
        Resource: [ARN],
        Condition: {
          ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:*" },
          StringEquals: { "aws:SourceAccount": "111122223333" },
        },
      },
      DENY_PLAIN_HTTP,
    ]);
  });

  it("takes events of EventBridge when told so, without a condition, which would keep all of them out", async () => {
    assert.deepEqual((await deploy({ events: true })).statements, [
      DENY_PLAIN_HTTP,
      {
        Sid: "EventBridge",
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: ["sns:Publish"],
        Resource: [ARN],
      },
    ]);
  });

  it("grants to publish, with the key but only through SNS", async () => {
    const { topic } = await deploy();
    assert.deepEqual(await resolved(topic.publisher("TOPIC_ARN")), {
      env: { TOPIC_ARN: ARN },
      statements: [
        { Sid: "RegisteredTopic", Effect: "Allow", Action: ["sns:Publish"], Resource: [ARN] },
        {
          Sid: "RegisteredTopicKey",
          Effect: "Allow",
          Action: ["kms:Decrypt", "kms:GenerateDataKey"],
          Resource: [KEY_ARN],
          Condition: { StringEquals: { "kms:ViaService": "sns.eu-west-1.amazonaws.com" } },
        },
      ],
    });
  });

  it("has an alarm for lost messages where somebody is to hear of them", async () => {
    assert.deepEqual((await deploy()).stack.names(ALARM), []);
    const { inputs } = (await deploy({ alarmActions: ["arn:operators"] })).stack.find(
      ALARM,
      "registered-lost",
    );
    assert.deepEqual(
      [inputs.namespace, inputs.metricName, inputs.dimensions, inputs.threshold, inputs.alarmActions],
      [
        "AWS/SNS",
        "NumberOfNotificationsFailedToRedriveToDlq",
        { TopicName: "registered-dev" },
        0,
        ["arn:operators"],
      ],
    );
  });
});
