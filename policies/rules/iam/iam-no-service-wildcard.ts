import { eachAllow, typesWithPolicies } from "../../lib/iam/policy-sources.ts";
import { defineRule } from "../../lib/rule.ts";
import { failEach } from "../../lib/verdict.ts";

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
    eachAllow(resource, ["identity"], ({ label, actions }) =>
      failEach(
        actions.filter((action) => /^([\w-]+:)?\*+$/.test(action)),
        (action) => ({ message: `Statement ${label} allows ${action}.`, id: action }),
      ),
    ),
});
