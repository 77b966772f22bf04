import { BUCKETS, besideBucket, redirectsAll } from "../../lib/buckets.ts";
import type { Graph, Node } from "../../lib/graph.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

/** By which properties others write their logs into a bucket. */
const LOG_TARGETS = new Set([
  "targetBucket",
  "logging",
  "loggings",
  "s3BucketName",
  "loggingConfig",
  "logDestination",
]);

export const s3AccessLogs = defineRule({
  id: "s3-access-logs",
  severity: "low",
  service: "s3",
  title: "Buckets log who reads and writes them.",
  why: "After a leak nobody can say what was read, and by whom.",
  remediation: "Give the bucket an aws.s3.BucketLogging that writes to a bucket for logs.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-9",
  anchors: ["fsbp:S3.9", "cdk-nag:AwsSolutions-S1", "checkov:CKV_AWS_18", "trivy:AWS-0089"],
  types: BUCKETS,
  checkInGraph: (node, graph) => {
    if (redirectsAll(node, graph) || isLogTarget(node, graph)) return notApplicable;
    const inline = node.props.has("logging.targetBucket") || node.props.blocks("loggings").length > 0;
    const beside = besideBucket(node, graph, "aws:s3/bucketLogging:BucketLogging").length > 0;
    return failUnless(inline || beside, `Nobody sees who reads ${node.name}.`);
  },
});

/** A bucket that logs are written to would log the writing of its logs. */
function isLogTarget(bucket: Node, graph: Graph): boolean {
  return graph.referrers(bucket).some(({ property }) => LOG_TARGETS.has(property));
}
