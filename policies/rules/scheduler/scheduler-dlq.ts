import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const schedulerDlq = defineRule({
  id: "scheduler-dlq",
  severity: "high",
  service: "scheduler",
  title: "Schedules send runs that could not be started to a dead-letter queue.",
  why: "A run that can't be started, for a missing permission as for a throttle, is dropped after a day, and nobody knows.",
  remediation: "Set target.deadLetterConfig.arn to a queue that the schedule's role may send to.",
  url: "https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html",
  anchors: [],
  types: ["aws:scheduler/schedule:Schedule"],
  check: ({ props }) =>
    failUnless(props.has("target.deadLetterConfig.arn"), "target.deadLetterConfig.arn is not set."),
});
