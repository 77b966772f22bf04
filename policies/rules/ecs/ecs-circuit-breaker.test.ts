import type { ecs } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { ecsCircuitBreaker } from "./ecs-circuit-breaker.ts";

describeRule<ecs.ServiceArgs>(ecsCircuitBreaker, {
  good: { cluster: "orderflow", deploymentCircuitBreaker: { enable: true, rollback: true } },
  bad: {
    "nothing set, ECS by name": {
      deploymentController: { type: "ECS" },
      deploymentCircuitBreaker: undefined,
    },
    "nothing set": { deploymentCircuitBreaker: undefined },
    "it only stops": { deploymentCircuitBreaker: { enable: true, rollback: false } },
  },
  nearMisses: { "ECS by name": { deploymentController: { type: "ECS" } } },
  notApplicable: {
    "deployed by CodeDeploy": {
      deploymentController: { type: "CODE_DEPLOY" },
      deploymentCircuitBreaker: undefined,
    },
  },
});
