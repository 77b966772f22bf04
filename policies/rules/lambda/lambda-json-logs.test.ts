import type { lambda } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { lambdaJsonLogs } from "./lambda-json-logs.ts";

describeRule<lambda.FunctionArgs>(lambdaJsonLogs, {
  good: { role: "arn:aws:iam::111122223333:role/orders", loggingConfig: { logFormat: "JSON" } },
  bad: { text: { loggingConfig: { logFormat: "Text" } }, "nothing said": { loggingConfig: undefined } },
  nearMisses: { "with a level": { loggingConfig: { logFormat: "JSON", systemLogLevel: "WARN" } } },
});
