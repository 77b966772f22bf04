import type { appsync } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { appsyncLogging } from "./appsync-logging.ts";

const cloudwatchLogsRoleArn = "arn:aws:iam::111122223333:role/appsync-logs";

describeRule<appsync.GraphQLApiArgs>(appsyncLogging, {
  good: {
    authenticationType: "AWS_IAM",
    logConfig: { cloudwatchLogsRoleArn, fieldLogLevel: "ERROR", excludeVerboseContent: true },
  },
  bad: {
    "no log": given({ logConfig: undefined }, { findings: ["level"] }),
    "with all content": given(
      { logConfig: { cloudwatchLogsRoleArn, fieldLogLevel: "ALL" } },
      { findings: ["content"] },
    ),
  },
  nearMisses: {
    "everything without content": {
      logConfig: { cloudwatchLogsRoleArn, fieldLogLevel: "ALL", excludeVerboseContent: true },
    },
  },
});
