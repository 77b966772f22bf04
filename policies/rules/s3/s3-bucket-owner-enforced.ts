import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const s3BucketOwnerEnforced = defineRule({
  id: "s3-bucket-owner-enforced",
  severity: "low",
  service: "s3",
  title: "Objects belong to the bucket's owner, and ACLs don't count.",
  why: "With ACLs, who may read an object is said in two places, and an uploader from elsewhere owns it.",
  remediation: "Leave objectOwnership at BucketOwnerEnforced, which is the default of new buckets.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-12",
  anchors: ["fsbp:S3.12", "checkov:CKV2_AWS_65"],
  types: ["aws:s3/bucketOwnershipControls:BucketOwnershipControls"],
  check: ({ props }) => {
    const ownership = props.string("rule.objectOwnership");
    return failUnless(ownership === "BucketOwnerEnforced", `objectOwnership is ${ownership ?? "not set"}.`);
  },
  remediate: () => ({ rule: { objectOwnership: "BucketOwnerEnforced" } }),
});
