import type { ec2 } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { subnetNoPublicIp } from "./subnet-no-public-ip.ts";

describeRule<ec2.SubnetArgs>(subnetNoPublicIp, {
  good: { vpcId: "vpc-1a2b", mapPublicIpOnLaunch: false },
  bad: {
    "given away": { mapPublicIpOnLaunch: true },
    "in a default subnet": given(
      { mapPublicIpOnLaunch: true },
      { type: "aws:ec2/defaultSubnet:DefaultSubnet" },
    ),
  },
  nearMisses: { "none by default": { mapPublicIpOnLaunch: undefined } },
});
