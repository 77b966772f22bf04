import { randomUUID } from "node:crypto";
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  type TransactWriteItem,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { isStoredOrder } from "../../contracts/generated/stored-order.js";
import type { OrderStatus } from "../../contracts/order.ts";
import { epochSeconds, outboxId } from "../../orders-table.ts";
import { callAws, clientConfig } from "../client.ts";
import { transact } from "../transaction.ts";

/** How long a settled outbox record shows operators how an order went. It holds no customer's data. */
const KEEP_SETTLED_SECONDS = 7 * 86_400;

/** The outcome of asking for a status: whether this call wrote it, and the status the order has now. */
export interface Transition {
  readonly changed: boolean;
  /** Undefined where there is no such order. */
  readonly status: OrderStatus | undefined;
}

/** Gives orders in the table `orders` their final status. */
export class OrderSettler {
  readonly #table: string;
  readonly #client: DynamoDBClient;

  constructor(table: string, client = new DynamoDBClient(clientConfig)) {
    this.#table = table;
    this.#client = client;
  }

  /** Takes an order that nobody has given up from PENDING to CONFIRMED; changes nothing of another. */
  confirm(id: string, now: Date): Promise<Transition> {
    return this.#settle(id, "CONFIRMED", "attribute_not_exists(failureReason)", now);
  }

  /** Takes an order that was given up from PENDING to FAILED; changes nothing of another. */
  fail(id: string, now: Date): Promise<Transition> {
    return this.#settle(id, "FAILED", "attribute_exists(failureReason)", now);
  }

  /**
   * Gives up a pending order, which from then on can't be confirmed; its first reason stays.
   * Resolves to the status it has: only a pending order is given up.
   */
  async giveUp(id: string, reason: string): Promise<OrderStatus | undefined> {
    const command = new UpdateItemCommand({
      TableName: this.#table,
      Key: marshall({ id }),
      UpdateExpression: "SET failureReason = if_not_exists(failureReason, :reason)",
      ConditionExpression: "attribute_exists(id) AND #status = :pending",
      ExpressionAttributeNames: { "#status": "status" },
      ExpressionAttributeValues: marshall({ ":reason": reason, ":pending": "PENDING" }),
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    try {
      await callAws("DynamoDB", "UpdateItem", { table_name: this.#table }, (options) =>
        this.#client.send(command, options),
      );
      return "PENDING";
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return statusOf(error.Item, id);
      throw error;
    }
  }

  /**
   * Writes the final status and settles the outbox record, both or neither. An order without an outbox record, from
   * before there were any, is settled as well.
   */
  async #settle(id: string, status: OrderStatus, condition: string, now: Date): Promise<Transition> {
    const items = [this.#leavePending(id, status, condition), this.#settleOutbox(id, now)];
    const reasons = await transact(this.#client, this.#table, items, randomUUID());
    if (reasons === undefined) return { changed: true, status };
    return { changed: false, status: statusOf(reasons[0]?.Item, id) };
  }

  #leavePending(id: string, status: OrderStatus, condition: string): TransactWriteItem {
    return {
      Update: {
        TableName: this.#table,
        Key: marshall({ id }),
        UpdateExpression: "SET #status = :status",
        ConditionExpression: `attribute_exists(id) AND #status = :pending AND ${condition}`,
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: marshall({ ":status": status, ":pending": "PENDING" }),
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      },
    };
  }

  /** Without a condition: where there is no record, this leaves a settled one, which expires. */
  #settleOutbox(orderId: string, now: Date): TransactWriteItem {
    return {
      Update: {
        TableName: this.#table,
        Key: marshall({ id: outboxId(orderId) }),
        UpdateExpression:
          "SET settledAt = :settledAt, expiresAt = :expiresAt REMOVE outboxShard, outboxSince, message",
        ExpressionAttributeValues: marshall({
          ":settledAt": now.toISOString(),
          ":expiresAt": epochSeconds(now) + KEEP_SETTLED_SECONDS,
        }),
      },
    };
  }
}

function statusOf(item: Record<string, AttributeValue> | undefined, id: string): OrderStatus | undefined {
  if (item === undefined) return undefined;
  const order: unknown = unmarshall(item);
  if (!isStoredOrder(order)) throw new Error(`The item ${id} is not an order.`);
  return order.status;
}
