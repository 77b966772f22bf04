import { defineRule } from "../../lib/rule.ts";
import { attempt, combine, failUnless, pass } from "../../lib/verdict.ts";

export const sfnLogging = defineRule({
  id: "sfn-logging",
  severity: "medium",
  service: "stepfunctions",
  title: "State machines log what goes wrong.",
  why: "An express workflow has no history at all, a standard one for 90 days: without a log nobody can say later why it failed.",
  remediation:
    'Set loggingConfiguration.level to ALL, or ERROR for a standard workflow, and logDestination to a log group\'s ARN followed by ":*".',
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html",
  anchors: ["fsbp:StepFunctions.1", "cdk-nag:AwsSolutions-SF1", "checkov:CKV_AWS_285"],
  types: ["aws:sfn/stateMachine:StateMachine"],
  check: ({ props }) => {
    const level = props.string("loggingConfiguration.level");
    const isOff = level === undefined || level === "OFF";
    const express = props.string("type") === "EXPRESS";
    return combine([
      failUnless(
        level === "ALL" || (!express && level === "ERROR"),
        `loggingConfiguration.level is ${level ?? "not set"}.`,
        "level",
      ),
      attempt(() => {
        if (isOff || props.isUnknown("loggingConfiguration.logDestination")) return pass;
        const destination = props.string("loggingConfiguration.logDestination") ?? "";
        return failUnless(
          destination.endsWith(":*"),
          `logDestination "${destination}" does not end in ":*".`,
          "destination",
        );
      }),
    ]);
  },
});
