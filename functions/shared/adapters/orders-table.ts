import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { isStoredOrder } from "../contracts/generated/stored-order.js";
import type { OrderStatus, StoredOrder } from "../contracts/order.ts";
import { callAws, clientConfig } from "./client.ts";

/** The outcome of asking for a status: whether this call wrote it, and the status the order has now. */
export interface Transition {
  readonly changed: boolean;
  /** Undefined where there is no such order. */
  readonly status: OrderStatus | undefined;
}

/** The DynamoDB table `orders`, partition key `id`. */
export class OrdersTable {
  readonly #table: string;
  readonly #client: DynamoDBClient;

  constructor(table: string, client = new DynamoDBClient(clientConfig)) {
    this.#table = table;
    this.#client = client;
  }

  /** Stores an order that is not there yet. @throws {Error} when another order has its id */
  async put(order: StoredOrder): Promise<void> {
    const command = new PutItemCommand({
      TableName: this.#table,
      Item: marshall(order),
      ConditionExpression: "attribute_not_exists(id)",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    try {
      await this.#call("PutItem", (options) => this.#client.send(command, options));
    } catch (error) {
      if (!isStoredAlready(order, error)) throw error;
    }
  }

  /** Reads what has been written before, so consistently. */
  async get(id: string): Promise<StoredOrder | undefined> {
    const command = new GetItemCommand({
      TableName: this.#table,
      Key: marshall({ id }),
      ConsistentRead: true,
    });
    const { Item: item } = await this.#call("GetItem", (options) => this.#client.send(command, options));
    if (item === undefined) return undefined;
    const order: unknown = unmarshall(item);
    if (!isStoredOrder(order)) throw new Error(`The item ${id} of the table ${this.#table} is not an order.`);
    return order;
  }

  /** Takes an order from PENDING to CONFIRMED, and changes nothing otherwise. */
  async confirm(id: string): Promise<Transition> {
    const command = new UpdateItemCommand({
      TableName: this.#table,
      Key: marshall({ id }),
      UpdateExpression: "SET #status = :confirmed",
      ConditionExpression: "attribute_exists(id) AND #status = :pending",
      ExpressionAttributeNames: { "#status": "status" },
      ExpressionAttributeValues: marshall({ ":confirmed": "CONFIRMED", ":pending": "PENDING" }),
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    try {
      await this.#call("UpdateItem", (options) => this.#client.send(command, options));
      return { changed: true, status: "CONFIRMED" };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { changed: false, status: statusOf(error) };
    }
  }

  #call<Output extends { readonly $metadata: object }>(
    operation: string,
    send: (options: { readonly abortSignal: AbortSignal }) => Promise<Output>,
  ): Promise<Output> {
    return callAws("DynamoDB", operation, { table_name: this.#table }, send);
  }
}

/** True where the SDK tried again after a first attempt had written the order and its answer was lost. */
function isStoredAlready(order: StoredOrder, error: unknown): boolean {
  if (!(error instanceof ConditionalCheckFailedException) || error.Item === undefined) return false;
  const found = unmarshall(error.Item);
  return found.owner === order.owner && found.createdAt === order.createdAt;
}

function statusOf(error: ConditionalCheckFailedException): OrderStatus | undefined {
  if (error.Item === undefined) return undefined;
  const order: unknown = unmarshall(error.Item);
  if (!isStoredOrder(order)) throw new Error("The item is not an order.", { cause: error });
  return order.status;
}
