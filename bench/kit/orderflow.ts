import { resolve } from "node:path";
import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
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

export const ORDER = {
  customerName: "Ada Lovelace",
  items: [
    { sku: "SKU-1", qty: 2, price: 9.5 },
    { sku: "SKU-2", qty: 1, price: 120 },
  ],
};

/** `POST /v1/orders` on a connection of its own. */
export function orderCaller({ outputs, token }: RunningPlatform): Caller {
  const url = new URL(String(outputs.apiUrl));
  const connection = new HttpConnection(url);
  const request = requestText({
    method: "POST",
    path: "/v1/orders",
    headers: { host: url.host, authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(ORDER),
  });
  return async () => {
    const { status, body } = await connection.send(request);
    if (status !== 201) throw new Error(`POST /v1/orders answered ${status}: ${body}`);
  };
}

/** How many orders the table holds, by status. */
export async function countByStatus({
  endpoint,
  region,
  root,
  outputs,
}: RunningPlatform): Promise<Map<string, number>> {
  const client = new DynamoDBClient({ endpoint, region, credentials: root });
  const counts = new Map<string, number>();
  const pages = paginateScan(
    { client },
    {
      TableName: String(outputs.ordersTableName),
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
