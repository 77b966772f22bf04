import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const vpcDefaultSgClosed = defineRule({
  id: "vpc-default-sg-closed",
  severity: "medium",
  service: "vpc",
  title: "The default security group of a network lets nothing in or out.",
  why: "What is created without a group gets this one, in which everything reaches everything.",
  remediation: "Create an aws.ec2.DefaultSecurityGroup with the vpcId, and without ingress and egress.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-2",
  anchors: [
    "fsbp:EC2.2",
    "cdk-nag:HIPAA.Security-VPCDefaultSecurityGroupClosed",
    "checkov:CKV2_AWS_12",
    "trivy:AWS-0173",
  ],
  types: ["aws:ec2/vpc:Vpc"],
  checkInGraph: (node, graph) => {
    const groups = graph.referrers(node, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup");
    return failUnless(
      groups.some(
        ({ from: { props } }) => [...props.blocks("ingress"), ...props.blocks("egress")].length === 0,
      ),
      `The default security group of ${node.name} is open.`,
    );
  },
});
