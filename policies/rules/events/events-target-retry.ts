import { defineRule } from "../../lib/rule.ts";
import { each, failUnless } from "../../lib/verdict.ts";

export const eventsTargetRetry = defineRule({
  id: "events-target-retry",
  severity: "low",
  service: "events",
  title: "Targets say how long and how often EventBridge tries.",
  why: "By default it tries 185 times in a day; a late event may do more harm than a dead letter.",
  remediation: "Set retryPolicy with maximumEventAgeInSeconds and maximumRetryAttempts.",
  url: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html",
  anchors: [],
  types: ["aws:cloudwatch/eventTarget:EventTarget"],
  check: ({ props }) =>
    each(["maximumEventAgeInSeconds", "maximumRetryAttempts"], (name) =>
      failUnless(props.has(`retryPolicy.${name}`), `retryPolicy.${name} is not set.`, name),
    ),
});
