import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const vpcFlowLogs = defineRule({
  id: "vpc-flow-logs",
  severity: "medium",
  service: "vpc",
  title: "A network logs its connections.",
  why: "Without flow logs nobody can say where data went, nor why a connection fails.",
  remediation: "Create an aws.ec2.FlowLog with the vpcId.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-6",
  anchors: ["fsbp:EC2.6", "cdk-nag:AwsSolutions-VPC7", "checkov:CKV2_AWS_11", "trivy:AWS-0178"],
  types: ["aws:ec2/vpc:Vpc"],
  checkInGraph: (node, graph) =>
    failUnless(graph.referrers(node, "aws:ec2/flowLog:FlowLog").length > 0, `${node.name} has no flow log.`),
});
