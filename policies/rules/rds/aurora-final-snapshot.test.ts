import type { rds } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { auroraFinalSnapshot } from "./aurora-final-snapshot.ts";

describeRule<rds.ClusterArgs>(auroraFinalSnapshot, {
  good: { engine: "aurora-postgresql", skipFinalSnapshot: false, finalSnapshotIdentifier: "orders-final" },
  bad: {
    skipped: { skipFinalSnapshot: true },
    "an instance": given({ skipFinalSnapshot: true }, { type: "aws:rds/instance:Instance" }),
  },
  nearMisses: { "taken by default": { skipFinalSnapshot: undefined } },
});
