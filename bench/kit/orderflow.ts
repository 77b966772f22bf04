import { resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import {
  BatchWriteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  paginateScan,
} from "@aws-sdk/client-dynamodb";
import { HttpConnection, requestText } from "./http-client.ts";
import type { Caller } from "./load.ts";
import type { PlatformRequest, RunningPlatform } from "./platform-process.ts";

/** The program of this repository, throttled by nothing but the machine. */
export const ORDERFLOW: PlatformRequest = {
  directory: resolve(import.meta.dirname, "../.."),
  config: Object.fromEntries(
    ["throttleRate", "throttleBurst", "createOrderThrottleRate", "createOrderThrottleBurst"].map((name) => [
      `orderflow:${name}`,
      "5000",
    ]),
  ),
};

const POLL_MS = 20;
/** The most that one `BatchWriteItem` takes. */
const BATCH = 25;

export const ORDER = {
  customerName: "Ada Lovelace",
  items: [
    { sku: "SKU-1", qty: 2, price: 9.5 },
    { sku: "SKU-2", qty: 1, price: 120 },
  ],
};

/** `POST /v1/orders` on a connection of its own. */
export function orderCaller(running: RunningPlatform): Caller {
  const { postOrder } = ordersClient(running);
  return async () => {
    await postOrder();
  };
}

/** `POST /v1/orders` and, until it is CONFIRMED, `GET /v1/orders/{id}`, on a connection of its own. */
export function followedOrderCaller(running: RunningPlatform): Caller {
  const { postOrder, getStatus } = ordersClient(running);
  return async () => {
    const id = await postOrder();
    while ((await getStatus(id)) !== "CONFIRMED") await setTimeout(POLL_MS);
  };
}

function ordersClient({ outputs, token }: RunningPlatform) {
  const url = new URL(String(outputs.apiUrl));
  const connection = new HttpConnection(url);
  const headers = { host: url.host, authorization: `Bearer ${token}` };
  const post = requestText({
    method: "POST",
    path: "/v1/orders",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(ORDER),
  });
  const send = async (request: string, expected: number): Promise<string> => {
    const { status, body } = await connection.send(request);
    if (status !== expected) throw new Error(`${request.split(" HTTP", 1)[0]} answered ${status}: ${body}`);
    return body;
  };
  return {
    /** The order's id. */
    postOrder: async () => (JSON.parse(await send(post, 201)) as { readonly id: string }).id,
    getStatus: async (id: string) => {
      const request = requestText({ method: "GET", path: `/v1/orders/${id}`, headers });
      return (JSON.parse(await send(request, 200)) as { readonly status: string }).status;
    },
  };
}

/** How many orders the table holds, by status. */
export async function countByStatus(running: RunningPlatform): Promise<Map<string, number>> {
  const client = accountClient(running);
  const counts = new Map<string, number>();
  const pages = paginateScan(
    { client },
    {
      TableName: String(running.outputs.ordersTableName),
      ProjectionExpression: "#status",
      ExpressionAttributeNames: { "#status": "status" },
      FilterExpression: "attribute_exists(#status)",
    },
  );
  for await (const { Items = [] } of pages) {
    for (const { status } of Items) counts.set(status?.S ?? "", (counts.get(status?.S ?? "") ?? 0) + 1);
  }
  client.destroy();
  return counts;
}

/** Deletes every record of the orders' table. */
export async function deleteOrders(running: RunningPlatform): Promise<void> {
  const client = accountClient(running);
  const TableName = String(running.outputs.ordersTableName);
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  const key = Table?.KeySchema?.map(({ AttributeName = "" }) => AttributeName).join() ?? "";
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ProjectionExpression: key })) {
    for (let index = 0; index < Items.length; index += BATCH) {
      const requests = Items.slice(index, index + BATCH).map((Key) => ({ DeleteRequest: { Key } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
    }
  }
  client.destroy();
}

function accountClient({ endpoint, region, root }: RunningPlatform): DynamoDBClient {
  return new DynamoDBClient({ endpoint, region, credentials: root });
}
