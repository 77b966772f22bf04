import type { Principal } from "../../../core/access.ts";
import type { Clock } from "../../../core/clock.ts";
import { AwsError, validationError } from "../../../core/errors.ts";
import type { Streams, TableStream } from "../control-plane/streams.ts";
import type { Encryption } from "../encryption.ts";
import type { Shard } from "../engine/shard.ts";
import { resourceNotFound } from "../errors.ts";
import { readIterator, requireCurrent, writeIterator } from "./shard-iterator.ts";
import { describeStream } from "./stream-description.ts";

export interface StreamReadsOptions {
  readonly clock: Clock;
  readonly streams: Streams;
  readonly encryption: Encryption;
}

export interface ListStreamsInput {
  readonly TableName?: string;
  readonly Limit?: number;
  readonly ExclusiveStartStreamArn?: string;
}

export interface DescribeStreamInput {
  readonly StreamArn: string;
  readonly Limit?: number;
  readonly ExclusiveStartShardId?: string;
  readonly ShardFilter?: { readonly Type?: "CHILD_SHARDS"; readonly ShardId?: string };
}

export interface GetShardIteratorInput {
  readonly StreamArn: string;
  readonly ShardId: string;
  readonly ShardIteratorType: "TRIM_HORIZON" | "LATEST" | "AT_SEQUENCE_NUMBER" | "AFTER_SEQUENCE_NUMBER";
  readonly SequenceNumber?: string;
}

export interface GetRecordsInput {
  readonly ShardIterator: string;
  readonly Limit?: number;
}

const MAX_LISTED = 100;
const MAX_RECORDS = 1000;

/** What the DynamoDB Streams API answers. Source: Amazon DynamoDB Streams API Reference, version 2012-08-10. */
export class StreamReads {
  readonly #options: StreamReadsOptions;

  constructor(options: StreamReadsOptions) {
    this.#options = options;
  }

  list(input: ListStreamsInput): object {
    const { TableName: tableName, Limit: limit = MAX_LISTED, ExclusiveStartStreamArn: after } = input;
    const streams = this.#options.streams
      .all()
      .filter(({ table }) => tableName === undefined || table.definition.name === tableName)
      .filter(({ stream }) => after === undefined || stream.arn > after);
    const page = streams.slice(0, limit);
    return {
      Streams: page.map(({ stream, table }) => ({
        StreamArn: stream.arn,
        TableName: table.definition.name,
        StreamLabel: stream.label,
      })),
      ...(streams.length > limit && { LastEvaluatedStreamArn: page.at(-1)?.stream.arn }),
    };
  }

  /** @throws {AwsError} `ResourceNotFoundException`, `ValidationException` */
  describe(input: DescribeStreamInput): object {
    const { Limit: limit = MAX_LISTED, ExclusiveStartShardId: after, ShardFilter: filter } = input;
    const described = this.#require(input.StreamArn);
    const all = described.stream.shards(this.#options.clock.now());
    const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
    if (after !== undefined && start === 0) throw shardNotFound(after);
    if (filter !== undefined && (filter.Type === undefined || filter.ShardId === undefined)) {
      throw validationError("ShardFilter must have both Type and ShardId");
    }
    const shards = all
      .slice(start)
      .filter(({ parentId }) => filter === undefined || parentId === filter.ShardId);
    const page = shards.slice(0, limit);
    const last = shards.length > limit ? page.at(-1)?.id : undefined;
    return { StreamDescription: describeStream(described, page, last) };
  }

  /** @throws {AwsError} `ResourceNotFoundException`, `ValidationException`, `TrimmedDataAccessException` */
  shardIterator(input: GetShardIteratorInput): object {
    const { StreamArn: streamArn, ShardId: shardId } = input;
    const now = this.#options.clock.now();
    const { stream } = this.#require(streamArn);
    const shard = stream.shard(shardId, now);
    if (shard === undefined) throw shardNotFound(shardId);
    const range = { oldest: stream.horizon(shard), newest: stream.newest(shard) };
    const after = startOf(input, shard, range);
    return { ShardIterator: writeIterator({ streamArn, shardId, after, madeAt: now }) };
  }

  /**
   * @throws {AwsError} `ExpiredIteratorException`, `TrimmedDataAccessException`, `ResourceNotFoundException`,
   * `AccessDeniedException` when the caller cannot use the table's key.
   */
  records(principal: Principal, { ShardIterator, Limit: limit = MAX_RECORDS }: GetRecordsInput): object {
    const { clock, encryption } = this.#options;
    const iterator = readIterator(ShardIterator);
    const now = clock.now();
    const { stream, table } = this.#require(iterator.streamArn);
    requireCurrent(iterator, now);
    const shard = stream.shard(iterator.shardId, now);
    if (shard === undefined || iterator.after < stream.horizon(shard)) throw trimmed();
    encryption.requireAccess(principal, table);
    const { records, next } = stream.read(shard, { after: iterator.after, limit });
    return {
      Records: records,
      ...(next !== undefined && {
        NextShardIterator: writeIterator({ ...iterator, after: next, madeAt: now }),
      }),
    };
  }

  #require(streamArn: string): TableStream {
    const found = this.#options.streams.find(streamArn);
    if (found === undefined) throw resourceNotFound(`Stream: ${streamArn} not found`);
    return found;
  }
}

/** The sequence number behind which an iterator reads. */
function startOf(
  { ShardIteratorType: type, SequenceNumber: text }: GetShardIteratorInput,
  shard: Shard,
  { oldest, newest }: { readonly oldest: number; readonly newest: number },
): number {
  if (type === "TRIM_HORIZON" || type === "LATEST") {
    if (text !== undefined) {
      throw validationError(`SequenceNumber must not be specified for ShardIteratorType ${type}`);
    }
    return type === "LATEST" ? newest : oldest;
  }
  if (text === undefined) {
    throw validationError(`SequenceNumber must be specified for ShardIteratorType ${type}`);
  }
  const sequence = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(sequence >= shard.start && sequence <= newest)) {
    throw validationError(`Invalid SequenceNumber ${text}: shard ${shard.id} does not have it`);
  }
  const after = type === "AT_SEQUENCE_NUMBER" ? Math.max(sequence - 1, shard.start) : sequence;
  if (after < oldest) throw trimmed();
  return after;
}

function shardNotFound(shardId: string): AwsError {
  return resourceNotFound(`Shard: ${shardId} not found`);
}

function trimmed(): AwsError {
  return new AwsError(
    "TrimmedDataAccessException",
    "The operation attempted to read past the oldest stream record in a shard: records are kept for 24 hours.",
  );
}
