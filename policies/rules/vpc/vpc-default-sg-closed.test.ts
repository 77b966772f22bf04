import { describeGraphRule, ref, resource } from "../../lib/testing/graph-rule.ts";
import { vpcDefaultSgClosed } from "./vpc-default-sg-closed.ts";

const GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";

describeGraphRule(vpcDefaultSgClosed, {
  good: [
    resource("aws:ec2/vpc:Vpc", "network"),
    resource(GROUP, "closed", { vpcId: ref("network", "id"), ingress: [], egress: [] }),
  ],
  bad: {
    "left as it is": { without: ["closed"], on: ["network"] },
    "open to itself": {
      set: { closed: { ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, self: true }] } },
    },
    "open to go out": {
      set: { closed: { egress: [{ protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }] } },
      on: ["network"],
    },
  },
  nearMisses: { "nothing listed": { set: { closed: { ingress: undefined, egress: undefined } } } },
});
