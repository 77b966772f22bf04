import { defineRule } from "../../lib/rule.ts";
import { each, failUnless } from "../../lib/verdict.ts";

import { destinationsOf } from "./destinations.ts";

export const firehoseFailedData = defineRule({
  id: "firehose-failed-data",
  severity: "medium",
  service: "firehose",
  title: "What a delivery stream can't deliver or convert has a place of its own in S3.",
  why: "Failed records in the midst of the good ones break the tables over them, and nobody finds them to send again.",
  remediation:
    "Set errorOutputPrefix of extendedS3Configuration, or of s3Configuration beside another destination.",
  url: "https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html",
  anchors: [],
  types: ["aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"],
  check: ({ props }) =>
    each(destinationsOf(props), ({ name, block }) => {
      const failed = name === "extendedS3Configuration" ? block : block.block("s3Configuration");
      return failUnless(failed?.has("errorOutputPrefix") === true, `${name} has no errorOutputPrefix.`, name);
    }),
});
