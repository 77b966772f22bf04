import type { lambda } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { lambdaVpcMultiAz } from "./lambda-vpc-multi-az.ts";

const securityGroupIds = ["sg-1"];

describeRule<lambda.FunctionArgs>(lambdaVpcMultiAz, {
  good: {
    role: "arn:aws:iam::111122223333:role/orders",
    vpcConfig: { subnetIds: ["subnet-1", "subnet-2"], securityGroupIds },
  },
  bad: { "one subnet": { vpcConfig: { subnetIds: ["subnet-1"], securityGroupIds } } },
  nearMisses: { "three subnets": { vpcConfig: { subnetIds: ["a", "b", "c"], securityGroupIds } } },
  notApplicable: {
    "no VPC": { vpcConfig: undefined },
    "a VPC taken away": { vpcConfig: { subnetIds: [], securityGroupIds: [] } },
  },
});
