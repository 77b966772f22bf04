import { allow, allowFor, deny, policy, ROLE_POLICY, rolePolicy } from "../../lib/testing/policy.ts";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { iamActionExists } from "./iam-action-exists.ts";

const TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders";

describeRule(iamActionExists, {
  type: ROLE_POLICY,
  good: rolePolicy(allow(["dynamodb:PutItem", "dynamodb:GetItem"], TABLE)),
  bad: {
    "a plural": given(rolePolicy(allow("dynamodb:PutItems", TABLE)), { findings: ["dynamodb:PutItems"] }),
    "a call of the API that is no action": rolePolicy(allow("s3:HeadObject", "arn:aws:s3:::orders-files/*")),
    "a service that is none": rolePolicy(allow("dynamo:PutItem", TABLE)),
    "a name without a service": rolePolicy(allow("PutItem", TABLE)),
    "a wildcard over nothing": rolePolicy(allow("dynamodb:Store*", TABLE)),
    "a mistyped denial": given(
      rolePolicy(allow("dynamodb:PutItem", TABLE), deny(allow("dynamodb:DeleteItems", TABLE))),
      { findings: ["dynamodb:DeleteItems"] },
    ),
    "in a queue's policy": given(
      { policy: policy(allowFor({ Service: "sns.amazonaws.com" }, "sqs:SendMessages", "*")) },
      { type: "aws:sqs/queuePolicy:QueuePolicy" },
    ),
  },
  nearMisses: {
    "another case": rolePolicy(allow("dynamodb:putitem", TABLE)),
    everything: rolePolicy(allow("*", TABLE)),
    "a wildcard over something": rolePolicy(allow("dynamodb:Batch*", TABLE)),
  },
});
