import { isStreamSource } from "../../lib/lambda.ts";
import { defineRule } from "../../lib/rule.ts";
import { each, failUnless, notApplicable } from "../../lib/verdict.ts";

export const lambdaEsmBoundedRetry = defineRule({
  id: "lambda-esm-bounded-retry",
  severity: "medium",
  service: "lambda",
  title: "A stream's consumer gives up on a bad record: bounded retries and age, and it splits the batch.",
  why: "By default Lambda retries until the record expires, a day to a week, and the shard stands still all the while.",
  remediation: "Set maximumRetryAttempts, maximumRecordAgeInSeconds and bisectBatchOnFunctionError.",
  url: "https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html",
  anchors: [],
  types: ["aws:lambda/eventSourceMapping:EventSourceMapping"],
  check: ({ props }) => {
    const source = props.string("eventSourceArn");
    if (!isStreamSource(source) || /:(kafka|rds|docdb)/.test(source ?? "")) return notApplicable;
    return each(
      ["maximumRetryAttempts", "maximumRecordAgeInSeconds", "bisectBatchOnFunctionError"],
      (name) => {
        const value = name === "bisectBatchOnFunctionError" ? props.boolean(name) : props.number(name);
        const bounded = value !== undefined && value !== -1 && value !== false;
        return failUnless(bounded, `${name} is ${value ?? "not set"}.`, name);
      },
    );
  },
});
