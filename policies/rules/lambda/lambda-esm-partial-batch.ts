import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

export const lambdaEsmPartialBatch = defineRule({
  id: "lambda-esm-partial-batch",
  severity: "medium",
  service: "lambda",
  title: "Consumers of batches say which of the messages failed.",
  why: "Without, one bad message sends the whole batch back: the others are done again, and end in the dead-letter queue with it.",
  remediation: 'Set functionResponseTypes to ["ReportBatchItemFailures"] and answer batchItemFailures.',
  url: "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html",
  anchors: [],
  types: ["aws:lambda/eventSourceMapping:EventSourceMapping"],
  check: ({ props }) => {
    if (props.number("batchSize") === 1) return notApplicable;
    const source = props.string("eventSourceArn");
    if (!/^arn:[^:]+:(sqs|kinesis|dynamodb):/.test(source ?? "")) return notApplicable;
    return failUnless(
      props.strings("functionResponseTypes").includes("ReportBatchItemFailures"),
      "functionResponseTypes has no ReportBatchItemFailures.",
    );
  },
  remediate: () => ({ functionResponseTypes: ["ReportBatchItemFailures"] }),
});
