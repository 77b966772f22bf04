import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Platform } from "../../local/platform.ts";

type Item = Readonly<Record<string, unknown>> & { readonly id: string };

export interface OrderRecords {
  readonly orders: readonly Item[];
  readonly outbox: readonly Item[];
  readonly idempotency: readonly Item[];
}

/** All that the table `orders` holds now. */
export async function recordsOf(platform: Platform): Promise<OrderRecords> {
  const client = new DynamoDBClient(platform.clientConfig);
  const TableName = String(platform.outputs.ordersTableName);
  const items: Item[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true }))
    for (const item of Items) items.push(unmarshall(item) as Item);
  client.destroy();
  const beginningWith = (prefix: string) => items.filter(({ id }) => id.startsWith(prefix));
  return {
    orders: items.filter(({ id }) => !id.includes("#")),
    outbox: beginningWith("outbox#"),
    idempotency: beginningWith("idempotency#"),
  };
}

/** Ends the schedules, for tests that pass days or start the reconciler themselves. */
export function stopSchedules(platform: Platform): void {
  const { schedules } = platform.cloud.scheduler;
  for (const { definition } of [...schedules]) schedules.delete(definition.groupName, definition.name);
}
