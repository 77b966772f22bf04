import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const sqsEncrypted = defineRule({
  id: "sqs-encrypted",
  severity: "high",
  service: "sqs",
  title: "Queues are encrypted at rest.",
  why: "SQS encrypts every queue by itself since 2022; only a queue that switches it off keeps its messages in the clear.",
  remediation: "Take sqsManagedSseEnabled: false away, or set kmsMasterKeyId.",
  url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html",
  anchors: ["fsbp:SQS.1", "cdk-nag:AwsSolutions-SQS2", "checkov:CKV_AWS_27", "trivy:AWS-0096"],
  types: ["aws:sqs/queue:Queue"],
  check: ({ props }) =>
    failUnless(
      props.boolean("sqsManagedSseEnabled") !== false || props.has("kmsMasterKeyId"),
      "sqsManagedSseEnabled is false, and there is no kmsMasterKeyId.",
    ),
  remediate: () => ({ sqsManagedSseEnabled: true }),
});
