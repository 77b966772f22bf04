import type { sfn } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { sfnLogging } from "./sfn-logging.ts";

const logDestination = "arn:aws:logs:eu-west-1:111122223333:log-group:/sfn/orders:*";

describeRule<sfn.StateMachineArgs>(sfnLogging, {
  good: {
    definition: "{}",
    roleArn: "arn:aws:iam::111122223333:role/sfn",
    loggingConfiguration: { level: "ERROR", logDestination },
  },
  bad: {
    "no log": given({ loggingConfiguration: undefined }, { findings: ["level"] }),
    "switched off": given(
      { loggingConfiguration: { level: "OFF", logDestination } },
      { findings: ["level"] },
    ),
    "what is fatal only": given(
      { loggingConfiguration: { level: "FATAL", logDestination } },
      { findings: ["level"] },
    ),
    "an express workflow's errors only": given({ type: "EXPRESS" }, { findings: ["level"] }),
    "a group without its star": given(
      { loggingConfiguration: { level: "ALL", logDestination: logDestination.slice(0, -2) } },
      { findings: ["destination"] },
    ),
  },
  nearMisses: {
    "an express workflow's everything": {
      type: "EXPRESS",
      loggingConfiguration: { level: "ALL", logDestination },
    },
  },
});
