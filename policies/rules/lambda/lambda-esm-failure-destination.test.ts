import type { lambda } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { lambdaEsmFailureDestination } from "./lambda-esm-failure-destination.ts";

const queue = "arn:aws:sqs:eu-west-1:111122223333:dlq";

describeRule<lambda.EventSourceMappingArgs>(lambdaEsmFailureDestination, {
  good: {
    functionName: "worker",
    eventSourceArn: "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks",
    destinationConfig: { onFailure: { destinationArn: queue } },
  },
  bad: {
    "a Kinesis stream": { destinationConfig: undefined },
    "a table's stream": {
      eventSourceArn: "arn:aws:dynamodb:eu-west-1:111122223333:table/orders/stream/2026",
      destinationConfig: undefined,
    },
    "a Kafka of one's own": {
      eventSourceArn: undefined,
      selfManagedEventSource: { endpoints: { KAFKA_BOOTSTRAP_SERVERS: "a:9092" } },
      destinationConfig: {},
    },
  },
  nearMisses: {
    "a topic as the destination": {
      destinationConfig: { onFailure: { destinationArn: "arn:aws:sns:eu-west-1:111122223333:failed" } },
    },
  },
  notApplicable: {
    "a queue, which has its own dead letters": { eventSourceArn: queue, destinationConfig: undefined },
  },
});
