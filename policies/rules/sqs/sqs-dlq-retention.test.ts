import { describeGraphRule, json, ref, resource } from "../../lib/testing/graph-rule.ts";
import { sqsDlqRetention } from "./sqs-dlq-retention.ts";

const QUEUE = "aws:sqs/queue:Queue";

describeGraphRule(sqsDlqRetention, {
  good: [
    resource(QUEUE, "orders", {
      messageRetentionSeconds: 1_209_600,
      redrivePolicy: json({ deadLetterTargetArn: ref("dlq"), maxReceiveCount: 3 }),
    }),
    resource(QUEUE, "dlq", { messageRetentionSeconds: 1_209_600 }),
  ],
  bad: {
    "kept for less, by a policy of its own": {
      set: { orders: { redrivePolicy: undefined }, dlq: { messageRetentionSeconds: 86_400 } },
      plus: [
        resource("aws:sqs/redrivePolicy:RedrivePolicy", "policy", {
          queueUrl: ref("orders", "url"),
          redrivePolicy: json({ deadLetterTargetArn: ref("dlq"), maxReceiveCount: 3 }),
        }),
      ],
      on: ["policy"],
    },
    "kept for less": { set: { dlq: { messageRetentionSeconds: 86_400 } }, on: ["orders"] },
    "kept for SQS's four days": { set: { dlq: { messageRetentionSeconds: undefined } }, on: ["orders"] },
  },
  nearMisses: {
    "both keep for four days": {
      set: { orders: { messageRetentionSeconds: undefined }, dlq: { messageRetentionSeconds: undefined } },
    },
    "both keep for a day": {
      set: { orders: { messageRetentionSeconds: 86_400 }, dlq: { messageRetentionSeconds: 86_400 } },
    },
  },
  notApplicable: {
    "no dead-letter queue": { set: { orders: { redrivePolicy: undefined } } },
    "FIFO queues, where a message's age begins anew": {
      set: { orders: { fifoQueue: true }, dlq: { fifoQueue: true, messageRetentionSeconds: 86_400 } },
    },
  },
});
