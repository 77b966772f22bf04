import { ConditionalCheckFailedException, DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { epochSeconds } from "../orders-table.ts";
import { callAws, clientConfig } from "./client.ts";

/** Longer than an invocation runs, and shorter than a message that failed stays hidden. */
const LEASE_MS = 60_000;
const SECONDS_PER_DAY = 86_400;

/** Whether an event's notification is ours to send now, somebody else's, or done. */
export type Claim = "ours" | "held" | "settled";

/** The table `notifications`: one record for each event, so that none is told of twice. */
export class NotificationsTable {
  readonly #table: string;
  readonly #retentionDays: number;
  readonly #client: DynamoDBClient;

  /** @param retentionDays for how long a record is kept: longer than an event may come again */
  constructor(table: string, retentionDays: number, client = new DynamoDBClient(clientConfig)) {
    this.#table = table;
    this.#retentionDays = retentionDays;
    this.#client = client;
  }

  /** Takes an event that nobody has, or whose holder has let the lease run out. */
  async claim(eventId: string, now: Date): Promise<Claim> {
    const command = new UpdateItemCommand({
      TableName: this.#table,
      Key: marshall({ id: eventId }),
      UpdateExpression: "SET leasedUntil = :until, expiresAt = :expiresAt",
      ConditionExpression:
        "attribute_not_exists(settledAt) AND (attribute_not_exists(id) OR leasedUntil <= :now)",
      ExpressionAttributeValues: marshall({
        ":until": now.getTime() + LEASE_MS,
        ":now": now.getTime(),
        ":expiresAt": epochSeconds(now) + this.#retentionDays * SECONDS_PER_DAY,
      }),
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    try {
      await this.#update(command);
      return "ours";
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return error.Item !== undefined && "settledAt" in unmarshall(error.Item) ? "settled" : "held";
    }
  }

  /** Nothing more is to be done for the event. @param messageId SES's, of the mail if there was one */
  async settle(eventId: string, messageId: string | undefined, now: Date): Promise<void> {
    await this.#update(
      new UpdateItemCommand({
        TableName: this.#table,
        Key: marshall({ id: eventId }),
        UpdateExpression: `SET settledAt = :now${messageId === undefined ? "" : ", messageId = :messageId"} REMOVE leasedUntil`,
        ExpressionAttributeValues: marshall(
          { ":now": now.toISOString(), ":messageId": messageId },
          { removeUndefinedValues: true },
        ),
      }),
    );
  }

  async #update(command: UpdateItemCommand): Promise<void> {
    await callAws("DynamoDB", "UpdateItem", { table_name: this.#table }, (options) =>
      this.#client.send(command, options),
    );
  }
}
