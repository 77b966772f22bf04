import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { sgNoOpenIngress } from "./sg-no-open-ingress.ts";

const ingress = (cidrBlocks: string[], port: number, change: object = {}) => ({
  ingress: [{ protocol: "tcp", fromPort: port, toPort: port, cidrBlocks, ...change }],
});
const RULE_OF_ITS_OWN = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

describeRule<Record<string, unknown>>(sgNoOpenIngress, {
  good: { vpcId: "vpc-1a2b", ...ingress(["10.0.0.0/16"], 5432) },
  bad: {
    "a database": given(ingress(["0.0.0.0/0"], 5432), { findings: ["0.0.0.0/0@tcp 5432"] }),
    "half of the internet": ingress(["10.0.0.0/16", "0.0.0.0/1"], 22),
    "the internet of version 6": ingress([], 22, { ipv6CidrBlocks: ["::/0"] }),
    "every port by a word": given(ingress(["0.0.0.0/0"], 0, { protocol: "all" }), {
      findings: ["0.0.0.0/0@every port"],
    }),
    "every port": ingress(["0.0.0.0/0"], 0, { protocol: "-1" }),
    "a range with 443 in it": ingress(["0.0.0.0/0"], 0, { toPort: 65535 }),
    "443, but of UDP": ingress(["0.0.0.0/0"], 443, { protocol: "udp" }),
    "a rule of its own": given(
      { ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4: "0.0.0.0/0" },
      { type: RULE_OF_ITS_OWN },
    ),
    "a rule of the older kind": given(
      { type: "ingress", protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] },
      { type: "aws:ec2/securityGroupRule:SecurityGroupRule" },
    ),
  },
  nearMisses: {
    HTTPS: ingress(["0.0.0.0/0"], 443),
    "HTTPS by TCP's number": ingress(["0.0.0.0/0"], 443, { protocol: "6" }),
    "another security group": ingress([], 5432, { securityGroups: ["sg-1a2b"] }),
    "a large private range": ingress(["10.0.0.0/8"], 5432),
  },
  notApplicable: {
    "nothing may connect": { ingress: undefined },
    "a rule for going out": given(
      { type: "egress", protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] },
      { type: "aws:ec2/securityGroupRule:SecurityGroupRule" },
    ),
  },
  alsoOn: ["aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"],
});
