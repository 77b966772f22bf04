import { allow, deny, ROLE_POLICY, rolePolicy } from "../../lib/testing/policy.ts";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { iamActionResourceMatch } from "./iam-action-resource-match.ts";

const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders";
const BUCKET = "arn:aws:s3:::orders-files";

describeRule(iamActionResourceMatch, {
  type: ROLE_POLICY,
  good: rolePolicy(allow("sqs:SendMessage", QUEUE)),
  bad: {
    "a queue's action on a topic": given(
      rolePolicy(allow("sqs:SendMessage", "arn:aws:sns:eu-west-1:111122223333:orders")),
      { findings: ["arn:aws:sns:eu-west-1:111122223333:orders", "sqs:SendMessage"] },
    ),
    "an object's action on the bucket": rolePolicy(allow("s3:GetObject", BUCKET)),
    "the bucket's action on objects": rolePolicy(allow("s3:ListBucket", `${BUCKET}/*`)),
    "one action of two": given(rolePolicy(allow(["s3:GetObject", "s3:ListBucket"], `${BUCKET}/*`)), {
      findings: ["s3:ListBucket"],
    }),
    "a resource for nothing": given(rolePolicy(allow("s3:GetObject", [BUCKET, `${BUCKET}/*`])), {
      findings: [BUCKET],
    }),
    "an action that knows no resource": rolePolicy(
      allow(["sqs:SendMessage", "xray:PutTraceSegments"], QUEUE),
    ),
    "an index for a write": rolePolicy(
      allow("dynamodb:PutItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/orders/index/customer"),
    ),
  },
  nearMisses: {
    "the answer to a state machine's task": rolePolicy(
      allow("states:SendTaskSuccess", "arn:aws:states:eu-west-1:111122223333:stateMachine:orders"),
    ),
    "a topic of IoT, which may have slashes": rolePolicy(
      allow("iot:Publish", "arn:aws:iot:eu-west-1:111122223333:topic/orders/1"),
    ),
    "each action with its own resource": rolePolicy(
      allow(["s3:GetObject", "s3:ListBucket"], [BUCKET, `${BUCKET}/*`]),
    ),
    "the streams of a log group": rolePolicy(
      allow("logs:PutLogEvents", "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/orders:*"),
    ),
    "a policy variable": rolePolicy(allow("s3:GetObject", `${BUCKET}/\${aws:PrincipalTag/team}/*`)),
    "parts that are left out": rolePolicy(allow("sqs:SendMessage", "arn:aws:sqs:*")),
    "a prefix that may end in a slash": rolePolicy(allow("s3:GetObject", `${BUCKET}*`)),
    everything: rolePolicy(allow("*", QUEUE)),
    "the star": rolePolicy(allow("xray:PutTraceSegments", "*")),
    "a denial": rolePolicy(allow("sqs:SendMessage", QUEUE), deny(allow("s3:GetObject", BUCKET))),
  },
});
