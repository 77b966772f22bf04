import { ownAccount } from "../../lib/account.ts";
import { demanded } from "../../lib/iam/conditions.ts";
import { foreignPrincipals } from "../../lib/iam/foreign-principals.ts";
import { eachAllow, typesWithPolicies } from "../../lib/iam/policy-sources.ts";
import { defineRule } from "../../lib/rule.ts";
import { failEach, pass } from "../../lib/verdict.ts";

export const respolCrossAccountAllowlist = defineRule({
  id: "respol-cross-account-allowlist",
  severity: "high",
  service: "resource-policies",
  title: "Only accounts and organizations that the stack trusts are let in.",
  why: "A foreign account in a policy is a door that nobody here can see who walks through.",
  remediation:
    "Name the account in the setting trustedAccounts or its organization in trustedOrganizations, or take it out.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-6",
  anchors: ["fsbp:S3.6", "checkov:CKV_AWS_385"],
  types: typesWithPolicies("resource"),
  checkInGraph: (node, graph, settings) =>
    eachAllow(node, ["resource"], (statement) => {
      const organizations = demanded(statement.conditions, "aws:PrincipalOrgID") ?? [];
      if (organizations.length > 0 && organizations.every((id) => settings.trustedOrganizations.includes(id)))
        return pass;
      return failEach(
        foreignPrincipals(statement, ownAccount(node, graph, settings), settings),
        (principal) => ({
          message: `Statement ${statement.label} lets ${principal} in, which is of another account.`,
          id: principal,
        }),
      );
    }),
});
