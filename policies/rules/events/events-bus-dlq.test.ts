import type { cloudwatch } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { eventsBusDlq } from "./events-bus-dlq.ts";

describeRule<cloudwatch.EventBusArgs>(eventsBusDlq, {
  good: {
    kmsKeyIdentifier: "alias/events",
    deadLetterConfig: { arn: "arn:aws:sqs:eu-west-1:111122223333:dlq" },
  },
  bad: { "no queue": { deadLetterConfig: undefined }, "an empty configuration": { deadLetterConfig: {} } },
  nearMisses: {
    "a queue of another account": { deadLetterConfig: { arn: "arn:aws:sqs:eu-west-1:999988887777:dlq" } },
  },
  notApplicable: { "AWS's key": { kmsKeyIdentifier: undefined, deadLetterConfig: undefined } },
});
