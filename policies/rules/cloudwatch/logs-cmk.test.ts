import type { cloudwatch } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { logsCmk } from "./logs-cmk.ts";

describeRule<cloudwatch.LogGroupArgs>(logsCmk, {
  good: { kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/1", tags: { dataClass: "pii" } },
  bad: { "CloudWatch's own key": { kmsKeyId: undefined } },
  nearMisses: { "a key of another account": { kmsKeyId: "arn:aws:kms:eu-west-1:999988887777:key/1" } },
  notApplicable: { "nothing classified": { kmsKeyId: undefined, tags: {} } },
});
