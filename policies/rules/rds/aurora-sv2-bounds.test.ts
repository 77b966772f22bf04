import type { rds } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { auroraSv2Bounds } from "./aurora-sv2-bounds.ts";

const capacity = (minCapacity: number, maxCapacity: number) => ({
  serverlessv2ScalingConfiguration: { minCapacity, maxCapacity },
});

describeRule<rds.ClusterArgs>(auroraSv2Bounds, {
  good: given({ engine: "aurora-postgresql", ...capacity(0.5, 16) }, { protect: true }),
  bad: {
    "no bound to speak of": given(capacity(0.5, 256), { findings: ["maxCapacity"] }),
    "more than the stack asks for": given(
      {},
      { settings: { maximumAuroraCapacity: 8 }, findings: ["maxCapacity"] },
    ),
    "asleep in production": given(capacity(0, 16), { findings: ["minCapacity"] }),
  },
  nearMisses: {
    "asleep in development": given(capacity(0, 4), { protect: false }),
    "as much as the stack asks for": given(capacity(0.5, 256), { settings: { maximumAuroraCapacity: 256 } }),
  },
  notApplicable: { "no serverless cluster": { serverlessv2ScalingConfiguration: undefined } },
});
