import { withAlias } from "../../lib/buckets.ts";
import { defineRule } from "../../lib/rule.ts";
import { each, failUnless, notApplicable } from "../../lib/verdict.ts";

export const s3BucketKey = defineRule({
  id: "s3-bucket-key",
  severity: "low",
  service: "s3",
  title: "Buckets that KMS encrypts use a bucket key.",
  why: "Without one, each object read is a call of KMS: it costs as much as the read, and throttles at a peak.",
  remediation: "Set bucketKeyEnabled to true beside applyServerSideEncryptionByDefault.",
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html",
  anchors: [],
  types: [
    ...withAlias("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"),
  ],
  check: ({ props }) =>
    each(props.blocks("rules"), (rule) => {
      if (rule.string("applyServerSideEncryptionByDefault.sseAlgorithm") !== "aws:kms") return notApplicable;
      return failUnless(rule.boolean("bucketKeyEnabled") === true, "bucketKeyEnabled is not true.");
    }),
  remediate: ({ props }) => ({
    rules: (props.get("rules") as object[]).map((rule) => ({ ...rule, bucketKeyEnabled: true })),
  }),
});
