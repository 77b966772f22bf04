import type { pipes } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { pipesLogging } from "./pipes-logging.ts";

describeRule<pipes.PipeArgs>(pipesLogging, {
  good: {
    source: "arn:aws:sqs:eu-west-1:111122223333:a",
    target: "arn:aws:sqs:eu-west-1:111122223333:b",
    roleArn: "arn:aws:iam::111122223333:role/pipe",
    logConfiguration: { level: "ERROR" },
  },
  bad: {
    "no log": given({ logConfiguration: undefined }, { findings: ["level"] }),
    "switched off": given({ logConfiguration: { level: "OFF" } }, { findings: ["level"] }),
    "with the data": given(
      { logConfiguration: { level: "ERROR", includeExecutionDatas: ["ALL"] } },
      { findings: ["data"] },
    ),
  },
  nearMisses: { "all that happens": { logConfiguration: { level: "TRACE" } } },
});
