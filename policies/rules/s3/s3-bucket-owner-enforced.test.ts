import type { s3 } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { s3BucketOwnerEnforced } from "./s3-bucket-owner-enforced.ts";

describeRule<s3.BucketOwnershipControlsArgs>(s3BucketOwnerEnforced, {
  good: { bucket: "orders-files", rule: { objectOwnership: "BucketOwnerEnforced" } },
  bad: {
    "whose name says otherwise": {
      bucket: "bucket-owner-enforced",
      rule: { objectOwnership: "ObjectWriter" },
    },
    "preferred only": { rule: { objectOwnership: "BucketOwnerPreferred" } },
    "the uploader's": { rule: { objectOwnership: "ObjectWriter" } },
  },
  nearMisses: { "a bucket whose name says otherwise": { bucket: "object-writer" } },
});
