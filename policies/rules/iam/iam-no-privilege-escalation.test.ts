import { allow, deny, ROLE_POLICY, rolePolicy } from "../../lib/testing/policy.ts";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { iamNoPrivilegeEscalation } from "./iam-no-privilege-escalation.ts";

const ROLE = "arn:aws:iam::111122223333:role/orders-worker";
const BOUNDARY = "arn:aws:iam::111122223333:policy/boundary";

describeRule(iamNoPrivilegeEscalation, {
  type: ROLE_POLICY,
  good: rolePolicy(allow("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111122223333:function:orders")),
  bad: {
    "a policy into any role": given(rolePolicy(allow("iam:PutRolePolicy", "*")), {
      findings: ["iam:PutRolePolicy"],
    }),
    "a new version of any policy": rolePolicy(
      allow("iam:CreatePolicyVersion", "arn:aws:iam::111122223333:policy/*"),
    ),
    "another function's code": rolePolicy(allow("lambda:UpdateFunctionCode", "*")),
    "a function with any role, over two statements": given(
      rolePolicy(
        allow("iam:PassRole", "*"),
        allow(
          ["lambda:CreateFunction", "lambda:InvokeFunction"],
          "arn:aws:lambda:eu-west-1:111122223333:function:x",
        ),
      ),
      { findings: ["iam:PassRole+lambda:CreateFunction+lambda:InvokeFunction"] },
    ),
    "a schedule with any role": rolePolicy(allow(["iam:PassRole", "scheduler:CreateSchedule"], "*")),
    "within a wildcard": given(rolePolicy(allow("iam:Put*", "*")), { findings: ["iam:Put*"] }),
    "by all of a service, together with passing roles": given(
      rolePolicy(allow(["iam:PassRole", "lambda:*"], "*")),
      { findings: ["iam:PassRole+lambda:*", "lambda:*"] },
    ),
    "beside an administrator": given(rolePolicy(allow(["*", "iam:PutRolePolicy"], "*")), {
      findings: ["iam:PutRolePolicy"],
    }),
  },
  nearMisses: {
    "a schedule with one role": rolePolicy(
      allow("iam:PassRole", ROLE),
      allow("scheduler:CreateSchedule", "arn:aws:scheduler:eu-west-1:111122223333:schedule/orders/*"),
    ),
    "passing without anything to pass to": rolePolicy(allow("iam:PassRole", "*")),
    "below a boundary": rolePolicy(
      allow(["iam:PutRolePolicy", "iam:AttachRolePolicy"], "*", {
        StringEquals: { "iam:PermissionsBoundary": BOUNDARY },
      }),
    ),
    "one function's code": rolePolicy(
      allow("lambda:UpdateFunctionCode", "arn:aws:lambda:eu-west-1:111122223333:function:orders"),
    ),
    denied: rolePolicy(deny(allow("iam:Put*", "*"))),
    "an administrator, whose star other rules find": rolePolicy(allow(["*", "iam:*"], "*")),
  },
});
