import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const ecsInsights = defineRule({
  id: "ecs-insights",
  severity: "low",
  service: "ecs",
  title: "A cluster measures its containers.",
  why: "Without Container Insights a task that runs out of memory is only a task that restarts.",
  remediation: 'Set the setting containerInsights to "enabled" or "enhanced".',
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-12",
  anchors: ["fsbp:ECS.12", "cdk-nag:AwsSolutions-ECS4", "checkov:CKV_AWS_65", "trivy:AWS-0034"],
  types: ["aws:ecs/cluster:Cluster"],
  check: ({ props }) =>
    failUnless(
      props
        .blocks("settings")
        .some(
          (setting) =>
            setting.string("name") === "containerInsights" &&
            ["enabled", "enhanced"].includes(setting.string("value") ?? ""),
        ),
      "containerInsights is not enabled.",
    ),
});
