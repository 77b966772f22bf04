import type { elasticache } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { elasticacheSlCmk } from "./elasticache-sl-cmk.ts";

describeRule<elasticache.ServerlessCacheArgs>(elasticacheSlCmk, {
  good: given(
    { engine: "valkey", kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/1b2c3d4e" },
    { settings: { dataClass: "personal" } },
  ),
  bad: { "AWS's key": { kmsKeyId: undefined } },
  nearMisses: { "by the key's id": { kmsKeyId: "1b2c3d4e" } },
  notApplicable: { "no classified data": given({}, { settings: {} }) },
});
