import { allow, deny, ROLE_POLICY, rolePolicy } from "../../lib/testing/policy.ts";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { iamNoServiceWildcard } from "./iam-no-service-wildcard.ts";

const TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders";

describeRule(iamNoServiceWildcard, {
  type: ROLE_POLICY,
  good: rolePolicy(allow(["dynamodb:GetItem", "dynamodb:PutItem"], TABLE)),
  bad: {
    "all of one service": given(rolePolicy(allow("dynamodb:*", TABLE)), { findings: ["dynamodb:*"] }),
    "two stars": rolePolicy(allow("dynamodb:**", TABLE)),
    "among named actions": rolePolicy(allow(["dynamodb:GetItem", "s3:*"], TABLE)),
    "all of IAM": given(rolePolicy(allow("iam:*", "*")), { findings: ["iam:*"] }),
    "all of all services, in two parts": rolePolicy(allow("*:*", TABLE)),
    "all of all services": given(rolePolicy(allow("*", TABLE)), { findings: ["*"] }),
  },
  nearMisses: {
    "a wildcard over reads": rolePolicy(allow("dynamodb:Get*", TABLE)),
    "everything on everything, for another rule": rolePolicy(allow("*", "*")),
    "all denied": rolePolicy(allow("dynamodb:GetItem", TABLE), deny(allow("dynamodb:*", TABLE))),
  },
});
