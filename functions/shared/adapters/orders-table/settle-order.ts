import { randomUUID } from "node:crypto";
import { type CancellationReason, DynamoDBClient, type TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { isStoredOrder } from "../../contracts/generated/stored-order.js";
import type { OrderStatus } from "../../contracts/order.ts";
import { epochSeconds, outboxId } from "../../orders-table.ts";
import { clientConfig } from "../client.ts";
import { transact } from "./transaction.ts";

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

  /**
   * Takes an order from PENDING to CONFIRMED and settles its outbox record, both or neither; changes nothing of an
   * order in another status. An order without an outbox record, from before there were any, is confirmed as well.
   */
  async confirm(id: string, now: Date): Promise<Transition> {
    const items = [this.#confirmPending(id), this.#settleOutbox(id, now)];
    const reasons = await transact(this.#client, this.#table, items, randomUUID());
    if (reasons === undefined) return { changed: true, status: "CONFIRMED" };
    return { changed: false, status: statusIn(reasons[0], id) };
  }

  #confirmPending(id: string): TransactWriteItem {
    return {
      Update: {
        TableName: this.#table,
        Key: marshall({ id }),
        UpdateExpression: "SET #status = :confirmed",
        ConditionExpression: "attribute_exists(id) AND #status = :pending",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: marshall({ ":confirmed": "CONFIRMED", ":pending": "PENDING" }),
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

function statusIn(reason: CancellationReason | undefined, id: string): OrderStatus | undefined {
  if (reason?.Item === undefined) return undefined;
  const order: unknown = unmarshall(reason.Item);
  if (!isStoredOrder(order)) throw new Error(`The item ${id} is not an order.`);
  return order.status;
}
