import type { rds } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { auroraCmk } from "./aurora-cmk.ts";

describeRule<rds.ClusterArgs>(auroraCmk, {
  good: given(
    { engine: "aurora-postgresql", kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/1b2c3d4e" },
    { settings: { dataClass: "personal" } },
  ),
  bad: { "AWS's key": { kmsKeyId: undefined, storageEncrypted: true } },
  nearMisses: { "a key of another account": { kmsKeyId: "arn:aws:kms:eu-west-1:999988887777:key/1b2c3d4e" } },
  notApplicable: { "no classified data": given({}, { settings: {} }) },
});
