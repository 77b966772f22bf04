import type { lambda } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { lambdaEnvCmk } from "./lambda-env-cmk.ts";

describeRule<lambda.FunctionArgs>(lambdaEnvCmk, {
  good: {
    role: "arn:aws:iam::111122223333:role/orders",
    environment: { variables: { TABLE_NAME: "orders" } },
    kmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/1",
    tags: { dataClass: "confidential" },
  },
  bad: {
    "Lambda's own key for another class": { kmsKeyArn: undefined, tags: { dataClass: "internal" } },
    "Lambda's own key": { kmsKeyArn: undefined },
  },
  nearMisses: { "another class": { tags: { dataClass: "internal" } } },
  notApplicable: {
    "nothing classified": { kmsKeyArn: undefined, tags: {} },
    "no variables": { environment: undefined },
  },
});
