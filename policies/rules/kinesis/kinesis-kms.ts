import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const kinesisKms = defineRule({
  id: "kinesis-kms",
  severity: "high",
  service: "kinesis",
  title: "Streams are encrypted at rest.",
  why: "A stream without encryption keeps every event, for up to a year, as it was sent.",
  remediation: 'Set encryptionType to "KMS" and kmsKeyId to a key, or to alias/aws/kinesis.',
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/kinesis-controls.html#kinesis-1",
  anchors: [
    "fsbp:Kinesis.1",
    "cdk-nag:AwsSolutions-KDS1",
    "checkov:CKV_AWS_43",
    "checkov:CKV_AWS_185",
    "trivy:AWS-0064",
  ],
  types: ["aws:kinesis/stream:Stream"],
  check: ({ props }) => failUnless(props.string("encryptionType") === "KMS", "encryptionType is not KMS."),
  remediate: ({ props }) => ({
    encryptionType: "KMS",
    kmsKeyId: props.string("kmsKeyId") ?? "alias/aws/kinesis",
  }),
});
