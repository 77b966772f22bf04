import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const lambdaVpcMultiAz = defineRule({
  id: "lambda-vpc-multi-az",
  severity: "medium",
  service: "lambda",
  title: "Functions in a VPC are in two subnets at least.",
  why: "In a single subnet the function is gone with its Availability Zone, or when the subnet's addresses run out.",
  remediation: "Give vpcConfig.subnetIds a subnet in another Availability Zone.",
  url: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
  anchors: ["fsbp:Lambda.5"],
  types: ["aws:lambda/function:Function"],
  check: ({ props }) => {
    const subnets = props.get("vpcConfig.subnetIds");
    if (!Array.isArray(subnets) || subnets.length === 0) return notApplicable;
    return failUnless(subnets.length >= 2, "vpcConfig.subnetIds has one subnet.");
  },
});
