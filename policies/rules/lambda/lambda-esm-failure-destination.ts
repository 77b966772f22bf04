import { isStreamSource } from "../../lib/lambda.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const lambdaEsmFailureDestination = defineRule({
  id: "lambda-esm-failure-destination",
  severity: "high",
  service: "lambda",
  title: "What a stream's consumer gives up on goes to a failure destination.",
  why: "Records that were tried often enough, or grew too old, are dropped; without a destination nobody knows which.",
  remediation: "Set destinationConfig.onFailure.destinationArn to a queue or topic.",
  url: "https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html",
  anchors: ["cdk-nag:Serverless-LambdaEventSourceMappingDestination"],
  types: ["aws:lambda/eventSourceMapping:EventSourceMapping"],
  check: ({ props }) => {
    if (props.has("destinationConfig") && props.isUnknown("destinationConfig")) return failUnless(true, "");
    if (!isStreamSource(sourceOf(props.string("eventSourceArn"), props.has("selfManagedEventSource"))))
      return notApplicable;
    return failUnless(
      props.has("destinationConfig.onFailure.destinationArn"),
      "destinationConfig.onFailure.destinationArn is not set.",
    );
  },
});

function sourceOf(arn: string | undefined, selfManaged: boolean): string | undefined {
  return selfManaged ? "arn:aws:kafka" : arn;
}
