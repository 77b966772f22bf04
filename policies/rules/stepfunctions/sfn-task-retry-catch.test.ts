import type { sfn } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { sfnTaskRetryCatch } from "./sfn-task-retry-catch.ts";

const Retry = [{ ErrorEquals: ["States.ALL"], MaxAttempts: 3 }];
const Catch = [{ ErrorEquals: ["States.ALL"], Next: "Failed" }];
const definition = (task: object) =>
  JSON.stringify({
    StartAt: "Pay",
    States: { Pay: { Type: "Task", Resource: "x", End: true, ...task }, Failed: { Type: "Fail" } },
  });
const map = (task: object, outer: object) =>
  JSON.stringify({
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        ItemProcessor: { StartAt: "One", States: { One: { Type: "Task", End: true, ...task } } },
        ...outer,
      },
    },
  });

describeRule<sfn.StateMachineArgs>(sfnTaskRetryCatch, {
  good: { definition: definition({ Retry, Catch }), roleArn: "arn:aws:iam::111122223333:role/sfn" },
  bad: {
    "no retry": given({ definition: definition({ Catch }) }, { findings: ["Pay:Retry"] }),
    "no catch": given({ definition: definition({ Retry }) }, { findings: ["Pay:Catch"] }),
    "inside a map": given({ definition: map({}, {}) }, { findings: ["One:Catch", "One:Retry"] }),
    "a retry that never tries again": given(
      { definition: definition({ Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 0 }], Catch }) },
      { findings: ["Pay:Retry"] },
    ),
    "an empty retry": { definition: definition({ Retry: [], Catch }) },
    "not JSON": given({ definition: "StartAt: Pay" }, { findings: ["malformed"] }),
  },
  nearMisses: {
    "one error that is final, and the others": {
      definition: definition({ Retry: [{ ErrorEquals: ["Declined"], MaxAttempts: 0 }, ...Retry], Catch }),
    },
    "caught by the map": { definition: map({ Retry }, { Catch }) },
  },
  notApplicable: { "no tasks": { definition: '{"StartAt":"Done","States":{"Done":{"Type":"Succeed"}}}' } },
});
