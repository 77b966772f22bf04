import type { sfn } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { sfnNoExecData } from "./sfn-no-exec-data.ts";

describeRule<sfn.StateMachineArgs>(sfnNoExecData, {
  good: {
    definition: "{}",
    roleArn: "arn:aws:iam::111122223333:role/sfn",
    loggingConfiguration: { level: "ALL", includeExecutionData: false },
    tags: { dataClass: "pii" },
  },
  bad: { "data in the log": { loggingConfiguration: { level: "ALL", includeExecutionData: true } } },
  nearMisses: { "no log": { loggingConfiguration: undefined } },
  notApplicable: { "nothing classified": { tags: {}, loggingConfiguration: { includeExecutionData: true } } },
});
