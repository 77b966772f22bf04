import { defineRule } from "../../lib/rule.ts";
import { each, failUnless } from "../../lib/verdict.ts";

import { destinationsOf } from "./destinations.ts";

export const firehoseErrorLogs = defineRule({
  id: "firehose-error-logs",
  severity: "medium",
  service: "firehose",
  title: "Delivery streams log what they could not deliver.",
  why: "A delivery that fails for a missing permission is retried for a day and dropped, without a word.",
  remediation:
    "Set cloudwatchLoggingOptions of the destination to { enabled: true, logGroupName, logStreamName }.",
  url: "https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-logs.html",
  anchors: [],
  types: ["aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"],
  check: ({ props }) =>
    each(destinationsOf(props), ({ name, block }) =>
      failUnless(
        block.boolean("cloudwatchLoggingOptions.enabled") === true,
        `${name} has no cloudwatchLoggingOptions.`,
        name,
      ),
    ),
});
