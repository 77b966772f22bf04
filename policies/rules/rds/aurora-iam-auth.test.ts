import type { rds } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { auroraIamAuth } from "./aurora-iam-auth.ts";

describeRule<rds.ClusterArgs>(auroraIamAuth, {
  good: { engine: "aurora-postgresql", iamDatabaseAuthenticationEnabled: true },
  bad: {
    "for the Data API alone": { iamDatabaseAuthenticationEnabled: undefined, enableHttpEndpoint: true },
    "nothing set": { iamDatabaseAuthenticationEnabled: undefined },
    "switched off": { iamDatabaseAuthenticationEnabled: false },
  },
  nearMisses: { "with the Data API besides": { enableHttpEndpoint: true } },
});
