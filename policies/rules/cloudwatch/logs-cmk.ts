import { ownKeyIfClassified } from "../../lib/data-class.ts";
import { defineRule } from "../../lib/rule.ts";

export const logsCmk = defineRule({
  id: "logs-cmk",
  severity: "low",
  service: "cloudwatch",
  title: "Log groups for classified data are encrypted with a customer-managed key.",
  why: "Only a key of one's own has a policy and an audit trail, and can be taken away from whoever should not read on.",
  remediation: "Set kmsKeyId to a key whose policy lets logs.REGION.amazonaws.com in.",
  url: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
  anchors: ["checkov:CKV_AWS_158", "trivy:AWS-0017"],
  dataClass: true,
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  check: (resource, settings) => ownKeyIfClassified(resource, settings, "kmsKeyId"),
});
