import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const kinesisRetention = defineRule({
  id: "kinesis-retention",
  severity: "low",
  service: "kinesis",
  title: "Streams keep events over a weekend, or as long as the settings say.",
  why: "After the default of a day, what a consumer that broke on Friday has not read is gone.",
  remediation: "Set retentionPeriod to the setting minimumStreamRetentionHours or more.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/kinesis-controls.html",
  anchors: ["fsbp:Kinesis.3"],
  types: ["aws:kinesis/stream:Stream"],
  check: ({ props }, { minimumStreamRetentionHours }) => {
    const hours = props.number("retentionPeriod") ?? 24;
    return failUnless(
      hours >= minimumStreamRetentionHours,
      `Events are kept for ${hours} hours, not for ${minimumStreamRetentionHours}.`,
    );
  },
});
