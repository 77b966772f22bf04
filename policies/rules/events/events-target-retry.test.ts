import type { cloudwatch } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { eventsTargetRetry } from "./events-target-retry.ts";

describeRule<cloudwatch.EventTargetArgs>(eventsTargetRetry, {
  good: {
    rule: "orders",
    arn: "arn:aws:lambda:eu-west-1:111122223333:function:worker",
    retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 10 },
  },
  bad: {
    "the default": { retryPolicy: undefined },
    "only the age": given(
      { retryPolicy: { maximumEventAgeInSeconds: 3600 } },
      { findings: ["maximumRetryAttempts"] },
    ),
  },
  nearMisses: { "no retries": { retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 0 } } },
});
