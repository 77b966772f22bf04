import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const eventsBusDlq = defineRule({
  id: "events-bus-dlq",
  severity: "low",
  service: "events",
  title: "A bus with a key of one's own has a dead-letter queue.",
  why: "While EventBridge can't use the key, it can't take events; those go to the queue or nowhere.",
  remediation: "Set deadLetterConfig.arn.",
  url: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html",
  anchors: [],
  types: ["aws:cloudwatch/eventBus:EventBus"],
  check: ({ props }) =>
    props.has("kmsKeyIdentifier")
      ? failUnless(props.has("deadLetterConfig.arn"), "deadLetterConfig.arn is not set.")
      : notApplicable,
});
