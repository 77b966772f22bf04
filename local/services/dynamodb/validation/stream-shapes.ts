/** The members of the requests of the DynamoDB Streams API. */
import { integer, oneOf, optional, required, type Shape, structure, text } from "./shape.ts";
import { newTableName } from "./table-shapes.ts";

const streamArn = text({ min: 37, max: 1024 });
const shardId = text({ min: 28, max: 65 });

export const LIST_STREAMS: Shape = {
  TableName: optional(newTableName),
  Limit: optional(integer({ min: 1, max: 100 })),
  ExclusiveStartStreamArn: optional(streamArn),
};

export const DESCRIBE_STREAM: Shape = {
  StreamArn: required(streamArn),
  Limit: optional(integer({ min: 1, max: 100 })),
  ExclusiveStartShardId: optional(shardId),
  ShardFilter: optional(
    structure("ShardFilter", { Type: optional(oneOf("CHILD_SHARDS")), ShardId: optional(shardId) }),
  ),
};

export const GET_SHARD_ITERATOR: Shape = {
  StreamArn: required(streamArn),
  ShardId: required(shardId),
  ShardIteratorType: required(oneOf("AFTER_SEQUENCE_NUMBER", "LATEST", "AT_SEQUENCE_NUMBER", "TRIM_HORIZON")),
  SequenceNumber: optional(text({ min: 21, max: 40 })),
};

export const GET_RECORDS: Shape = {
  ShardIterator: required(text({ min: 1, max: 2048 })),
  Limit: optional(integer({ min: 1, max: 1000 })),
};
