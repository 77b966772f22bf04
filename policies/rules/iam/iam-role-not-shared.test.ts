import { describeGraphRule, ref, resource } from "../../lib/testing/graph-rule.ts";
import { iamRoleNotShared } from "./iam-role-not-shared.ts";

const func = (name: string, role: string) =>
  resource("aws:lambda/function:Function", name, { role: ref(role) });

describeGraphRule(iamRoleNotShared, {
  good: [
    resource("aws:iam/role:Role", "create-role"),
    resource("aws:iam/role:Role", "process-role"),
    func("create", "create-role"),
    func("process", "process-role"),
  ],
  bad: {
    "two functions with one role": { set: { process: { role: ref("create-role") } }, on: ["create-role"] },
    "a function and a state machine": {
      plus: [resource("aws:sfn/stateMachine:StateMachine", "saga", { roleArn: ref("create-role") })],
      on: ["create-role"],
    },
    "a function and a schedule": {
      plus: [
        resource("aws:scheduler/schedule:Schedule", "reconcile", {
          target: { arn: ref("create"), roleArn: ref("create-role") },
        }),
      ],
      on: ["create-role"],
    },
  },
  nearMisses: {
    "the role of a function that is gone": {
      without: ["create"],
      set: { process: { role: ref("create-role") } },
    },
    "a task's execution role, which only starts it": {
      plus: [
        resource("aws:ecs/taskDefinition:TaskDefinition", "rebuild", {
          executionRoleArn: ref("create-role"),
        }),
      ],
    },
    "schedules of one group": {
      without: ["create"],
      plus: ["reconcile", "digest"].map((name) =>
        resource("aws:scheduler/schedule:Schedule", name, {
          target: { arn: ref("process"), roleArn: ref("create-role") },
        }),
      ),
    },
  },
});
