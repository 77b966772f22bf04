import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const auroraBackup = defineRule({
  id: "aurora-backup",
  severity: "medium",
  service: "rds",
  title: "Backups of a cluster are kept for at least as long as the settings say.",
  why: "The default of one day is over before anyone notices on Monday what broke on Friday.",
  remediation: "Set backupRetentionPeriod to the setting minimumBackupDays or more.",
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Managing.Backups.html",
  anchors: ["checkov:CKV_AWS_133", "trivy:AWS-0077"],
  types: ["aws:rds/cluster:Cluster"],
  check: ({ props }, { minimumBackupDays }) => {
    const days = props.number("backupRetentionPeriod") ?? 1;
    return failUnless(
      days >= minimumBackupDays,
      `Backups are kept for ${days} days, not for ${minimumBackupDays} or more.`,
    );
  },
  remediate: (_resource, { minimumBackupDays }) => ({ backupRetentionPeriod: minimumBackupDays }),
});
