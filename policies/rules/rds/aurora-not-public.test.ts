import type { rds } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { auroraNotPublic } from "./aurora-not-public.ts";

describeRule<rds.ClusterInstanceArgs>(auroraNotPublic, {
  good: {
    clusterIdentifier: "orders",
    engine: "aurora-postgresql",
    instanceClass: "db.serverless",
    publiclyAccessible: false,
  },
  bad: {
    public: { publiclyAccessible: true },
    "an instance": given({ publiclyAccessible: true }, { type: "aws:rds/instance:Instance" }),
  },
  nearMisses: { "private by default": { publiclyAccessible: undefined } },
});
