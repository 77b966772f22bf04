import { QUEUE } from "../../lib/failure-paths.ts";
import { EVENT_SOURCE_MAPPING, functionAt } from "../../lib/lambda.ts";
import { defineRule } from "../../lib/rule.ts";
import { each, failUnless, notApplicable } from "../../lib/verdict.ts";

const TIMES = 6;

export const lambdaSqsVisibility = defineRule({
  id: "lambda-sqs-visibility",
  severity: "medium",
  service: "lambda",
  title: "A queue hides a message for six times its consumer's timeout.",
  why: "A message that comes back while it is still worked on is done twice, and uses up its tries.",
  remediation:
    "Set visibilityTimeoutSeconds to 6 times the function's timeout plus maximumBatchingWindowInSeconds.",
  url: "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
  anchors: ["cdk-nag:LambdaEventSourceSQSVisibilityTimeout"],
  types: [EVENT_SOURCE_MAPPING],
  checkInGraph: (mapping, graph) => {
    const consumer = functionAt(mapping, "functionName", graph);
    if (consumer === undefined) return notApplicable;
    return each(graph.targets(mapping, "eventSourceArn", QUEUE), (queue) => {
      const visibility = queue.props.number("visibilityTimeoutSeconds") ?? 30;
      const timeout = consumer.props.number("timeout") ?? 3;
      const needed = TIMES * timeout + (mapping.props.number("maximumBatchingWindowInSeconds") ?? 0);
      return failUnless(
        visibility >= needed,
        `${queue.name} hides a message for ${visibility} s; ${consumer.name} with its timeout of ${timeout} s needs ${needed} s.`,
      );
    });
  },
});
