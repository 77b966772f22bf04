import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const auroraFinalSnapshot = defineRule({
  id: "aurora-final-snapshot",
  severity: "medium",
  service: "rds",
  title: "A cluster that is deleted leaves a snapshot.",
  why: "What was deleted by mistake is then gone with its automated backups.",
  remediation: "Set skipFinalSnapshot to false and name a finalSnapshotIdentifier.",
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DeleteCluster.html",
  anchors: [],
  types: ["aws:rds/cluster:Cluster", "aws:rds/instance:Instance"],
  check: ({ props }) => failUnless(props.boolean("skipFinalSnapshot") !== true, "skipFinalSnapshot is true."),
});
