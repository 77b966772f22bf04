import type { sfn } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { sfnCmk } from "./sfn-cmk.ts";

const encryptionConfiguration = { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: "alias/sfn" };

describeRule<sfn.StateMachineArgs>(sfnCmk, {
  good: {
    definition: "{}",
    roleArn: "arn:aws:iam::111122223333:role/sfn",
    encryptionConfiguration,
    tags: { dataClass: "pii" },
  },
  bad: {
    "AWS's key": { encryptionConfiguration: undefined },
    "AWS's key, said so": { encryptionConfiguration: { type: "AWS_OWNED_KEY" } },
  },
  nearMisses: {
    "by its ARN": {
      encryptionConfiguration: {
        ...encryptionConfiguration,
        kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/1",
      },
    },
  },
  notApplicable: { "nothing classified": { encryptionConfiguration: undefined, tags: {} } },
});
