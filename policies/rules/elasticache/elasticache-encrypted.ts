import { defineRule } from "../../lib/rule.ts";
import { each, failUnless } from "../../lib/verdict.ts";

export const elasticacheEncrypted = defineRule({
  id: "elasticache-encrypted",
  severity: "high",
  service: "elasticache",
  title: "Caches of nodes are encrypted at rest and in transit.",
  why: "Sessions and orders cross the network and lie in snapshots as they are. Serverless caches always encrypt.",
  remediation: "Set atRestEncryptionEnabled and transitEncryptionEnabled to true.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/elasticache-controls.html#elasticache-4",
  anchors: [
    "fsbp:ElastiCache.4",
    "fsbp:ElastiCache.5",
    "cdk-nag:AwsSolutions-AEC3",
    "checkov:CKV_AWS_29",
    "checkov:CKV_AWS_30",
  ],
  types: ["aws:elasticache/replicationGroup:ReplicationGroup"],
  check: ({ props }) =>
    each(["atRestEncryptionEnabled", "transitEncryptionEnabled"], (property) =>
      failUnless(
        props.boolean(property) ?? props.string("engine") === "valkey",
        `${property} is not true.`,
        property,
      ),
    ),
});
