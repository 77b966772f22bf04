import { documentation, type Lives, tags, terraform } from "./life.ts";
import { anything, named, rolesPassedTo } from "./scopes.ts";

const STATE_MACHINES = named("StateMachines", "states", "stateMachine:NAME");

export const STEPFUNCTIONS: Lives = {
  "aws:sfn/stateMachine:StateMachine": [
    {
      on: STATE_MACHINES,
      source: terraform("sfn/state_machine.go"),
      create: ["states:CreateStateMachine"],
      read: ["states:DescribeStateMachine", "states:ListStateMachineVersions"],
      update: ["states:UpdateStateMachine"],
      delete: ["states:DeleteStateMachine"],
    },
    // A preview has each definition checked.
    {
      on: anything("StateMachineDefinitions"),
      source: terraform("sfn/state_machine.go"),
      read: ["states:ValidateStateMachineDefinition"],
    },
    tags(STATE_MACHINES, "sfn", {
      list: "states:ListTagsForResource",
      tag: "states:TagResource",
      untag: "states:UntagResource",
    }),
    {
      on: rolesPassedTo("states"),
      source: documentation(
        "AWS Step Functions Developer Guide",
        "Creating an IAM role for your state machine",
      ),
      create: ["iam:PassRole"],
      update: ["iam:PassRole"],
    },
  ],
};
