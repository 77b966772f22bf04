import { eachPolicy, typesWithPolicies } from "../../lib/iam/policy-sources.ts";
import { waysUp } from "../../lib/iam/privilege-escalation.ts";
import { defineRule } from "../../lib/rule.ts";
import { failEach } from "../../lib/verdict.ts";

export const iamNoPrivilegeEscalation = defineRule({
  id: "iam-no-privilege-escalation",
  severity: "high",
  service: "iam",
  title: "No policy lets its holder raise its own permissions.",
  why: "Combinations such as iam:PassRole with lambda:CreateFunction are an administrator's rights by a detour.",
  remediation:
    "Name the roles, users and functions, or demand a permissions boundary by the condition iam:PermissionsBoundary.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
  anchors: ["checkov:CKV_AWS_286", "checkov:CKV_AWS_110"],
  types: typesWithPolicies("identity"),
  check: (resource) =>
    eachPolicy(resource, ["identity"], (document) =>
      failEach(waysUp(document), ({ granted, how, ways }) => ({
        message: `The policy allows ${granted.join(" and ")}: its holder ${how}${ways === 1 ? "" : ` (one of ${ways} ways up)`}.`,
        id: granted.join("+"),
      })),
    ),
});
