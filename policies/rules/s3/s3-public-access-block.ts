import { BUCKETS } from "../../lib/buckets.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

const BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";

export const s3PublicAccessBlock = defineRule({
  id: "s3-public-access-block",
  severity: "high",
  service: "s3",
  title: "Buckets have a public access block, or their account has.",
  why: "One wrong policy or object ACL then opens customers' files to the internet.",
  remediation: "Create an aws.s3.BucketPublicAccessBlock for the bucket, with all four settings true.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-8",
  anchors: ["fsbp:S3.8", "cdk-nag:AwsSolutions-S2", "checkov:CKV2_AWS_6", "trivy:AWS-0094"],
  types: BUCKETS,
  checkInGraph: (node, graph) => {
    const ofAccount = graph.ofType("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock");
    return failUnless(
      graph.referrers(node, BLOCK).length > 0 || ofAccount.length > 0,
      `Nothing blocks public access to ${node.name}.`,
    );
  },
});
