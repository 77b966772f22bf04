import { randomUUID } from "node:crypto";
import {
  type CancellationReason,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { isReservation } from "../../contracts/generated/reservation.js";
import type { Reservation } from "../../contracts/inventory.ts";
import {
  KEEP_RESERVATION_SECONDS,
  type Quantity,
  quantitiesOf,
  type ReservationOutcome,
  reservationId,
  type Shortage,
  stockId,
} from "../../inventory-table.ts";
import { epochSeconds } from "../../orders-table.ts";
import { callAws, clientConfig } from "../client.ts";
import { isFailedCondition, transact } from "../transaction.ts";

/** A release that finds nothing may meet a reservation that comes late, once. */
const MAX_READS = 3;

/** Reserves goods in the table `inventory`, and puts them back. */
export class Reservations {
  readonly #table: string;
  readonly #client: DynamoDBClient;

  constructor(table: string, client = new DynamoDBClient(clientConfig)) {
    this.#table = table;
    this.#client = client;
  }

  /** Takes all of the items out of the stock and records it, or nothing. A repeat finds what is recorded. */
  async reserve(orderId: string, items: readonly Quantity[], now: Date): Promise<ReservationOutcome> {
    const quantities = quantitiesOf(items);
    const writes = [
      this.#putReservation(orderId, "RESERVED", quantities, now),
      ...quantities.map((quantity) => this.#takeStock(quantity)),
    ];
    const reasons = await transact(this.#client, this.#table, writes, randomUUID());
    if (reasons === undefined) return { outcome: "reserved", changed: true };
    const [ofReservation, ...ofStock] = reasons;
    if (isFailedCondition(ofReservation))
      return reservationIn(ofReservation?.Item).status === "RESERVED"
        ? { outcome: "reserved", changed: false }
        : { outcome: "barred" };
    const [first, ...others] = quantities.flatMap(({ sku }, index): Shortage[] =>
      isFailedCondition(ofStock[index]) ? [{ sku, name: nameIn(ofStock[index]) }] : [],
    );
    if (first === undefined) throw new Error(`The table ${this.#table} refused a write for no known reason.`);
    return { outcome: "short", shortages: [first, ...others] };
  }

  /**
   * Puts back what was reserved for an order, and keeps it from being reserved late. Resolves to whether this call put
   * anything back.
   */
  async release(orderId: string, now: Date): Promise<boolean> {
    for (let reads = 0; reads < MAX_READS; reads++) {
      const reservation = await this.#read(orderId);
      if (reservation?.status === "RELEASED") return false;
      if (reservation === undefined) {
        if (await this.#bar(orderId, now)) return false;
      } else if (await this.#putBack(reservation, now)) return true;
    }
    throw new Error(`The reservation of the order ${orderId} keeps changing.`);
  }

  async #read(orderId: string): Promise<Reservation | undefined> {
    const command = new GetItemCommand({
      TableName: this.#table,
      Key: marshall({ id: reservationId(orderId) }),
      ConsistentRead: true,
    });
    const { Item } = await callAws("DynamoDB", "GetItem", { table_name: this.#table }, (options) =>
      this.#client.send(command, options),
    );
    return Item && reservationIn(Item);
  }

  /** False where there is a reservation after all. */
  async #bar(orderId: string, now: Date): Promise<boolean> {
    const { Put } = this.#putReservation(orderId, "RELEASED", [], now);
    const command = new PutItemCommand(Put);
    try {
      await callAws("DynamoDB", "PutItem", { table_name: this.#table }, (options) =>
        this.#client.send(command, options),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  /** False where somebody else has put it back. */
  async #putBack({ id, items }: Reservation, now: Date): Promise<boolean> {
    const markReleased: TransactWriteItem = {
      Update: {
        TableName: this.#table,
        Key: marshall({ id }),
        UpdateExpression: "SET #status = :released, changedAt = :now",
        ConditionExpression: "#status = :reserved",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: marshall({
          ":released": "RELEASED",
          ":reserved": "RESERVED",
          ":now": now.toISOString(),
        }),
      },
    };
    const writes = [markReleased, ...items.map((item) => this.#giveStock(item))];
    const reasons = await transact(this.#client, this.#table, writes, randomUUID());
    if (reasons === undefined) return true;
    if (isFailedCondition(reasons[0])) return false;
    const gone = items.flatMap(({ sku }, index) => (isFailedCondition(reasons[index + 1]) ? [sku] : []));
    throw new Error(`${gone.join(", ")} can't be put back into the stock: the table has no such product.`);
  }

  #putReservation(
    orderId: string,
    status: Reservation["status"],
    items: readonly Quantity[],
    now: Date,
  ): { readonly Put: NonNullable<TransactWriteItem["Put"]> } {
    const record: Reservation = {
      id: reservationId(orderId),
      orderId,
      status,
      items: [...items],
      changedAt: now.toISOString(),
      expiresAt: epochSeconds(now) + KEEP_RESERVATION_SECONDS,
    };
    return {
      Put: {
        TableName: this.#table,
        Item: marshall(record),
        ConditionExpression: "attribute_not_exists(id)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      },
    };
  }

  #takeStock({ sku, qty }: Quantity): TransactWriteItem {
    return {
      Update: {
        TableName: this.#table,
        Key: marshall({ id: stockId(sku) }),
        UpdateExpression: "SET stock = stock - :qty",
        ConditionExpression: "stock >= :qty",
        ExpressionAttributeValues: marshall({ ":qty": qty }),
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      },
    };
  }

  #giveStock({ sku, qty }: Quantity): TransactWriteItem {
    return {
      Update: {
        TableName: this.#table,
        Key: marshall({ id: stockId(sku) }),
        UpdateExpression: "SET stock = stock + :qty",
        ConditionExpression: "attribute_exists(id)",
        ExpressionAttributeValues: marshall({ ":qty": qty }),
      },
    };
  }
}

function reservationIn(item: CancellationReason["Item"]): Reservation {
  const found: unknown = item && unmarshall(item);
  if (!isReservation(found)) throw new Error("The record of the reservation is not one.");
  return found;
}

function nameIn(reason: CancellationReason | undefined): string | undefined {
  const name: unknown = reason?.Item && unmarshall(reason.Item).name;
  return typeof name === "string" ? name : undefined;
}
