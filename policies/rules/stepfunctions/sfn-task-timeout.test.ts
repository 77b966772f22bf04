import type { sfn } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { sfnTaskTimeout } from "./sfn-task-timeout.ts";

const definition = (task: object) =>
  JSON.stringify({
    StartAt: "Wait",
    States: {
      Wait: {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        End: true,
        ...task,
      },
    },
  });

describeRule<sfn.StateMachineArgs>(sfnTaskTimeout, {
  good: { definition: definition({ TimeoutSeconds: 3600 }), roleArn: "arn:aws:iam::111122223333:role/sfn" },
  bad: {
    "a token": given({ definition: definition({}) }, { findings: ["Wait"] }),
    "a job": { definition: definition({ Resource: "arn:aws:states:::glue:startJobRun.sync" }) },
    "an activity": {
      definition: definition({ Resource: "arn:aws:states:eu-west-1:111122223333:activity:approve" }),
    },
  },
  nearMisses: { "a heartbeat": { definition: definition({ HeartbeatSeconds: 60 }) } },
  notApplicable: {
    "a call that is answered at once": {
      definition: definition({ Resource: "arn:aws:states:::lambda:invoke" }),
    },
  },
});
