import { describeKey } from "../control-plane/describe.ts";
import type { TableStream } from "../control-plane/streams.ts";
import type { Shard } from "../engine/shard.ts";
import { sequenceNumber } from "../engine/stream.ts";

export function describeStream(
  { stream, table }: TableStream,
  shards: readonly Shard[],
  lastShardId: string | undefined,
): object {
  return {
    StreamArn: stream.arn,
    StreamLabel: stream.label,
    StreamStatus: stream.disabledAt === undefined ? "ENABLED" : "DISABLED",
    StreamViewType: stream.viewType,
    CreationRequestDateTime: stream.createdAt / 1000,
    TableName: table.definition.name,
    KeySchema: describeKey(stream.key),
    Shards: shards.map(describeShard),
    ...(lastShardId !== undefined && { LastEvaluatedShardId: lastShardId }),
  };
}

function describeShard({ id, parentId, start, end }: Shard): object {
  return {
    ShardId: id,
    SequenceNumberRange: {
      StartingSequenceNumber: sequenceNumber(start),
      ...(end !== undefined && { EndingSequenceNumber: sequenceNumber(end) }),
    },
    ...(parentId !== undefined && { ParentShardId: parentId }),
  };
}
