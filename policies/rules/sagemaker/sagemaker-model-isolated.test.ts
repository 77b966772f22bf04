import type { sagemaker } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { sagemakerModelIsolated } from "./sagemaker-model-isolated.ts";

describeRule<sagemaker.ModelArgs>(sagemakerModelIsolated, {
  good: { executionRoleArn: "arn:aws:iam::111122223333:role/model", enableNetworkIsolation: true },
  bad: {
    "nothing set": { enableNetworkIsolation: undefined },
    "switched off": { enableNetworkIsolation: false },
  },
  nearMisses: {
    "in a VPC": {
      enableNetworkIsolation: undefined,
      vpcConfig: { subnets: ["subnet-1"], securityGroupIds: ["sg-1"] },
    },
  },
});
