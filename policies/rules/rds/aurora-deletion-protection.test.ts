import type { rds } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { auroraDeletionProtection } from "./aurora-deletion-protection.ts";

describeRule<rds.ClusterArgs>(auroraDeletionProtection, {
  good: { engine: "aurora-postgresql", deletionProtection: true },
  bad: {
    "protected by Pulumi alone": given({ deletionProtection: undefined }, { protect: true }),
    "nothing set": { deletionProtection: undefined },
    "switched off": { deletionProtection: false },
  },
  nearMisses: { "without Pulumi's own protection": given({}, { protect: false }) },
});
