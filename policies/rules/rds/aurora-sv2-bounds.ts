import { defineRule } from "../../lib/rule.ts";
import { combine, failUnless, notApplicable } from "../../lib/verdict.ts";

export const auroraSv2Bounds = defineRule({
  id: "aurora-sv2-bounds",
  severity: "low",
  service: "rds",
  title: "A serverless cluster has an upper bound of capacity, and in production a lower one.",
  why: "Without the upper one a runaway query runs up the bill; a production database that sleeps answers late.",
  remediation:
    "Set serverlessv2ScalingConfiguration.maxCapacity to the setting maximumAuroraCapacity or less, and minCapacity above 0 where the cluster is protected.",
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html",
  anchors: [],
  types: ["aws:rds/cluster:Cluster"],
  check: ({ props, protect }, { maximumAuroraCapacity }) => {
    const scaling = props.block("serverlessv2ScalingConfiguration");
    if (scaling === undefined) return notApplicable;
    const maximum = scaling.number("maxCapacity") ?? Number.POSITIVE_INFINITY;
    const minimum = scaling.number("minCapacity") ?? 0;
    return combine([
      failUnless(
        maximum <= maximumAuroraCapacity,
        `maxCapacity is ${maximum}, more than ${maximumAuroraCapacity}.`,
        "maxCapacity",
      ),
      failUnless(minimum > 0 || !protect, "minCapacity is 0 in a protected cluster.", "minCapacity"),
    ]);
  },
});
