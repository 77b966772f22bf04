import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const iamPermissionsBoundary = defineRule({
  id: "iam-permissions-boundary",
  severity: "low",
  service: "iam",
  title: "Roles have the permissions boundary that the stack's settings name.",
  why: "The boundary keeps whoever deploys from making roles stronger than themselves.",
  remediation: "Set permissionsBoundary to the policy in the setting permissionsBoundary.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
  anchors: [],
  types: ["aws:iam/role:Role"],
  check: ({ props }, { permissionsBoundary }) => {
    if (permissionsBoundary === undefined) return notApplicable;
    const own = props.string("permissionsBoundary");
    return failUnless(
      own === permissionsBoundary,
      `permissionsBoundary is ${own ?? "not set"}, not ${permissionsBoundary}.`,
    );
  },
  remediate: (_resource, { permissionsBoundary }) => ({ permissionsBoundary }),
});
