import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const auroraNotPublic = defineRule({
  id: "aurora-not-public",
  severity: "critical",
  service: "rds",
  title: "No database has a public address.",
  why: "The whole internet can try passwords, and the next vulnerability of the engine.",
  remediation: "Set publiclyAccessible to false; reach the cluster by the Data API, or from within the VPC.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-2",
  anchors: [
    "fsbp:RDS.2",
    "cdk-nag:HIPAA.Security-RDSInstancePublicAccess",
    "checkov:CKV_AWS_17",
    "trivy:AWS-0180",
  ],
  types: ["aws:rds/clusterInstance:ClusterInstance", "aws:rds/instance:Instance"],
  check: ({ props }) =>
    failUnless(props.boolean("publiclyAccessible") !== true, "publiclyAccessible is true."),
});
