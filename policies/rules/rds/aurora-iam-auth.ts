import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const auroraIamAuth = defineRule({
  id: "aurora-iam-auth",
  severity: "medium",
  service: "rds",
  title: "Database users can sign in by IAM.",
  why: "A token of fifteen minutes can't be lost like a password, and a role's policy says who gets one.",
  remediation: "Set iamDatabaseAuthenticationEnabled to true.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-12",
  anchors: ["fsbp:RDS.12", "cdk-nag:AwsSolutions-RDS6", "checkov:CKV_AWS_162", "trivy:AWS-0176"],
  types: ["aws:rds/cluster:Cluster"],
  check: ({ props }) =>
    failUnless(
      props.boolean("iamDatabaseAuthenticationEnabled") === true,
      "iamDatabaseAuthenticationEnabled is not true.",
    ),
});
