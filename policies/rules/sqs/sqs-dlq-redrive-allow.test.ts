import { describeGraphRule, json, ref, resource } from "../../lib/testing/graph-rule.ts";
import { sqsDlqRedriveAllow } from "./sqs-dlq-redrive-allow.ts";

const QUEUE = "aws:sqs/queue:Queue";

describeGraphRule(sqsDlqRedriveAllow, {
  good: [
    resource(QUEUE, "orders", {
      redrivePolicy: json({ deadLetterTargetArn: ref("dlq"), maxReceiveCount: 3 }),
    }),
    resource(QUEUE, "dlq"),
    resource("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy", "allow", {
      queueUrl: ref("dlq", "url"),
      redriveAllowPolicy: json({ redrivePermission: "byQueue", sourceQueueArns: [ref("orders")] }),
    }),
  ],
  bad: { "open to any queue": { without: ["allow"], on: ["dlq"] } },
  nearMisses: {
    "by a property of its own": {
      without: ["allow"],
      set: { dlq: { redriveAllowPolicy: '{"redrivePermission":"denyAll"}' } },
    },
  },
  notApplicable: {
    "dead letters of a topic": {
      without: ["orders", "allow"],
      plus: [
        resource("aws:sns/topicSubscription:TopicSubscription", "subscription", {
          redrivePolicy: json({ deadLetterTargetArn: ref("dlq") }),
        }),
      ],
    },
  },
});
