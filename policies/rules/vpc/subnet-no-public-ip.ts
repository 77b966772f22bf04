import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const subnetNoPublicIp = defineRule({
  id: "subnet-no-public-ip",
  severity: "medium",
  service: "vpc",
  title: "Subnets give no public addresses away.",
  why: "Whatever is started there is on the internet, whether or not anyone meant it.",
  remediation: "Set mapPublicIpOnLaunch to false; give an address to what needs one.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-15",
  anchors: [
    "fsbp:EC2.15",
    "cdk-nag:HIPAA.Security-VPCSubnetAutoAssignPublicIpDisabled",
    "checkov:CKV_AWS_130",
    "trivy:AWS-0164",
  ],
  types: ["aws:ec2/subnet:Subnet", "aws:ec2/defaultSubnet:DefaultSubnet"],
  check: ({ props }) =>
    failUnless(props.boolean("mapPublicIpOnLaunch") !== true, "mapPublicIpOnLaunch is true."),
  remediate: () => ({ mapPublicIpOnLaunch: false }),
});
