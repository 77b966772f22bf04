import { allow, ROLE_POLICY, rolePolicy } from "../../lib/testing/policy.ts";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { iamPassroleScoped } from "./iam-passrole-scoped.ts";

const ROLE = "arn:aws:iam::111122223333:role/orders-scheduler";
const TO_SCHEDULER = { StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } };

describeRule(iamPassroleScoped, {
  type: ROLE_POLICY,
  good: rolePolicy(allow("iam:PassRole", ROLE, TO_SCHEDULER)),
  bad: {
    "any role": given(rolePolicy(allow("iam:PassRole", "*", TO_SCHEDULER)), { findings: ["iam:PassRole@*"] }),
    "any role by a longer name": rolePolicy(
      allow("iam:PassRole", "arn:aws:iam::111122223333:role/*", TO_SCHEDULER),
    ),
    "to any service": given(rolePolicy(allow("iam:PassRole", ROLE)), {
      findings: ["iam:PassedToService@Access"],
    }),
    "to any service, by a star": rolePolicy(
      allow("iam:PassRole", ROLE, { StringLike: { "iam:PassedToService": "*" } }),
    ),
    "to all services but one": rolePolicy(
      allow("iam:PassRole", ROLE, { StringNotEquals: { "iam:PassedToService": "ec2.amazonaws.com" } }),
    ),
    "where the condition may be absent": rolePolicy(
      allow("iam:PassRole", ROLE, { StringEqualsIfExists: { "iam:PassedToService": "ec2.amazonaws.com" } }),
    ),
    "within a wildcard": rolePolicy(allow("iam:Pass*", ROLE)),
  },
  nearMisses: {
    "reading a role": rolePolicy(allow("iam:GetRole", "arn:aws:iam::111122223333:role/*")),
    "all of IAM, for another rule": rolePolicy(allow("iam:*", ROLE)),
    "roles of a prefix": rolePolicy(
      allow("iam:PassRole", "arn:aws:iam::111122223333:role/orders-*", TO_SCHEDULER),
    ),
  },
});
