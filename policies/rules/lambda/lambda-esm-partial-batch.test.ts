import type { lambda } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { lambdaEsmPartialBatch } from "./lambda-esm-partial-batch.ts";

describeRule<lambda.EventSourceMappingArgs>(lambdaEsmPartialBatch, {
  good: {
    functionName: "worker",
    eventSourceArn: "arn:aws:sqs:eu-west-1:111122223333:orders",
    batchSize: 10,
    functionResponseTypes: ["ReportBatchItemFailures"],
  },
  bad: {
    "a table's stream as a whole": {
      eventSourceArn: "arn:aws:dynamodb:eu-west-1:111122223333:table/orders/stream/1",
      functionResponseTypes: undefined,
    },
    "the batch as a whole": { functionResponseTypes: undefined },
    "with the default size": { batchSize: undefined, functionResponseTypes: [] },
  },
  nearMisses: {
    "a table's stream": { eventSourceArn: "arn:aws:dynamodb:eu-west-1:111122223333:table/orders/stream/1" },
  },
  notApplicable: {
    "one by one": { batchSize: 1, functionResponseTypes: undefined },
    "a broker, which can't": {
      eventSourceArn: "arn:aws:mq:eu-west-1:111122223333:broker:b",
      functionResponseTypes: undefined,
    },
  },
});
