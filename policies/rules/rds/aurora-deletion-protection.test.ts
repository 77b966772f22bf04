import type { rds } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { auroraDeletionProtection } from "./aurora-deletion-protection.ts";

describeRule<rds.ClusterArgs>(auroraDeletionProtection, {
  good: { engine: "aurora-postgresql", deletionProtection: true },
  bad: {
    "nothing set": { deletionProtection: undefined },
    "switched off": { deletionProtection: false },
  },
  nearMisses: { "without a final snapshot": { skipFinalSnapshot: true } },
});
