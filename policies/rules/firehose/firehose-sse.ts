import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const firehoseSse = defineRule({
  id: "firehose-sse",
  severity: "medium",
  service: "firehose",
  title: "Delivery streams that are written to directly are encrypted at rest.",
  why: "Events wait in the delivery stream for minutes, or a day while the destination is down.",
  remediation: "Set serverSideEncryption to { enabled: true }. What a stream feeds is encrypted there.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/datafirehose-controls.html",
  anchors: ["fsbp:DataFirehose.1", "cdk-nag:AwsSolutions-KDF1", "checkov:CKV_AWS_240", "checkov:CKV_AWS_241"],
  types: ["aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"],
  check: ({ props }) => {
    if (props.has("kinesisSourceConfiguration") || props.has("mskSourceConfiguration")) return notApplicable;
    return failUnless(
      props.boolean("serverSideEncryption.enabled") === true,
      "serverSideEncryption is not enabled.",
    );
  },
  remediate: ({ props }) => ({
    serverSideEncryption: { ...(props.get("serverSideEncryption") as object | undefined), enabled: true },
  }),
});
