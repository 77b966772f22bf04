import { ownKeyIfClassified } from "../../lib/data-class.ts";
import { defineRule } from "../../lib/rule.ts";

export const sqsCmk = defineRule({
  id: "sqs-cmk",
  severity: "low",
  service: "sqs",
  title: "Queues with classified data are encrypted with a customer-managed key.",
  why: "Only a key of one's own has a policy and an audit trail, and can be taken away from whoever should not read on.",
  remediation: "Set kmsMasterKeyId to a key of yours.",
  url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html",
  anchors: ["checkov:CKV2_AWS_73", "trivy:AWS-0135"],
  dataClass: true,
  types: ["aws:sqs/queue:Queue"],
  check: (resource, settings) => ownKeyIfClassified(resource, settings, "kmsMasterKeyId"),
});
