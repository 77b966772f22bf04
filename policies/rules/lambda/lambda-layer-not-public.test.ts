import type { lambda } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { lambdaLayerNotPublic } from "./lambda-layer-not-public.ts";

describeRule<lambda.LayerVersionPermissionArgs>(lambdaLayerNotPublic, {
  good: {
    action: "lambda:GetLayerVersion",
    layerName: "shared",
    versionNumber: 1,
    statementId: "share",
    principal: "111122223333",
  },
  bad: { everybody: { principal: "*" } },
  nearMisses: { "everybody in the organization": { principal: "*", organizationId: "o-a1b2c3d4e5" } },
});
