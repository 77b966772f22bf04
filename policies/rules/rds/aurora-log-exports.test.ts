import type { rds } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { auroraLogExports } from "./aurora-log-exports.ts";

describeRule<rds.ClusterArgs>(auroraLogExports, {
  good: { engine: "aurora-postgresql", enabledCloudwatchLogsExports: ["postgresql"] },
  bad: {
    none: given({ enabledCloudwatchLogsExports: undefined }, { findings: ["postgresql"] }),
    "one of two": given(
      { engine: "aurora-mysql", enabledCloudwatchLogsExports: ["error"] },
      { findings: ["audit"] },
    ),
  },
  nearMisses: { more: { enabledCloudwatchLogsExports: ["postgresql", "iam-db-auth-error"] } },
  notApplicable: { "an engine without such logs": { engine: "neptune" as never } },
});
