import { describeGraphRule, json, ref, resource } from "../../lib/testing/graph-rule.ts";
import { sqsKeyReachable } from "./sqs-key-reachable.ts";

const policy = (service: string, ...actions: string[]) =>
  json({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: [service] }, Action: actions, Resource: "*" }],
  });
const SENDING = ["kms:GenerateDataKey", "kms:Decrypt"];

describeGraphRule(sqsKeyReachable, {
  good: [
    resource("aws:kms/key:Key", "key", { policy: policy("events.amazonaws.com", ...SENDING) }),
    resource("aws:sqs/queue:Queue", "queue", { kmsMasterKeyId: ref("key") }),
    resource("aws:cloudwatch/eventTarget:EventTarget", "target", { arn: ref("queue") }),
  ],
  bad: {
    "a key that leaves EventBridge out": {
      set: { key: { policy: policy("sns.amazonaws.com", ...SENDING) } },
      on: ["queue"],
    },
    "a key that EventBridge may not decrypt with, as SQS asks of it": {
      set: { key: { policy: policy("events.amazonaws.com", "kms:GenerateDataKey") } },
      on: ["queue"],
    },
    "AWS's own key": { set: { queue: { kmsMasterKeyId: "alias/aws/sqs" } }, on: ["queue"] },
    "a bucket that tells of its objects": {
      without: ["target"],
      plus: [
        resource("aws:s3/bucketNotification:BucketNotification", "notification", {
          queues: [{ queueArn: ref("queue"), events: ["s3:ObjectCreated:*"] }],
        }),
      ],
      on: ["queue"],
    },
  },
  nearMisses: {
    "all that the key does": { set: { key: { policy: policy("events.amazonaws.com", "kms:*") } } },
  },
  notApplicable: {
    "nobody who sends": { without: ["target"] },
    "a queue that SQS encrypts": {
      set: { queue: { kmsMasterKeyId: undefined, sqsManagedSseEnabled: true } },
    },
  },
});
