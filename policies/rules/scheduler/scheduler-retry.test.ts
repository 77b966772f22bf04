import type { scheduler } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { schedulerRetry } from "./scheduler-retry.ts";

const target = {
  arn: "arn:aws:lambda:eu-west-1:111122223333:function:worker",
  roleArn: "arn:aws:iam::111122223333:role/schedule",
};

describeRule<scheduler.ScheduleArgs>(schedulerRetry, {
  good: {
    flexibleTimeWindow: { mode: "OFF" },
    scheduleExpression: "rate(1 minute)",
    target: { ...target, retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 2 } },
  },
  bad: {
    "the default": { target },
    "only the age": { target: { ...target, retryPolicy: { maximumEventAgeInSeconds: 60 } } },
  },
  nearMisses: {
    "no retries": {
      target: { ...target, retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 0 } },
    },
  },
});
