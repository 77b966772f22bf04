import type { ecs } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { ecsNoPublicIp } from "./ecs-no-public-ip.ts";

describeRule<ecs.ServiceArgs>(ecsNoPublicIp, {
  good: { networkConfiguration: { subnets: ["subnet-1"], assignPublicIp: false } },
  bad: { "one each": { networkConfiguration: { subnets: ["subnet-1"], assignPublicIp: true } } },
  nearMisses: { "none by default": { networkConfiguration: { subnets: ["subnet-1"] } } },
});
