import { allow, deny, ROLE_POLICY, rolePolicy } from "../../lib/testing/policy.ts";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { iamNoBroadArn } from "./iam-no-broad-arn.ts";

const TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table";

describeRule(iamNoBroadArn, {
  type: ROLE_POLICY,
  good: rolePolicy(allow("dynamodb:GetItem", `${TABLE}/orders`)),
  bad: {
    "every table": given(rolePolicy(allow("dynamodb:GetItem", `${TABLE}/*`)), { findings: [`${TABLE}/*`] }),
    "every index of every table": rolePolicy(allow("dynamodb:Query", `${TABLE}/*/index/*`)),
    "every bucket": rolePolicy(allow("s3:GetObject", "arn:aws:s3:::*/*")),
    "every function of everyone": rolePolicy(allow("lambda:InvokeFunction", "arn:aws:lambda:*:*:function:*")),
    "every account": rolePolicy(allow("sqs:SendMessage", "arn:aws:sqs:eu-west-1:*:orders")),
    "every region": rolePolicy(allow("sqs:SendMessage", "arn:aws:sqs:*:111122223333:orders")),
    "a service and no more": rolePolicy(allow("sqs:SendMessage", "arn:aws:sqs:*")),
    "beside a name": rolePolicy(allow("dynamodb:GetItem", [`${TABLE}/orders`, `${TABLE}/*`])),
  },
  nearMisses: {
    "the objects of one bucket": rolePolicy(allow("s3:GetObject", "arn:aws:s3:::orders-files/*")),
    "the indexes of one table": rolePolicy(allow("dynamodb:Query", `${TABLE}/orders/index/*`)),
    "a prefix": rolePolicy(allow("dynamodb:GetItem", `${TABLE}/orders-*`)),
    "the streams of one log group": rolePolicy(
      allow("logs:PutLogEvents", "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/orders:*"),
    ),
    "all methods of one API": rolePolicy(
      allow("execute-api:Invoke", "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/*/GET/*"),
    ),
    "the star itself, for another rule": rolePolicy(allow("xray:PutTraceSegments", "*")),
    "keys of an alias": rolePolicy(
      allow("kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/*", {
        "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/orders" },
      }),
    ),
    "all denied": rolePolicy(
      allow("dynamodb:GetItem", `${TABLE}/orders`),
      deny(allow("s3:*", "arn:aws:s3:::*")),
    ),
  },
});
