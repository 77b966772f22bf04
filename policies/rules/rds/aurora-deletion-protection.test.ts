import type { rds } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { auroraDeletionProtection } from "./aurora-deletion-protection.ts";

describeRule<rds.ClusterArgs>(auroraDeletionProtection, {
  good: { engine: "aurora-postgresql", deletionProtection: true },
  bad: {
    "protected by Pulumi alone": given({ deletionProtection: undefined }, { protect: true }),
    "nothing set": { deletionProtection: undefined },
    "switched off": { deletionProtection: false },
    "an instance": given({ deletionProtection: false }, { type: "aws:rds/instance:Instance" }),
  },
  nearMisses: { "without Pulumi's own protection": given({}, { protect: false }) },
  notApplicable: {
    "a replica, whose data is elsewhere": given(
      { deletionProtection: undefined, replicateSourceDb: "orders" } as object,
      { type: "aws:rds/instance:Instance" },
    ),
  },
});
