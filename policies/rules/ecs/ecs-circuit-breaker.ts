import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const ecsCircuitBreaker = defineRule({
  id: "ecs-circuit-breaker",
  severity: "low",
  service: "ecs",
  title: "A deployment that never gets healthy is rolled back.",
  why: "ECS otherwise starts broken tasks for ever, and the deployment waits for them.",
  remediation: "Set deploymentCircuitBreaker to { enable: true, rollback: true }.",
  url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html",
  anchors: [],
  types: ["aws:ecs/service:Service"],
  check: ({ props }) => {
    const controller = props.string("deploymentController.type") ?? "ECS";
    if (controller !== "ECS") return notApplicable;
    return failUnless(
      props.boolean("deploymentCircuitBreaker.enable") === true &&
        props.boolean("deploymentCircuitBreaker.rollback") === true,
      "deploymentCircuitBreaker does not roll back.",
    );
  },
  remediate: () => ({ deploymentCircuitBreaker: { enable: true, rollback: true } }),
});
