import type { s3 } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { s3BucketOwnerEnforced } from "./s3-bucket-owner-enforced.ts";

describeRule<s3.BucketOwnershipControlsArgs>(s3BucketOwnerEnforced, {
  good: { bucket: "orders-files", rule: { objectOwnership: "BucketOwnerEnforced" } },
  bad: {
    "preferred only": { rule: { objectOwnership: "BucketOwnerPreferred" } },
    "the uploader's": { rule: { objectOwnership: "ObjectWriter" } },
  },
  nearMisses: { "of another bucket": { bucket: "orders-archive" } },
});
