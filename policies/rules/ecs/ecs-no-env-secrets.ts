import { defineRule } from "../../lib/rule.ts";
import { secretNamed } from "../../lib/secrets.ts";
import { each, failUnless } from "../../lib/verdict.ts";

import { containersOf, TASK_DEFINITION } from "./containers.ts";

export const ecsNoEnvSecrets = defineRule({
  id: "ecs-no-env-secrets",
  severity: "critical",
  service: "ecs",
  title: "No secret stands in a container's environment.",
  why: "Everyone who may describe the task reads it, and so does every crash report.",
  remediation: "Move it to secrets, whose valueFrom is the ARN of a secret or parameter.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-8",
  anchors: ["fsbp:ECS.8", "cdk-nag:AwsSolutions-ECS2", "trivy:AWS-0036"],
  types: [TASK_DEFINITION],
  check: ({ props }) =>
    each(containersOf(props), (container) =>
      each(container.blocks("environment"), (variable) => {
        const name = variable.string("name") ?? "";
        const kind = secretNamed(name, variable.string("value") ?? "");
        return failUnless(
          kind === undefined,
          `${name} of ${container.string("name")} is ${kind}.`,
          `${container.string("name")}:${name}`,
        );
      }),
    ),
});
