import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const ecsExecLogs = defineRule({
  id: "ecs-exec-logs",
  severity: "low",
  service: "ecs",
  title: "What is done in a shell in a container is logged.",
  why: "A shell in production leaves no trace of what was read or changed there.",
  remediation:
    'Set executeCommandConfiguration.logging to "OVERRIDE" with a logConfiguration, or leave it at DEFAULT.',
  url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
  anchors: ["checkov:CKV_AWS_223", "checkov:CKV_AWS_224"],
  types: ["aws:ecs/cluster:Cluster"],
  check: ({ props }) =>
    failUnless(
      props.string("configuration.executeCommandConfiguration.logging") !== "NONE",
      "executeCommandConfiguration.logging is NONE.",
    ),
});
