import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

import { TASK_DEFINITION } from "./containers.ts";

export const ecsRolesSplit = defineRule({
  id: "ecs-roles-split",
  severity: "medium",
  service: "ecs",
  title: "A task's own role is not the one that starts it.",
  why: "The application could pull every image and read every secret that starting it needs.",
  remediation: "Give taskRoleArn and executionRoleArn a role each.",
  url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-ecs-iam-role-overview.html",
  anchors: ["checkov:CKV_AWS_249"],
  types: [TASK_DEFINITION],
  check: ({ props }) => {
    const role = props.string("taskRoleArn");
    return failUnless(
      role === undefined || role !== props.string("executionRoleArn"),
      "taskRoleArn and executionRoleArn are the same.",
    );
  },
});
