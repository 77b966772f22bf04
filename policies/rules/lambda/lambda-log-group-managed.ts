import { isSet } from "../../lib/graph.ts";
import { FUNCTION } from "../../lib/lambda.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

export const lambdaLogGroupManaged = defineRule({
  id: "lambda-log-group-managed",
  severity: "medium",
  service: "lambda",
  title: "A function's log group is declared.",
  why: "Lambda makes a missing one itself: it keeps logs for ever, in no key of yours, and stays when the stack is gone.",
  remediation: "Declare a cloudwatch.LogGroup and name it in loggingConfig.logGroup.",
  url: "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html",
  anchors: [],
  types: [FUNCTION],
  checkInGraph: (lambda, graph) => {
    const name = lambda.props.string("name") ?? lambda.name;
    const declared = isSet(lambda, "loggingConfig")
      ? graph.targets(lambda, "loggingConfig", LOG_GROUP).length > 0 ||
        lambda.props.has("loggingConfig.logGroup")
      : false;
    return failUnless(
      declared || graph.named(LOG_GROUP, `/aws/lambda/${name}`) !== undefined,
      `${lambda.name} has no declared log group.`,
    );
  },
});
