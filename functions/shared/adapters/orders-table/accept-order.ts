import { type CancellationReason, DynamoDBClient, type TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { isIdempotencyRecord } from "../../contracts/generated/idempotency-record.js";
import type { IdempotencyRecord } from "../../contracts/idempotency.ts";
import type { StoredOrder } from "../../contracts/order.ts";
import type { OutboxRecord } from "../../contracts/outbox.ts";
import { type Acceptance, epochSeconds } from "../../orders-table.ts";
import { clientConfig } from "../client.ts";
import { isFailedCondition, transact } from "../transaction.ts";

/** Writes new orders into the table `orders`. */
export class OrderIntake {
  readonly #table: string;
  readonly #client: DynamoDBClient;

  constructor(table: string, client = new DynamoDBClient(clientConfig)) {
    this.#table = table;
    this.#client = client;
  }

  /**
   * Stores an order with its records. Where its idempotency key was used before and has not expired, nothing is
   * written and the key's record is the answer.
   *
   * @throws {Error} when another order has its id, or the table does not answer
   */
  async accept(acceptance: Acceptance, now: Date): Promise<IdempotencyRecord | undefined> {
    const { order, outbox, idempotency } = acceptance;
    const items = [this.#putNew(order), this.#putNew(outbox)];
    if (idempotency !== undefined) items.push(this.#putUnlessInUse(idempotency, now));
    const reasons = await transact(this.#client, this.#table, items, order.id);
    if (reasons === undefined || isStoredAlready(order, reasons[0])) return undefined;
    if (!isFailedCondition(reasons[2]))
      throw new Error(`The table ${this.#table} holds another ${order.id}.`);
    return recordIn(reasons[2]);
  }

  #putNew(item: StoredOrder | OutboxRecord): TransactWriteItem {
    return {
      Put: {
        TableName: this.#table,
        Item: marshall(item),
        ConditionExpression: "attribute_not_exists(id)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      },
    };
  }

  /** Time to live deletes up to days late: a record past its time counts as gone. */
  #putUnlessInUse(record: IdempotencyRecord, now: Date): TransactWriteItem {
    return {
      Put: {
        TableName: this.#table,
        Item: marshall(record),
        ConditionExpression: "attribute_not_exists(id) OR expiresAt <= :now",
        ExpressionAttributeValues: marshall({ ":now": epochSeconds(now) }),
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      },
    };
  }
}

/** True where an earlier attempt of this very call had written the order, and its answer was lost. */
function isStoredAlready(order: StoredOrder, reason: CancellationReason | undefined): boolean {
  if (!isFailedCondition(reason) || reason?.Item === undefined) return false;
  const found = unmarshall(reason.Item);
  return found.owner === order.owner && found.createdAt === order.createdAt;
}

function recordIn(reason: CancellationReason | undefined): IdempotencyRecord {
  const record: unknown = reason?.Item && unmarshall(reason.Item);
  if (!isIdempotencyRecord(record)) throw new Error("The record of the idempotency key is not one.");
  return record;
}
