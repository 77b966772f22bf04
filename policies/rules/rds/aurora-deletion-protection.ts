import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const auroraDeletionProtection = defineRule({
  id: "aurora-deletion-protection",
  severity: "medium",
  service: "rds",
  title: "Clusters and instances can't be deleted by mistake.",
  why: "A renamed resource or a wrong stack name deletes the database and everything in it.",
  remediation: "Set deletionProtection to true; take it off in a deployment of its own before deleting.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-7",
  anchors: [
    "fsbp:RDS.7",
    "fsbp:RDS.8",
    "cdk-nag:AwsSolutions-RDS10",
    "checkov:CKV_AWS_139",
    "trivy:AWS-0343",
  ],
  types: ["aws:rds/cluster:Cluster", "aws:rds/instance:Instance"],
  check: ({ type, props }) => {
    if (type === "aws:rds/instance:Instance" && props.has("replicateSourceDb")) return notApplicable;
    return failUnless(props.boolean("deletionProtection") === true, "deletionProtection is not true.");
  },
  remediate: () => ({ deletionProtection: true }),
});
