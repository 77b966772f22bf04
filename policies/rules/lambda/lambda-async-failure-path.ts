import { type Graph, isSet, type Node } from "../../lib/graph.ts";
import { FUNCTION, functionAt } from "../../lib/lambda.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const lambdaAsyncFailurePath = defineRule({
  id: "lambda-async-failure-path",
  severity: "high",
  service: "lambda",
  title: "A function that is invoked asynchronously sends what fails to a queue or topic.",
  why: "Nobody waits for the answer: after two more tries Lambda drops the event.",
  remediation:
    "Add a lambda.FunctionEventInvokeConfig with destinationConfig.onFailure, or set deadLetterConfig.",
  url: "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html",
  anchors: [
    "cdk-nag:Serverless-LambdaDLQ",
    "cdk-nag:Serverless-LambdaAsyncFailureDestination",
    "checkov:CKV_AWS_116",
  ],
  types: [FUNCTION],
  checkInGraph: (lambda, graph) => {
    const source = asynchronousSource(lambda, graph);
    if (source === undefined) return notApplicable;
    const configured = graph
      .ofType("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig")
      .some((config) => hasOnFailure(config) && functionAt(config, "functionName", graph) === lambda);
    return failUnless(
      configured || isSet(lambda, "deadLetterConfig"),
      `${lambda.name} is invoked asynchronously by the ${source.type.split(":").at(-1)} ${source.name}, and what fails is dropped.`,
    );
  },
});

/** At preview a destination that is not known yet may be missing with all that is beside it. */
function hasOnFailure(config: Node): boolean {
  return config.props.has("destinationConfig")
    ? config.props.has("destinationConfig.onFailure.destination")
    : isSet(config, "destinationConfig");
}

/** By resource type, the property that names the function which it invokes without waiting. */
const SOURCES: Readonly<Record<string, string>> = {
  "aws:cloudwatch/eventTarget:EventTarget": "arn",
  "aws:scheduler/schedule:Schedule": "target",
  "aws:sns/topicSubscription:TopicSubscription": "endpoint",
  "aws:s3/bucketNotification:BucketNotification": "lambdaFunctions",
  "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": "destinationArn",
  "aws:ses/receiptRule:ReceiptRule": "lambdaActions",
};

const ASYNCHRONOUS_SERVICES =
  /^(s3|sns|events|ses|config|iot|codecommit|cloudformation|logs)\.([a-z0-9-]+\.)?amazonaws\.com/;

function asynchronousSource(lambda: Node, graph: Graph): Node | undefined {
  const source = graph
    .ofType(...Object.keys(SOURCES))
    .find((node) => functionAt(node, SOURCES[node.type] ?? "", graph) === lambda);
  return (
    source ??
    graph
      .ofType("aws:lambda/permission:Permission")
      .find(
        (permission) =>
          !permission.props.isUnknown("principal") &&
          ASYNCHRONOUS_SERVICES.test(permission.props.string("principal") ?? "") &&
          functionAt(permission, "function", graph) === lambda,
      )
  );
}
