import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const elasticacheSlSnapshots = defineRule({
  id: "elasticache-sl-snapshots",
  severity: "medium",
  service: "elasticache",
  title: "Serverless caches keep snapshots.",
  why: "A cache that was flushed by mistake is filled again from the database, all at once, by every customer.",
  remediation: "Set snapshotRetentionLimit to the number of days to keep them.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/elasticache-controls.html#elasticache-1",
  anchors: ["fsbp:ElastiCache.1", "checkov:CKV_AWS_134", "trivy:AWS-0050"],
  types: [
    "aws:elasticache/serverlessCache:ServerlessCache",
    "aws:elasticache/replicationGroup:ReplicationGroup",
  ],
  check: ({ props }) => {
    if (props.string("engine") === "memcached") return notApplicable;
    return failUnless(
      (props.number("snapshotRetentionLimit") ?? 0) > 0,
      "snapshotRetentionLimit is not above 0.",
    );
  },
});
