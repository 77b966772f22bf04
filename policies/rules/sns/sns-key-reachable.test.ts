import { describeGraphRule, json, ref, resource } from "../../lib/testing/graph-rule.ts";
import { snsKeyReachable } from "./sns-key-reachable.ts";

const policy = (...services: string[]) =>
  json({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: services },
        Action: ["kms:GenerateDataKey*", "kms:Decrypt"],
        Resource: "*",
      },
    ],
  });

describeGraphRule(snsKeyReachable, {
  good: [
    resource("aws:kms/key:Key", "key", { policy: policy("cloudwatch.amazonaws.com", "sns.amazonaws.com") }),
    resource("aws:sns/topic:Topic", "topic", { kmsMasterKeyId: ref("key", "id") }),
    resource("aws:cloudwatch/metricAlarm:MetricAlarm", "alarm", { alarmActions: [ref("topic")] }),
    resource("aws:sqs/queue:Queue", "queue", { kmsMasterKeyId: ref("key") }),
    resource("aws:sns/topicSubscription:TopicSubscription", "subscription", {
      topic: ref("topic"),
      protocol: "sqs",
      endpoint: ref("queue"),
    }),
  ],
  bad: {
    "AWS's own key for alarms": { set: { topic: { kmsMasterKeyId: "alias/aws/sns" } }, on: ["topic"] },
    "a key that leaves CloudWatch out": {
      set: { key: { policy: policy("sns.amazonaws.com") } },
      on: ["topic"],
    },
    "a queue's key that leaves SNS out": {
      set: { key: { policy: policy("cloudwatch.amazonaws.com") } },
      on: ["topic"],
    },
    "a rule's target": {
      without: ["alarm"],
      plus: [resource("aws:cloudwatch/eventTarget:EventTarget", "target", { arn: ref("topic") })],
      on: ["topic"],
    },
  },
  nearMisses: { "a queue that SQS encrypts": { set: { queue: { kmsMasterKeyId: undefined } } } },
  notApplicable: {
    "nothing encrypted": {
      set: { topic: { kmsMasterKeyId: undefined }, queue: { kmsMasterKeyId: undefined } },
    },
  },
});
