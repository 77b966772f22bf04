import { allow, deny, policy, ROLE_POLICY, rolePolicy } from "../../lib/testing/policy.ts";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { iamNoFullAdmin } from "./iam-no-full-admin.ts";

const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders";

describeRule(iamNoFullAdmin, {
  type: ROLE_POLICY,
  good: rolePolicy(allow("sqs:SendMessage", QUEUE)),
  bad: {
    "everything on everything": given(rolePolicy(allow("*", "*")), { findings: ["Access"] }),
    "written in two parts": rolePolicy(allow("*:*", ["*"])),
    "among other actions": rolePolicy(allow(["sqs:SendMessage", "*"], [QUEUE, "*"])),
    "in a role's inlinePolicies": given(
      { inlinePolicies: [{ name: "admin", policy: policy(allow("*", "*")) }] },
      { type: "aws:iam/role:Role" },
    ),
    "given as an object": { policy: { Version: "2012-10-17", Statement: allow("*", "*") } },
  },
  nearMisses: {
    "everything on one queue": rolePolicy(allow("*", QUEUE)),
    "everything denied": rolePolicy(allow("sqs:SendMessage", QUEUE), deny(allow("*", "*"))),
  },
  notApplicable: { "a document that is none": { policy: "{" } },
});
