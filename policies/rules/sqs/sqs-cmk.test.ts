import type { sqs } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { sqsCmk } from "./sqs-cmk.ts";

describeRule<sqs.QueueArgs>(sqsCmk, {
  good: { kmsMasterKeyId: "alias/orders", tags: { dataClass: "confidential" } },
  bad: {
    "SQS's own key": { kmsMasterKeyId: undefined },
    "AWS's key": { kmsMasterKeyId: "alias/aws/sqs" },
    "in a stack with classified data": given(
      { kmsMasterKeyId: undefined, tags: {} },
      { settings: { dataClass: "confidential" } },
    ),
  },
  nearMisses: { "by the key's ARN": { kmsMasterKeyId: "arn:aws:kms:eu-west-1:111122223333:key/1" } },
  notApplicable: { "nothing classified in it": { kmsMasterKeyId: undefined, tags: {} } },
});
