import type { pipes } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { pipesDlq } from "./pipes-dlq.ts";

const pipe = {
  roleArn: "arn:aws:iam::111122223333:role/pipe",
  target: "arn:aws:sqs:eu-west-1:111122223333:q",
};
const deadLetterConfig = { arn: "arn:aws:sqs:eu-west-1:111122223333:dlq" };
const parameters = { startingPosition: "LATEST", deadLetterConfig, maximumRetryAttempts: 5 };

describeRule<pipes.PipeArgs>(pipesDlq, {
  good: {
    ...pipe,
    source: "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks",
    sourceParameters: { kinesisStreamParameters: parameters },
  },
  bad: {
    "no queue": {
      sourceParameters: { kinesisStreamParameters: { startingPosition: "LATEST", maximumRetryAttempts: 5 } },
    },
    "retries without end": given(
      { sourceParameters: { kinesisStreamParameters: { ...parameters, maximumRetryAttempts: -1 } } },
      { findings: ["retries"] },
    ),
    "nothing said": { sourceParameters: undefined },
  },
  nearMisses: {
    "a table's stream": {
      source: "arn:aws:dynamodb:eu-west-1:111122223333:table/t/stream/1",
      sourceParameters: { dynamodbStreamParameters: parameters },
    },
  },
  notApplicable: {
    "a queue, which has its own dead letters": {
      source: "arn:aws:sqs:eu-west-1:111122223333:orders",
      sourceParameters: undefined,
    },
  },
});
