import { restrictCaller } from "../../lib/iam/conditions.ts";
import { eachAllow } from "../../lib/iam/policy-sources.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const iamTrustNoWildcard = defineRule({
  id: "iam-trust-no-wildcard",
  severity: "critical",
  service: "iam",
  title: "No role trusts everyone.",
  why: "Anyone with an AWS account can assume such a role.",
  remediation: "Name the service, role or account that assumes the role.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous",
  anchors: ["checkov:CKV_AWS_60", "checkov:CKV_AWS_61"],
  types: ["aws:iam/role:Role"],
  check: (resource) =>
    eachAllow(resource, ["trust"], ({ label, principals, notPrincipals, conditions }) =>
      failUnless(
        restrictCaller(conditions) ||
          (notPrincipals.length === 0 && !principals.some(({ kind }) => kind === "everyone")),
        `Statement ${label} lets anyone assume the role.`,
        label,
      ),
    ),
});
