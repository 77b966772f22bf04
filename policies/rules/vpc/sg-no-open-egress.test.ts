import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { sgNoOpenEgress } from "./sg-no-open-egress.ts";

const egress = (protocol: string, cidr: string) => ({
  egress: [{ protocol, fromPort: 0, toPort: 0, cidrBlocks: [cidr] }],
});

describeRule<Record<string, unknown>>(sgNoOpenEgress, {
  good: given({ vpcId: "vpc-1a2b", ...egress("-1", "10.0.0.0/16") }, { settings: { dataClass: "personal" } }),
  bad: {
    "a rule of the older kind": given(
      { type: "egress", protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] },
      { type: "aws:ec2/securityGroupRule:SecurityGroupRule" },
    ),
    everywhere: given(egress("-1", "0.0.0.0/0"), { findings: ["0.0.0.0/0"] }),
    "a rule of its own": given(
      { ipProtocol: "-1", cidrIpv6: "::/0" },
      { type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule" },
    ),
  },
  nearMisses: {
    "HTTPS everywhere": {
      egress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }],
    },
  },
  notApplicable: {
    "no classified data": given({}, { settings: {} }),
    nowhere: { egress: undefined },
  },
  alsoOn: ["aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"],
});
