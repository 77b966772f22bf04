import assert from "node:assert/strict";
import type { Access, Authorizer, Principal } from "../../core/access.ts";
import { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import type { Keys, KeyUse } from "../../core/ports.ts";
import { Dispatcher } from "../../core/service.ts";
import { DynamoDb, type DynamoDbOptions } from "./dynamodb.ts";
import type { StreamRecord } from "./engine/stream.ts";
import type { AttributeValue } from "./engine/value.ts";

export const ROOT: Principal = { kind: "root", arn: "arn:aws:iam::000000000000:root" };

export const SESSION: Principal = {
  kind: "session",
  arn: "arn:aws:sts::000000000000:assumed-role/orders/orders-create",
  roleArn: "arn:aws:iam::000000000000:role/orders",
  roleName: "orders",
};

export type WireItem = Readonly<Record<string, AttributeValue>>;
type Output = Readonly<Record<string, unknown>>;

/** The members of answers that tests look at. */
export interface Page {
  readonly Items?: readonly WireItem[];
  readonly Count: number;
  readonly ScannedCount: number;
  readonly LastEvaluatedKey?: WireItem;
  readonly ConsumedCapacity?: Output;
}

export interface WireShard {
  readonly ShardId: string;
  readonly ParentShardId?: string;
  readonly SequenceNumberRange: {
    readonly StartingSequenceNumber: string;
    readonly EndingSequenceNumber?: string;
  };
}

export interface RecordsPage {
  readonly Records: readonly StreamRecord[];
  readonly NextShardIterator?: string;
}

/** A DynamoDB of its own with a recording authorizer and key service, called through the dispatcher. */
export class DynamoDbHarness {
  readonly clock = new Clock();
  readonly keyUses: { readonly principal: Principal; readonly use: KeyUse }[] = [];
  readonly accesses: Access[] = [];
  readonly db: DynamoDb;
  /** Set to make the key service refuse. */
  keyError: AwsError | undefined;
  /** Actions that the authorizer refuses. */
  readonly denied = new Set<string>();
  readonly #dispatcher: Dispatcher;

  constructor(options: Pick<DynamoDbOptions, "readLag" | "readsLag" | "transactionConflicts"> = {}) {
    const keys: Keys = {
      use: (principal, use) => {
        this.keyUses.push({ principal, use });
        if (this.keyError !== undefined) throw this.keyError;
      },
      resolve: (key) => key,
    };
    const authorizer: Authorizer = {
      authorize: (_principal, access) => {
        this.accesses.push(access);
        if (this.denied.has(access.action)) {
          throw new AwsError("AccessDeniedException", `not ${access.action}`);
        }
      },
    };
    const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
    this.db = new DynamoDb({
      account,
      clock: this.clock,
      keys,
      authorizer,
      endpoint: () => "http://127.0.0.1:4566",
      ...options,
    });
    this.#dispatcher = new Dispatcher(authorizer);
    this.#dispatcher.register(this.db.service);
  }

  call<T = Output>(operation: string, input: object, principal: Principal = ROOT): Promise<T> {
    return this.#dispatcher.call<T>("dynamodb", operation, input, principal);
  }

  /** An on-demand table with a string key `pk` and, where asked for, a sort key `sk` of the type. */
  async createTable(
    name: string,
    more: { sk?: "S" | "N" | "B" } & Record<string, unknown> = {},
  ): Promise<void> {
    const { sk, ...members } = more;
    await this.call("CreateTable", {
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        ...(sk ? [{ AttributeName: "sk", AttributeType: sk }] : []),
      ],
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        ...(sk ? [{ AttributeName: "sk", KeyType: "RANGE" }] : []),
      ],
      ...members,
    });
  }

  async put(table: string, ...items: readonly WireItem[]): Promise<void> {
    for (const item of items) await this.call("PutItem", { TableName: table, Item: item });
  }

  /** The item under a key as it is now. */
  async get(table: string, key: WireItem): Promise<WireItem | undefined> {
    const input = { TableName: table, Key: key, ConsistentRead: true };
    return (await this.call<{ Item?: WireItem }>("GetItem", input)).Item;
  }

  /** The ARN of a table's stream. */
  async streamArn(table: string): Promise<string> {
    const { Table } = await this.call<{ Table: { LatestStreamArn: string } }>("DescribeTable", {
      TableName: table,
    });
    return Table.LatestStreamArn;
  }

  async shards(streamArn: string): Promise<readonly WireShard[]> {
    const { StreamDescription } = await this.call<{ StreamDescription: { Shards: WireShard[] } }>(
      "DescribeStream",
      { StreamArn: streamArn },
    );
    return StreamDescription.Shards;
  }

  async iterator(streamArn: string, shardId: string, type: string, SequenceNumber?: string): Promise<string> {
    const { ShardIterator } = await this.call<{ ShardIterator: string }>("GetShardIterator", {
      StreamArn: streamArn,
      ShardId: shardId,
      ShardIteratorType: type,
      ...(SequenceNumber !== undefined && { SequenceNumber }),
    });
    return ShardIterator;
  }

  /** What a table's stream holds, of all its shards. */
  async records(table: string): Promise<readonly StreamRecord[]> {
    const arn = await this.streamArn(table);
    const records: StreamRecord[] = [];
    for (const { ShardId } of await this.shards(arn)) {
      const ShardIterator = await this.iterator(arn, ShardId, "TRIM_HORIZON");
      records.push(...(await this.call<RecordsPage>("GetRecords", { ShardIterator })).Records);
    }
    return records;
  }

  /** What an operation is refused with, `Code: message`. */
  async refusal(operation: string, input: object, principal: Principal = ROOT): Promise<string> {
    const error = await this.failure(operation, input, principal);
    return `${error.code}: ${error.message}`;
  }

  async failure(operation: string, input: object, principal: Principal = ROOT): Promise<AwsError> {
    try {
      await this.call(operation, input, principal);
    } catch (error) {
      assert.ok(error instanceof AwsError, String(error));
      return error;
    }
    assert.fail(`${operation} was not refused`);
  }

  close(): void {
    this.db.close();
    this.clock.close();
  }
}
