import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const lambdaJsonLogs = defineRule({
  id: "lambda-json-logs",
  severity: "low",
  service: "lambda",
  title: "Functions log JSON.",
  why: "What is no JSON can't be searched by its fields, and START, END and REPORT lines have none.",
  remediation: 'Set loggingConfig to { logFormat: "JSON" }.',
  url: "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html",
  anchors: ["cdk-nag:LambdaLogging"],
  types: ["aws:lambda/function:Function"],
  check: ({ props }) => {
    const format = props.string("loggingConfig.logFormat");
    return failUnless(format === "JSON", `loggingConfig.logFormat is ${format ?? "not set"}, not JSON.`);
  },
});
