import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const ecsNoPublicIp = defineRule({
  id: "ecs-no-public-ip",
  severity: "high",
  service: "ecs",
  title: "Tasks have no public address.",
  why: "The internet then reaches every port that the container opens, past the load balancer and its firewall.",
  remediation: "Leave assignPublicIp at false; let tasks out by a NAT gateway or VPC endpoints.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-2",
  anchors: ["fsbp:ECS.2", "checkov:CKV_AWS_333"],
  types: ["aws:ecs/service:Service"],
  check: ({ props }) =>
    failUnless(props.boolean("networkConfiguration.assignPublicIp") !== true, "assignPublicIp is true."),
  remediate: ({ props }) => ({
    networkConfiguration: { ...(props.get("networkConfiguration") as object), assignPublicIp: false },
  }),
});
