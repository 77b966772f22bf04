import { defineRule } from "../../lib/rule.ts";
import { each, failUnless } from "../../lib/verdict.ts";

export const sgDescription = defineRule({
  id: "sg-description",
  severity: "low",
  service: "vpc",
  title: "Security groups and their rules say what they are for.",
  why: "Nobody dares to remove a rule that nobody can explain.",
  remediation: "Set description of the group, and of each rule.",
  url: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
  anchors: ["cdk-nag:AwsSolutions-EC27", "checkov:CKV_AWS_23", "trivy:AWS-0099", "trivy:AWS-0124"],
  types: [
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  ],
  check: ({ props }) =>
    each([props, ...props.blocks("ingress"), ...props.blocks("egress")], (described) =>
      failUnless(
        !["", "Managed by Pulumi"].includes(described.string("description") ?? ""),
        `${described === props ? "description" : "The description of a rule"} is not set.`,
      ),
    ),
});
