import { BUCKETS } from "../../lib/buckets.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const s3NoForceDestroy = defineRule({
  id: "s3-no-force-destroy",
  severity: "medium",
  service: "s3",
  title: "A bucket that still has objects is not deleted.",
  why: "With forceDestroy a renamed resource or a wrong stack name deletes every file of every customer.",
  remediation: "Leave forceDestroy out, or empty the bucket by hand.",
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html",
  anchors: [],
  types: [...BUCKETS, "aws:s3/directoryBucket:DirectoryBucket"],
  check: ({ props }) => failUnless(props.boolean("forceDestroy") !== true, "forceDestroy is true."),
  remediate: () => ({ forceDestroy: false }),
});
