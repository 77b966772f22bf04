import type { lambda } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { lambdaEsmBoundedRetry } from "./lambda-esm-bounded-retry.ts";

describeRule<lambda.EventSourceMappingArgs>(lambdaEsmBoundedRetry, {
  good: {
    functionName: "worker",
    eventSourceArn: "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks",
    maximumRetryAttempts: 5,
    maximumRecordAgeInSeconds: 3600,
    bisectBatchOnFunctionError: true,
  },
  bad: {
    "retries without end": given({ maximumRetryAttempts: -1 }, { findings: ["maximumRetryAttempts"] }),
    "any age": given({ maximumRecordAgeInSeconds: undefined }, { findings: ["maximumRecordAgeInSeconds"] }),
    "the batch as a whole": given(
      { bisectBatchOnFunctionError: false },
      { findings: ["bisectBatchOnFunctionError"] },
    ),
  },
  nearMisses: { "no retries at all": { maximumRetryAttempts: 0 } },
  notApplicable: {
    "a queue": {
      eventSourceArn: "arn:aws:sqs:eu-west-1:111122223333:orders",
      maximumRetryAttempts: undefined,
    },
  },
});
