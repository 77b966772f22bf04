import { isFullAccess } from "../../lib/iam/administration.ts";
import { eachAllow, typesWithPolicies } from "../../lib/iam/policy-sources.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const iamNoFullAdmin = defineRule({
  id: "iam-no-full-admin",
  severity: "critical",
  service: "iam",
  title: "No policy allows every action on every resource.",
  why: "Whoever gets hold of such a role owns the account: its data, its bill and its other roles.",
  remediation: "Name the actions that the code calls and the resources it calls them on.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
  anchors: [
    "fsbp:IAM.1",
    "cdk-nag:HIPAA.Security-IAMPolicyNoStatementsWithAdminAccess",
    "checkov:CKV_AWS_62",
    "checkov:CKV_AWS_63",
    "checkov:CKV_AWS_1",
    "checkov:CKV_AWS_49",
  ],
  types: typesWithPolicies("identity"),
  check: (resource) =>
    eachAllow(resource, ["identity"], (statement) =>
      failUnless(
        !isFullAccess(statement),
        `Statement ${statement.label} allows every action on every resource.`,
        statement.label,
      ),
    ),
});
