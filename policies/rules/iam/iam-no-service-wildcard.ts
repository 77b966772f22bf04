import { isAdministration, isFullAccess } from "../../lib/iam/administration.ts";
import { eachAllow, typesWithPolicies } from "../../lib/iam/policy-sources.ts";
import { defineRule } from "../../lib/rule.ts";
import { failEach, pass } from "../../lib/verdict.ts";

export const iamNoServiceWildcard = defineRule({
  id: "iam-no-service-wildcard",
  severity: "high",
  service: "iam",
  title: "No policy allows all actions of a service.",
  why: "All actions include deleting, and changing who else has access; AWS adds new ones every month.",
  remediation: "Name the actions that the code calls.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-21",
  anchors: [
    "fsbp:IAM.21",
    "cdk-nag:AwsSolutions-IAM5",
    "cdk-nag:HIPAA.Security-IAMPolicyNoStatementsWithFullAccess",
    "trivy:AWS-0345",
    "checkov:CKV2_AWS_40",
  ],
  types: typesWithPolicies("identity"),
  check: (resource) =>
    eachAllow(resource, ["identity"], (statement) => {
      // For iam-no-full-admin to find.
      if (isFullAccess(statement)) return pass;
      const wildcards = statement.actions.filter((action) => /^([\w*-]+:)?\*+$/.test(action));
      return failEach(wildcards, (action) => ({
        message: `Statement ${statement.label} allows ${action}${
          isAdministration(action) ? ", by which its holder can give itself every other permission" : ""
        }.`,
        id: action,
      }));
    }),
});
