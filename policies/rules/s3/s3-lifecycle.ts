import { BUCKETS, besideBucket, redirectsAll } from "../../lib/buckets.ts";
import type { Properties } from "../../lib/properties.ts";
import { required } from "../../lib/required.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const s3Lifecycle = defineRule({
  id: "s3-lifecycle",
  severity: "low",
  service: "s3",
  title: "Buckets clear away uploads that were never finished.",
  why: "Parts of broken uploads are invisible, and paid for until the bucket is gone.",
  remediation:
    "Give the bucket an aws.s3.BucketLifecycleConfiguration with a rule with abortIncompleteMultipartUpload.",
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-lifecycle-config.html",
  anchors: ["fsbp:S3.10", "fsbp:S3.13", "checkov:CKV2_AWS_61", "checkov:CKV_AWS_300"],
  types: BUCKETS,
  checkInGraph: (node, graph) => {
    if (redirectsAll(node, graph)) return notApplicable;
    const beside = besideBucket(
      node,
      graph,
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    ).flatMap((each) => required(each, "rules").props.blocks("rules"));
    return failUnless(
      beside.some(abortsUploads) || node.props.blocks("lifecycleRules").some(abortsUploadsInline),
      `${node.name} keeps the parts of unfinished uploads.`,
    );
  },
});

function abortsUploads(rule: Properties): boolean {
  return rule.string("status") === "Enabled" && rule.has("abortIncompleteMultipartUpload");
}

function abortsUploadsInline(rule: Properties): boolean {
  return rule.boolean("enabled") === true && rule.has("abortIncompleteMultipartUploadDays");
}
