import { describeGraphRule, ref, resource } from "../../lib/testing/graph-rule.ts";
import { lambdaSqsVisibility } from "./lambda-sqs-visibility.ts";

describeGraphRule(lambdaSqsVisibility, {
  good: [
    resource("aws:sqs/queue:Queue", "orders", { visibilityTimeoutSeconds: 60 }),
    resource("aws:lambda/function:Function", "worker", { timeout: 10 }),
    resource("aws:lambda/eventSourceMapping:EventSourceMapping", "mapping", {
      eventSourceArn: ref("orders"),
      functionName: ref("worker", "name"),
    }),
  ],
  bad: {
    "a longer timeout": { set: { worker: { timeout: 15 } }, on: ["mapping"] },
    "SQS's 30 s": { set: { orders: { visibilityTimeoutSeconds: undefined } }, on: ["mapping"] },
    "a window on top": { set: { mapping: { maximumBatchingWindowInSeconds: 30 } }, on: ["mapping"] },
  },
  nearMisses: {
    "both by default": {
      set: { orders: { visibilityTimeoutSeconds: undefined }, worker: { timeout: undefined } },
    },
  },
  notApplicable: {
    "a stream": { set: { mapping: { eventSourceArn: "arn:aws:kinesis:eu-west-1:111122223333:stream/s" } } },
  },
});
