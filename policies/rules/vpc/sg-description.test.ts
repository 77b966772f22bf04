import type { ec2 } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { sgDescription } from "./sg-description.ts";

const rule = (description?: string) => ({
  ingress: [{ protocol: "tcp", fromPort: 5432, toPort: 5432, self: true, description }],
});

describeRule<ec2.SecurityGroupArgs>(sgDescription, {
  good: { description: "What may reach the orders database", ...rule("The projector") },
  bad: {
    none: { description: undefined },
    "Pulumi's own": { description: "Managed by Pulumi" },
    "a rule without": rule(),
    "a rule of the older kind without": given(
      { description: undefined, ingress: undefined },
      { type: "aws:ec2/securityGroupRule:SecurityGroupRule" },
    ),
    "a rule for going out without": given(
      { description: undefined, ingress: undefined },
      { type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule" },
    ),
    "a rule of its own without": given(
      { description: undefined, ingress: undefined },
      { type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule" },
    ),
  },
  nearMisses: { "no rules": { ingress: undefined } },
});
