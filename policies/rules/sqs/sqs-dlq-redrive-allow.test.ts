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
  bad: {
    "open to any queue": { without: ["allow"], on: ["dlq"] },
    "open to any queue, said so": {
      set: { allow: { redriveAllowPolicy: '{"redrivePermission":"allowAll"}' } },
      on: ["dlq"],
    },
    "closed to its own source": {
      set: { allow: { redriveAllowPolicy: '{"redrivePermission":"denyAll"}' } },
      on: ["dlq"],
    },
    "open to another queue only": {
      set: {
        allow: {
          redriveAllowPolicy: json({
            redrivePermission: "byQueue",
            sourceQueueArns: ["arn:aws:sqs:eu-west-1:111122223333:other"],
          }),
        },
      },
      on: ["dlq"],
    },
  },
  nearMisses: {
    "by a property of its own": {
      without: ["allow"],
      set: {
        dlq: {
          redriveAllowPolicy: json({ redrivePermission: "byQueue", sourceQueueArns: [ref("orders")] }),
        },
      },
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
