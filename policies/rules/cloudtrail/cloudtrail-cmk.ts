import { ownKeyIfClassified } from "../../lib/data-class.ts";
import { defineRule } from "../../lib/rule.ts";

export const cloudtrailCmk = defineRule({
  id: "cloudtrail-cmk",
  severity: "medium",
  service: "cloudtrail",
  title: "The trail is encrypted by a customer's key.",
  why: "The log says who did what with customers' data; its key says who may read that, and logs it.",
  remediation: "Set kmsKeyId to a key whose policy lets CloudTrail in.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html#cloudtrail-2",
  anchors: ["fsbp:CloudTrail.2", "checkov:CKV_AWS_35", "trivy:AWS-0015"],
  dataClass: true,
  types: ["aws:cloudtrail/trail:Trail"],
  check: (resource, settings) => ownKeyIfClassified(resource, settings, "kmsKeyId"),
});
