import type { scheduler } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { schedulerDlq } from "./scheduler-dlq.ts";

const target = {
  arn: "arn:aws:lambda:eu-west-1:111122223333:function:worker",
  roleArn: "arn:aws:iam::111122223333:role/schedule",
};
const deadLetterConfig = { arn: "arn:aws:sqs:eu-west-1:111122223333:dlq" };

describeRule<scheduler.ScheduleArgs>(schedulerDlq, {
  good: {
    flexibleTimeWindow: { mode: "OFF" },
    scheduleExpression: "rate(1 minute)",
    target: { ...target, deadLetterConfig },
  },
  bad: { "no queue": { target } },
  nearMisses: {
    "a queue as target too": {
      target: { ...target, arn: "arn:aws:sqs:eu-west-1:111122223333:q", deadLetterConfig },
    },
  },
});
