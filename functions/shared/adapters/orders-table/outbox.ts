import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  QueryCommand,
  TransactionConflictException,
  UpdateItemCommand,
  type UpdateItemCommandInput,
  type UpdateItemCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { isOutboxRecord } from "../../contracts/generated/outbox-record.js";
import { type DueRecord, OUTBOX_INDEX, type OutboxClaim } from "../../orders-table.ts";
import { callAws, clientConfig } from "../client.ts";

const PAGE = 100;

/** The outbox records in the table `orders`. */
export class Outbox {
  readonly #table: string;
  readonly #client: DynamoDBClient;

  constructor(table: string, client = new DynamoDBClient(clientConfig)) {
    this.#table = table;
    this.#client = client;
  }

  /** The records of a shard that were announced last at `before`, or earlier; the longest waiting first. */
  async *due(shard: number, before: Date): AsyncGenerator<DueRecord> {
    let ExclusiveStartKey: UpdateItemCommandInput["Key"];
    do {
      const command = new QueryCommand({
        TableName: this.#table,
        IndexName: OUTBOX_INDEX,
        KeyConditionExpression: "outboxShard = :shard AND outboxSince <= :before",
        ExpressionAttributeValues: marshall({ ":shard": shard, ":before": before.getTime() }),
        Limit: PAGE,
        ExclusiveStartKey,
      });
      const page = await callAws("DynamoDB", "Query", { table_name: this.#table }, (options) =>
        this.#client.send(command, options),
      );
      // An item is in the index because it has these keys, of the types the index declares.
      for (const item of page.Items ?? []) yield unmarshall(item) as DueRecord;
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
  }

  /** Counts a send before it is made, so that of two reconcilers one makes it. */
  async claim({ id, outboxSince }: DueRecord, maxSends: number, now: Date): Promise<OutboxClaim> {
    const updated = await this.#update({
      Key: marshall({ id }),
      UpdateExpression: "SET outboxSince = :now, sends = sends + :one",
      ConditionExpression: "outboxSince = :seen AND sends < :max",
      ExpressionAttributeValues: marshall({
        ":now": now.getTime(),
        ":one": 1,
        ":seen": outboxSince,
        ":max": maxSends,
      }),
      ReturnValues: "ALL_NEW",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    if (updated === undefined) return "gone";
    if (updated instanceof ConditionalCheckFailedException) {
      const found = updated.Item && unmarshall(updated.Item);
      return found?.outboxSince === outboxSince ? "exhausted" : "gone";
    }
    const record: unknown = updated.Attributes && unmarshall(updated.Attributes);
    if (!isOutboxRecord(record))
      throw new Error(`The item ${id} of the table ${this.#table} is no outbox record.`);
    return record;
  }

  /** Lets a record wait as if it had just been announced for the first time, unless it is settled or parked. */
  async renew(id: string, now: Date): Promise<void> {
    await this.#update({
      Key: marshall({ id }),
      UpdateExpression: "SET outboxSince = :now, sends = :none",
      ConditionExpression: "attribute_exists(outboxSince)",
      ExpressionAttributeValues: marshall({ ":now": now.getTime(), ":none": 0 }),
    });
  }

  /** Takes a record out of the index for good. False where it has changed meanwhile. */
  async park({ id, outboxSince }: DueRecord, now: Date): Promise<boolean> {
    const updated = await this.#update({
      Key: marshall({ id }),
      UpdateExpression: "SET parkedAt = :now REMOVE outboxShard, outboxSince",
      ConditionExpression: "outboxSince = :seen",
      ExpressionAttributeValues: marshall({ ":now": now.toISOString(), ":seen": outboxSince }),
    });
    return updated !== undefined && !(updated instanceof ConditionalCheckFailedException);
  }

  /** Undefined where a transaction has the item: whatever that one does, the next run decides about the record. */
  async #update(
    input: Omit<UpdateItemCommandInput, "TableName">,
  ): Promise<UpdateItemCommandOutput | ConditionalCheckFailedException | undefined> {
    const command = new UpdateItemCommand({ TableName: this.#table, ...input });
    try {
      return await callAws("DynamoDB", "UpdateItem", { table_name: this.#table }, (options) =>
        this.#client.send(command, options),
      );
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return error;
      if (error instanceof TransactionConflictException) return undefined;
      throw error;
    }
  }
}
