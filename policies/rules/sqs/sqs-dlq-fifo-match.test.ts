import { describeGraphRule, json, ref, resource } from "../../lib/testing/graph-rule.ts";
import { sqsDlqFifoMatch } from "./sqs-dlq-fifo-match.ts";

const QUEUE = "aws:sqs/queue:Queue";
const redrivePolicy = json({ deadLetterTargetArn: ref("orders-dlq"), maxReceiveCount: 3 });

describeGraphRule(sqsDlqFifoMatch, {
  good: [
    resource(QUEUE, "orders", { fifoQueue: true, name: "orders.fifo", redrivePolicy }),
    resource(QUEUE, "orders-dlq", { fifoQueue: true, name: "orders-dlq.fifo" }),
  ],
  bad: {
    "a standard queue behind a FIFO queue": {
      set: { "orders-dlq": { fifoQueue: undefined } },
      on: ["orders"],
    },
    "a FIFO queue behind a standard queue": { set: { orders: { fifoQueue: false } } },
    "by a policy of its own": {
      set: { orders: { redrivePolicy: undefined }, "orders-dlq": { fifoQueue: false } },
      plus: [
        resource("aws:sqs/redrivePolicy:RedrivePolicy", "policy", {
          queueUrl: ref("orders", "url"),
          redrivePolicy,
        }),
      ],
      on: ["policy"],
    },
  },
  nearMisses: {
    "both are standard queues": {
      set: { orders: { fifoQueue: undefined }, "orders-dlq": { fifoQueue: false } },
    },
  },
  notApplicable: {
    "a queue without a dead-letter queue": { set: { orders: { redrivePolicy: undefined } } },
    "a dead-letter queue of another account": {
      set: { orders: { redrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:444455556666:dlq"}' } },
    },
  },
});
