import type { Operation } from "../../../core/service.ts";
import type { ResourceAccess } from "../resource-access.ts";
import { readIterator } from "../streams-api/shard-iterator.ts";
import type {
  DescribeStreamInput,
  GetRecordsInput,
  GetShardIteratorInput,
  ListStreamsInput,
  StreamReads,
} from "../streams-api/stream-reads.ts";
import {
  DESCRIBE_STREAM,
  GET_RECORDS,
  GET_SHARD_ITERATOR,
  LIST_STREAMS,
} from "../validation/stream-shapes.ts";
import { operation } from "./operation.ts";

/** The DynamoDB Streams API, which has targets of its own and shares the signing name and the prefix of actions. */
const targetPrefix = "DynamoDBStreams_20120810";

export function streamOperations(
  access: ResourceAccess,
  reads: StreamReads,
): Readonly<Record<string, Operation>> {
  return {
    ListStreams: {
      ...operation<ListStreamsInput, object>(
        "ListStreams",
        LIST_STREAMS,
        () => [{ action: "dynamodb:ListStreams", resource: "*" }],
        (input) => reads.list(input),
      ),
      targetPrefix,
    },
    DescribeStream: {
      ...operation<DescribeStreamInput, object>(
        "DescribeStream",
        DESCRIBE_STREAM,
        ({ StreamArn }) => [access.to("DescribeStream", StreamArn)],
        (input) => reads.describe(input),
      ),
      targetPrefix,
    },
    GetShardIterator: {
      ...operation<GetShardIteratorInput, object>(
        "GetShardIterator",
        GET_SHARD_ITERATOR,
        ({ StreamArn }) => [access.to("GetShardIterator", StreamArn)],
        (input) => reads.shardIterator(input),
      ),
      targetPrefix,
    },
    GetRecords: {
      ...operation<GetRecordsInput, object>(
        "GetRecords",
        GET_RECORDS,
        ({ ShardIterator }) => [access.to("GetRecords", readIterator(ShardIterator).streamArn)],
        (input, { principal }) => reads.records(principal, input),
      ),
      targetPrefix,
    },
  };
}
