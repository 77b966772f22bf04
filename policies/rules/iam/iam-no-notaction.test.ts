import { allow, ROLE_POLICY, rolePolicy } from "../../lib/testing/policy.ts";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { iamNoNotaction } from "./iam-no-notaction.ts";

const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders";

describeRule(iamNoNotaction, {
  type: ROLE_POLICY,
  good: rolePolicy(allow("sqs:SendMessage", QUEUE)),
  bad: {
    "all actions but one": given(rolePolicy({ Effect: "Allow", NotAction: "iam:*", Resource: "*" }), {
      findings: ["NotAction@0"],
    }),
    "all resources but one": given(
      rolePolicy({ Sid: "Queues", Effect: "Allow", Action: "sqs:SendMessage", NotResource: QUEUE }),
      { findings: ["NotResource@Queues"] },
    ),
  },
  nearMisses: {
    "a denial of all but one": rolePolicy(
      { Effect: "Deny", NotAction: "sqs:SendMessage", Resource: "*" },
      allow("sqs:SendMessage", QUEUE),
    ),
  },
});
