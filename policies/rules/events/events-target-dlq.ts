import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const eventsTargetDlq = defineRule({
  id: "events-target-dlq",
  severity: "high",
  service: "events",
  title: "Rules send events that a target does not take to a dead-letter queue.",
  why: "After a day of retries, or at once where a permission is missing, EventBridge drops the event.",
  remediation: "Set deadLetterConfig.arn to a queue that events.amazonaws.com may send to.",
  url: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html",
  anchors: ["cdk-nag:Serverless-EventBusDLQ"],
  types: ["aws:cloudwatch/eventTarget:EventTarget"],
  check: ({ props }) => {
    if (!props.isUnknown("arn") && /^arn:[^:]+:logs:/.test(props.string("arn") ?? "")) return notApplicable;
    return failUnless(props.has("deadLetterConfig.arn"), "deadLetterConfig.arn is not set.");
  },
});
