import { ifClassified } from "../../lib/data-class.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const auroraPiCmk = defineRule({
  id: "aurora-pi-cmk",
  severity: "low",
  service: "rds",
  title: "Performance Insights of classified data is encrypted by a customer's key.",
  why: "It keeps the text of queries, with the values that were written into them.",
  remediation: "Set performanceInsightsKmsKeyId.",
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_PerfInsights.access-control.html",
  anchors: ["checkov:CKV_AWS_354", "trivy:AWS-0078"],
  dataClass: true,
  types: ["aws:rds/cluster:Cluster", "aws:rds/clusterInstance:ClusterInstance"],
  check: (resource, settings) =>
    ifClassified(resource, settings, () => {
      const { props } = resource;
      if (props.boolean("performanceInsightsEnabled") !== true) return notApplicable;
      return failUnless(props.has("performanceInsightsKmsKeyId"), "performanceInsightsKmsKeyId is not set.");
    }),
});
