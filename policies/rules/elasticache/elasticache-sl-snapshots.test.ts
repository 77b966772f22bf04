import type { elasticache } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { elasticacheSlSnapshots } from "./elasticache-sl-snapshots.ts";

describeRule<elasticache.ServerlessCacheArgs>(elasticacheSlSnapshots, {
  good: { engine: "valkey", snapshotRetentionLimit: 1 },
  bad: {
    "nothing set": { snapshotRetentionLimit: undefined },
    "none kept": { snapshotRetentionLimit: 0 },
    "of nodes": given(
      { snapshotRetentionLimit: undefined },
      { type: "aws:elasticache/replicationGroup:ReplicationGroup" },
    ),
  },
  nearMisses: { "kept longer": { snapshotRetentionLimit: 35 } },
  notApplicable: { "memcached, which has none": { engine: "memcached", snapshotRetentionLimit: undefined } },
});
