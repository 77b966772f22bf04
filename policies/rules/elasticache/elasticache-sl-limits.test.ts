import type { elasticache } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { elasticacheSlLimits } from "./elasticache-sl-limits.ts";

const LIMITS = { dataStorage: { maximum: 5, unit: "GB" }, ecpuPerSeconds: [{ maximum: 5000 }] };

describeRule<elasticache.ServerlessCacheArgs>(elasticacheSlLimits, {
  good: { engine: "valkey", cacheUsageLimits: LIMITS },
  bad: {
    none: { cacheUsageLimits: undefined },
    "of storage only": given(
      { cacheUsageLimits: { dataStorage: LIMITS.dataStorage } },
      { findings: ["ecpuPerSeconds"] },
    ),
    "a lower bound": given(
      { cacheUsageLimits: { ...LIMITS, dataStorage: { minimum: 1, unit: "GB" } } },
      { findings: ["dataStorage"] },
    ),
  },
  nearMisses: {
    "a lower bound besides": {
      cacheUsageLimits: { ...LIMITS, dataStorage: { ...LIMITS.dataStorage, minimum: 1 } },
    },
  },
});
