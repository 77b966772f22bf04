import type { cloudwatch } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { eventsTargetDlq } from "./events-target-dlq.ts";

describeRule<cloudwatch.EventTargetArgs>(eventsTargetDlq, {
  good: {
    rule: "orders",
    arn: "arn:aws:lambda:eu-west-1:111122223333:function:worker",
    deadLetterConfig: { arn: "arn:aws:sqs:eu-west-1:111122223333:dlq" },
  },
  bad: {
    "a queue as target": {
      arn: "arn:aws:sqs:eu-west-1:111122223333:orders",
      deadLetterConfig: undefined,
    },
    "no queue": { deadLetterConfig: undefined },
    "an empty configuration": { deadLetterConfig: {} },
  },
  nearMisses: {
    "a queue as target, with another for dead letters": { arn: "arn:aws:sqs:eu-west-1:111122223333:orders" },
  },
  notApplicable: {
    "a log group": {
      arn: "arn:aws:logs:eu-west-1:111122223333:log-group:/events",
      deadLetterConfig: undefined,
    },
  },
});
