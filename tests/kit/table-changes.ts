import type { Platform } from "../../local/platform.ts";
import type { StreamRecord } from "../../local/services/dynamodb/engine/stream.ts";

interface StreamDescription {
  readonly Shards: readonly { readonly ShardId: string }[];
}

interface RecordsPage {
  readonly Records: readonly StreamRecord[];
  readonly NextShardIterator?: string;
}

/** Follows a table's stream, shard by shard, as a consumer of the Streams API does. */
export class TableChanges {
  readonly #platform: Platform;
  readonly #streamArn: string;
  /** The sequence number of the last record read, by shard. */
  readonly #read = new Map<string, string>();

  constructor(platform: Platform, streamArn: string) {
    this.#platform = platform;
    this.#streamArn = streamArn;
  }

  /** What has changed since the last call, in the order in which it was changed. */
  async next(): Promise<readonly StreamRecord[]> {
    const { StreamDescription } = await this.#call<{ StreamDescription: StreamDescription }>(
      "DescribeStream",
      { StreamArn: this.#streamArn },
    );
    const records: StreamRecord[] = [];
    for (const { ShardId } of StreamDescription.Shards) records.push(...(await this.#readShard(ShardId)));
    return records;
  }

  async #readShard(shardId: string): Promise<readonly StreamRecord[]> {
    const last = this.#read.get(shardId);
    const { ShardIterator } = await this.#call<{ ShardIterator: string }>("GetShardIterator", {
      StreamArn: this.#streamArn,
      ShardId: shardId,
      ...(last === undefined
        ? { ShardIteratorType: "TRIM_HORIZON" }
        : { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: last }),
    });
    const records: StreamRecord[] = [];
    for (let next: string | undefined = ShardIterator; next !== undefined; ) {
      const page: RecordsPage = await this.#call("GetRecords", { ShardIterator: next });
      if (page.Records.length === 0) break;
      records.push(...page.Records);
      next = page.NextShardIterator;
    }
    const newest = records.at(-1);
    if (newest !== undefined) this.#read.set(shardId, newest.dynamodb.SequenceNumber);
    return records;
  }

  #call<T>(operation: string, input: object): Promise<T> {
    return this.#platform.callAsRoot<T>("dynamodb", operation, input);
  }
}
