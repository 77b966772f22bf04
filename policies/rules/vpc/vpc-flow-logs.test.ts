import { describeGraphRule, ref, resource } from "../../lib/testing/graph-rule.ts";
import { vpcFlowLogs } from "./vpc-flow-logs.ts";

const VPC = "aws:ec2/vpc:Vpc";

describeGraphRule(vpcFlowLogs, {
  good: [
    resource(VPC, "network"),
    resource("aws:ec2/flowLog:FlowLog", "flows", { vpcId: ref("network", "id") }),
  ],
  bad: {
    none: { without: ["flows"], on: ["network"] },
    "another network's": { plus: [resource(VPC, "other")], on: ["other"] },
  },
  nearMisses: {
    "of a subnet besides": { plus: [resource("aws:ec2/flowLog:FlowLog", "more", { subnetId: "subnet-1" })] },
  },
});
