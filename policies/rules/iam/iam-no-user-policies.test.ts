import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { iamNoUserPolicies } from "./iam-no-user-policies.ts";

const POLICY = "arn:aws:iam::111122223333:policy/orders";

describeRule<Record<string, unknown>>(iamNoUserPolicies, {
  good: { policyArn: POLICY, roles: ["orders-create"], users: [] },
  bad: {
    "attached to a user": { users: ["alex"] },
    "a user's own attachment": given(
      { user: "alex" },
      {
        type: "aws:iam/userPolicyAttachment:UserPolicyAttachment",
        byType: true,
      },
    ),
    "a user's own policy": given(
      { user: "alex", policy: "{}" },
      { type: "aws:iam/userPolicy:UserPolicy", byType: true },
    ),
  },
  nearMisses: { "attached to a group": { users: undefined, groups: ["operators"] } },
});
