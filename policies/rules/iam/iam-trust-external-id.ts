import { ownAccount } from "../../lib/account.ts";
import { demanded } from "../../lib/iam/conditions.ts";
import { foreignPrincipals } from "../../lib/iam/foreign-principals.ts";
import { eachAllow } from "../../lib/iam/policy-sources.ts";
import { defineRule } from "../../lib/rule.ts";
import { failEach, pass } from "../../lib/verdict.ts";

export const iamTrustExternalId = defineRule({
  id: "iam-trust-external-id",
  severity: "high",
  service: "iam",
  title: "A role that trusts another account demands an external id or its organization.",
  why: "Without one, the other account's own customers can have it assume the role in their place.",
  remediation:
    "Demand sts:ExternalId or aws:PrincipalOrgID by a condition, or name the account in trustedAccounts.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
  anchors: [],
  types: ["aws:iam/role:Role"],
  checkInGraph: (node, graph, settings) =>
    eachAllow(node, ["trust"], (statement) => {
      const { label, conditions } = statement;
      if (["sts:ExternalId", "aws:PrincipalOrgID"].some((key) => demanded(conditions, key) !== undefined))
        return pass;
      return failEach(
        foreignPrincipals(statement, ownAccount(node, graph, settings), settings),
        (principal) => ({
          message: `Statement ${label} trusts ${principal} of another account without sts:ExternalId.`,
          id: principal,
        }),
      );
    }),
});
