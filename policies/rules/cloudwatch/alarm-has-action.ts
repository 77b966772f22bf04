import { defineRule } from "../../lib/rule.ts";
import { attempt, combine, failUnless } from "../../lib/verdict.ts";

export const alarmHasAction = defineRule({
  id: "alarm-has-action",
  severity: "medium",
  service: "cloudwatch",
  title: "Alarms tell somebody, and say what no data means.",
  why: "An alarm without an action is a red light in an empty room; one without data keeps its last state, whatever that was.",
  remediation: "Set alarmActions and treatMissingData, and leave actionsEnabled on.",
  url: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
  anchors: [
    "securityhub:CloudWatch.15",
    "securityhub:CloudWatch.17",
    "cdk-nag:HIPAA.Security-CloudWatchAlarmAction",
    "checkov:CKV_AWS_319",
  ],
  types: ["aws:cloudwatch/metricAlarm:MetricAlarm"],
  check: ({ props }) =>
    combine([
      attempt(() =>
        failUnless(
          props.isUnknown("alarmActions") || props.strings("alarmActions").length > 0,
          "alarmActions is empty.",
          "alarmActions",
        ),
      ),
      attempt(() =>
        failUnless(props.boolean("actionsEnabled") !== false, "actionsEnabled is false.", "actionsEnabled"),
      ),
      failUnless(props.has("treatMissingData"), "treatMissingData is not set.", "treatMissingData"),
    ]),
});
