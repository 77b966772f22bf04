import { BUCKETS, besideBucket, redirectsAll } from "../../lib/buckets.ts";
import type { Graph, Node } from "../../lib/graph.ts";
import { required } from "../../lib/required.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const s3Versioning = defineRule({
  id: "s3-versioning",
  severity: "medium",
  service: "s3",
  title: "Buckets keep former versions of objects.",
  why: "What is overwritten or deleted by mistake, or by ransomware, is otherwise gone.",
  remediation: 'Give the bucket an aws.s3.BucketVersioning with the status "Enabled".',
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-14",
  anchors: [
    "securityhub:S3.14",
    "cdk-nag:HIPAA.Security-S3BucketVersioningEnabled",
    "checkov:CKV_AWS_21",
    "trivy:AWS-0090",
  ],
  types: BUCKETS,
  checkInGraph: (node, graph) => {
    if (redirectsAll(node, graph)) return notApplicable;
    return failUnless(
      isVersionedInline(node) || isVersionedBeside(node, graph),
      `${node.name} keeps no former versions.`,
    );
  },
});

function isVersionedInline({ props }: Node): boolean {
  return [...props.blocks("versioning"), ...props.blocks("versionings")].some(
    (block) => block.boolean("enabled") === true,
  );
}

function isVersionedBeside(bucket: Node, graph: Graph): boolean {
  return besideBucket(bucket, graph, "aws:s3/bucketVersioning:BucketVersioning").some(
    (beside) =>
      required(beside, "versioningConfiguration").props.string("versioningConfiguration.status") ===
      "Enabled",
  );
}
