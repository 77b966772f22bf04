import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { isStoredOrder } from "../../contracts/generated/stored-order.js";
import type { StoredOrder } from "../../contracts/order.ts";
import { callAws, clientConfig } from "../client.ts";

/** Reads orders from the table `orders`. */
export class OrderReader {
  readonly #table: string;
  readonly #client: DynamoDBClient;

  constructor(table: string, client = new DynamoDBClient(clientConfig)) {
    this.#table = table;
    this.#client = client;
  }

  /** Reads what has been written before, so consistently. */
  async get(id: string): Promise<StoredOrder | undefined> {
    const command = new GetItemCommand({
      TableName: this.#table,
      Key: marshall({ id }),
      ConsistentRead: true,
    });
    const { Item: item } = await callAws("DynamoDB", "GetItem", { table_name: this.#table }, (options) =>
      this.#client.send(command, options),
    );
    if (item === undefined) return undefined;
    const order: unknown = unmarshall(item);
    if (!isStoredOrder(order)) throw new Error(`The item ${id} of the table ${this.#table} is not an order.`);
    return order;
  }
}
