import type { rds } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { auroraBackup } from "./aurora-backup.ts";

describeRule<rds.ClusterArgs>(auroraBackup, {
  good: { engine: "aurora-postgresql", backupRetentionPeriod: 7 },
  bad: {
    "a day by default": { backupRetentionPeriod: undefined },
    "too few": { backupRetentionPeriod: 3 },
    "fewer than the stack asks for": given({}, { settings: { minimumBackupDays: 30 } }),
  },
  nearMisses: { more: { backupRetentionPeriod: 35 } },
});
