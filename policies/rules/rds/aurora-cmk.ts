import { ownKeyIfClassified } from "../../lib/data-class.ts";
import { defineRule } from "../../lib/rule.ts";

export const auroraCmk = defineRule({
  id: "aurora-cmk",
  severity: "low",
  service: "rds",
  title: "Clusters of classified data are encrypted by a customer's key.",
  why: "AWS's key can't be shared, nor taken from somebody; one's own key has a policy, a log and an end.",
  remediation: "Set kmsKeyId.",
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html",
  anchors: ["checkov:CKV_AWS_327"],
  dataClass: true,
  types: ["aws:rds/cluster:Cluster"],
  check: (resource, settings) => ownKeyIfClassified(resource, settings, "kmsKeyId"),
});
