import { defineRule } from "../../lib/rule.ts";
import { each, failUnless } from "../../lib/verdict.ts";

export const schedulerRetry = defineRule({
  id: "scheduler-retry",
  severity: "low",
  service: "scheduler",
  title: "Schedules say how long and how often a run is tried.",
  why: "By default a run is tried 185 times in a day: the run of a minute ago, over and over, beside those that follow.",
  remediation: "Set target.retryPolicy with maximumEventAgeInSeconds and maximumRetryAttempts.",
  url: "https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets.html",
  anchors: [],
  types: ["aws:scheduler/schedule:Schedule"],
  check: ({ props }) =>
    each(["maximumEventAgeInSeconds", "maximumRetryAttempts"], (name) =>
      failUnless(props.has(`target.retryPolicy.${name}`), `target.retryPolicy.${name} is not set.`, name),
    ),
});
