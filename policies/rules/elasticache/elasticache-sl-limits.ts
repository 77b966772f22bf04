import { defineRule } from "../../lib/rule.ts";
import { each, failUnless } from "../../lib/verdict.ts";

export const elasticacheSlLimits = defineRule({
  id: "elasticache-sl-limits",
  severity: "low",
  service: "elasticache",
  title: "Serverless caches have an upper bound of storage and of requests.",
  why: "They scale with whatever is sent to them, and so does the bill.",
  remediation: "Set cacheUsageLimits.dataStorage.maximum and the maximum of cacheUsageLimits.ecpuPerSeconds.",
  url: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Scaling.html",
  anchors: [],
  types: ["aws:elasticache/serverlessCache:ServerlessCache"],
  check: ({ props }) =>
    each(["dataStorage", "ecpuPerSeconds"], (limit) =>
      failUnless(
        props.blocks(`cacheUsageLimits.${limit}`).some((block) => (block.number("maximum") ?? 0) > 0),
        `cacheUsageLimits.${limit} has no maximum.`,
        limit,
      ),
    ),
});
