import type { cloudtrail } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { cloudtrailCmk } from "./cloudtrail-cmk.ts";

describeRule<cloudtrail.TrailArgs>(cloudtrailCmk, {
  good: given(
    { s3BucketName: "audit", kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/1b2c3d4e" },
    { settings: { dataClass: "personal" } },
  ),
  bad: { "S3's own keys": { kmsKeyId: undefined }, "AWS's key for S3": { kmsKeyId: "alias/aws/s3" } },
  nearMisses: { "a key by its alias": { kmsKeyId: "alias/orderflow-audit" } },
  notApplicable: { "no classified data": given({}, { settings: {} }) },
});
