import { defineRule } from "../../lib/rule.ts";
import { failUnless, pass } from "../../lib/verdict.ts";

export const statefulProtect = defineRule({
  id: "stateful-protect",
  severity: "medium",
  service: "general",
  title: "What holds data is protected from deletion.",
  why: "A renamed component or a wrong stack name is enough for Pulumi to delete a table, and its data is gone.",
  remediation: "Set the resource option protect.",
  url: "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_backing_up_data_secured_backups_data.html",
  anchors: [],
  types: [
    "aws:dynamodb/table:Table",
    "aws:rds/cluster:Cluster",
    "aws:rds/instance:Instance",
    "aws:s3/bucket:Bucket",
    "aws:s3/bucketV2:BucketV2",
    "aws:cognito/userPool:UserPool",
    "aws:kms/key:Key",
    "aws:efs/fileSystem:FileSystem",
    "aws:opensearch/domain:Domain",
    "aws:elasticache/serverlessCache:ServerlessCache",
    "aws:dynamodb/globalTable:GlobalTable",
  ],
  check: ({ props, protect }) => {
    if (protect) return pass;
    const own = ["deletionProtectionEnabled", "deletionProtection"].some((name) =>
      /^(true|ACTIVE)$/.test(props.string(name) ?? ""),
    );
    return failUnless(own, "Neither the option protect nor AWS's own deletion protection is on.");
  },
});
