import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const auroraEncrypted = defineRule({
  id: "aurora-encrypted",
  severity: "high",
  service: "rds",
  title: "Clusters and instances are encrypted at rest.",
  why: "An unencrypted cluster can't be encrypted later, only copied; its snapshots are as open as it is.",
  remediation: "Set storageEncrypted to true and kmsKeyId to a key.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-27",
  anchors: ["fsbp:RDS.27", "cdk-nag:AwsSolutions-RDS2", "checkov:CKV_AWS_96", "trivy:AWS-0079"],
  types: ["aws:rds/cluster:Cluster", "aws:rds/instance:Instance"],
  check: ({ props }) => {
    if (props.has("snapshotIdentifier") || props.has("replicationSourceIdentifier")) return notApplicable;
    return failUnless(props.boolean("storageEncrypted") === true, "storageEncrypted is not true.");
  },
});
