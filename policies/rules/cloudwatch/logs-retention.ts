import { defineRule } from "../../lib/rule.ts";
import { combine, failUnless, notApplicable } from "../../lib/verdict.ts";

/** CloudWatch Logs takes no others. */
const SETTABLE_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const logsRetention = defineRule({
  id: "logs-retention",
  severity: "medium",
  service: "cloudwatch",
  title: "Log groups keep logs for a set time, long enough to be of use.",
  why: "Without, logs are kept and paid for for ever, personal data in them too; kept too short, they are gone when the incident is looked into.",
  remediation: "Set retentionInDays.",
  url: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
  anchors: [
    "securityhub:CloudWatch.16",
    "cdk-nag:Serverless-CloudWatchLogGroupRetentionPeriod",
    "checkov:CKV_AWS_66",
  ],
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  check: ({ props }, { minimumLogRetentionDays }) => {
    const days = props.number("retentionInDays") ?? 0;
    if (props.has("logGroupClass") && props.string("logGroupClass") === "DELIVERY") return notApplicable;
    return combine([
      failUnless(days !== 0, "retentionInDays is not set: logs are kept for ever.", "for-ever"),
      failUnless(
        days === 0 || days >= minimumLogRetentionDays,
        `retentionInDays is ${days}, less than ${minimumLogRetentionDays}.`,
        "too-short",
      ),
    ]);
  },
  remediate: (_, { minimumLogRetentionDays }) => ({
    retentionInDays: SETTABLE_DAYS.find((days) => days >= minimumLogRetentionDays) ?? 3653,
  }),
});
