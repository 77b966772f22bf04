import type { rds } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { auroraPiCmk } from "./aurora-pi-cmk.ts";

const KEY = "arn:aws:kms:eu-west-1:111122223333:key/1b2c3d4e";

describeRule<rds.ClusterArgs>(auroraPiCmk, {
  good: given(
    { engine: "aurora-postgresql", performanceInsightsEnabled: true, performanceInsightsKmsKeyId: KEY },
    { settings: { dataClass: "personal" } },
  ),
  bad: {
    "no key": { performanceInsightsKmsKeyId: undefined },
    "an instance": given(
      { performanceInsightsKmsKeyId: undefined },
      { type: "aws:rds/clusterInstance:ClusterInstance", settings: { dataClass: "personal" } },
    ),
  },
  nearMisses: {
    "a key of another account": {
      performanceInsightsKmsKeyId: "arn:aws:kms:eu-west-1:999988887777:key/1b2c3d4e",
    },
  },
  notApplicable: {
    "no classified data": given({}, { settings: {} }),
    "not used": { performanceInsightsEnabled: false },
  },
});
