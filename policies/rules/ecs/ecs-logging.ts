import { defineRule } from "../../lib/rule.ts";
import { each, failUnless } from "../../lib/verdict.ts";

import { containersOf, TASK_DEFINITION } from "./containers.ts";

export const ecsLogging = defineRule({
  id: "ecs-logging",
  severity: "medium",
  service: "ecs",
  title: "Every container has a place for its logs.",
  why: "A task that ends takes what it wrote with it.",
  remediation: "Set logConfiguration of each container, with the awslogs driver.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-9",
  anchors: ["fsbp:ECS.9", "cdk-nag:AwsSolutions-ECS7"],
  types: [TASK_DEFINITION],
  check: ({ props }) =>
    each(containersOf(props), (container) => {
      const name = container.string("name");
      return failUnless(
        (container.string("logConfiguration.logDriver") ?? "none") !== "none",
        `${name} has no logConfiguration.`,
        name,
      );
    }),
});
