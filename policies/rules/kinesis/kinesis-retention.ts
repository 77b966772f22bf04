import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

/** A consumer that breaks on Friday evening is mended on Monday. */
const MINIMUM_HOURS = 72;

export const kinesisRetention = defineRule({
  id: "kinesis-retention",
  severity: "low",
  service: "kinesis",
  title: "Streams keep events over a weekend.",
  why: "After the default of a day, what a broken consumer has not read is gone.",
  remediation: "Set retentionPeriod to 72 hours or more.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/kinesis-controls.html",
  anchors: ["fsbp:Kinesis.3"],
  types: ["aws:kinesis/stream:Stream"],
  check: ({ props }) => {
    const hours = props.number("retentionPeriod") ?? 24;
    return failUnless(
      hours >= MINIMUM_HOURS,
      `Events are kept for ${hours} hours, not for ${MINIMUM_HOURS}.`,
    );
  },
});
