import { describeGraphRule, json, ref, resource } from "../../lib/testing/graph-rule.ts";
import { sqsDlqNoLoop } from "./sqs-dlq-no-loop.ts";

const QUEUE = "aws:sqs/queue:Queue";
const to = (name: string) => json({ deadLetterTargetArn: ref(name), maxReceiveCount: 3 });

describeGraphRule(sqsDlqNoLoop, {
  good: [
    resource(QUEUE, "orders", { redrivePolicy: to("dlq") }),
    resource(QUEUE, "dlq", { redrivePolicy: to("last") }),
    resource(QUEUE, "last"),
  ],
  bad: {
    "two queues in a circle": { set: { dlq: { redrivePolicy: to("orders") } }, on: ["orders", "dlq"] },
    "three queues in a circle": {
      set: { last: { redrivePolicy: to("orders") } },
      on: ["orders", "dlq", "last"],
    },
    "by a policy of its own": {
      plus: [
        resource("aws:sqs/redrivePolicy:RedrivePolicy", "redrive", {
          queueUrl: ref("last", "url"),
          redrivePolicy: to("dlq"),
        }),
      ],
      on: ["dlq", "last"],
    },
  },
  nearMisses: {
    "two queues with one dead-letter queue": {
      set: { dlq: { redrivePolicy: undefined }, last: { redrivePolicy: to("dlq") } },
    },
  },
  notApplicable: { "no dead-letter queues": { without: ["orders", "dlq"] } },
});
