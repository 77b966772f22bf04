import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { IdempotencyRecord } from "../../functions/shared/contracts/idempotency.ts";
import type { StoredOrder } from "../../functions/shared/contracts/order.ts";
import type { OutboxRecord } from "../../functions/shared/contracts/outbox.ts";
import { idempotencyId, outboxId } from "../../functions/shared/orders-table.ts";
import type { Platform } from "../../local/platform.ts";
import type { StreamRecord } from "../../local/services/dynamodb/engine/stream.ts";
import { type QueueMessage, RootQueue } from "./queues.ts";
import { TableChanges } from "./table-changes.ts";

type Item = Record<string, AttributeValue>;

/** An outbox record in whichever state: open, parked or settled. */
export type AnyOutboxRecord = Partial<OutboxRecord> & {
  readonly id: string;
  readonly settledAt?: string;
  readonly parkedAt?: string;
};

/** One change of an order's status; `from` is absent where the order is new, `to` where it was deleted. */
export interface Transition {
  readonly id: string;
  readonly from?: string;
  readonly to?: string;
}

/** All that the table holds, read consistently. */
export interface TableContent {
  readonly orders: readonly StoredOrder[];
  readonly outbox: readonly AnyOutboxRecord[];
  readonly idempotency: readonly IdempotencyRecord[];
}

const OUTBOX = outboxId("");
const IDEMPOTENCY = idempotencyId("");

/** What the platform has of orders, seen by the account itself: the table with each of its changes, and the queues. */
export class OrdersRecord {
  readonly #platform: Platform;
  readonly #changes: TableChanges;

  private constructor(platform: Platform, changes: TableChanges) {
    this.#platform = platform;
    this.#changes = changes;
  }

  /** Follows the table from now on. */
  static async of(platform: Platform): Promise<OrdersRecord> {
    const TableName = platform.outputs.ordersTableName;
    const StreamSpecification = { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" };
    await platform.callAsRoot("dynamodb", "UpdateTable", { TableName, StreamSpecification });
    const { Table } = await platform.callAsRoot<{ Table: { LatestStreamArn: string } }>(
      "dynamodb",
      "DescribeTable",
      { TableName },
    );
    return new OrdersRecord(platform, new TableChanges(platform, Table.LatestStreamArn));
  }

  /** The orders' changes of status since the last call, in the order in which they were made. */
  async newTransitions(): Promise<readonly Transition[]> {
    const records = await this.#changes.next();
    return records.flatMap(({ dynamodb: { OldImage, NewImage } }) => {
      const before = orderIn(OldImage);
      const after = orderIn(NewImage);
      const id = after?.id ?? before?.id;
      if (id === undefined || before?.status === after?.status) return [];
      return [{ id, ...(before && { from: before.status }), ...(after && { to: after.status }) }];
    });
  }

  async table(): Promise<TableContent> {
    const items: Record<string, unknown>[] = [];
    let ExclusiveStartKey: Item | undefined;
    do {
      const page: { Items: Item[]; LastEvaluatedKey?: Item } = await this.#platform.callAsRoot(
        "dynamodb",
        "Scan",
        {
          TableName: this.#platform.outputs.ordersTableName,
          ConsistentRead: true,
          ...(ExclusiveStartKey && { ExclusiveStartKey }),
        },
      );
      for (const item of page.Items) items.push(unmarshall(item));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    const kindOf = ({ id }: Record<string, unknown>) =>
      String(id).startsWith(OUTBOX)
        ? "outbox"
        : String(id).startsWith(IDEMPOTENCY)
          ? "idempotency"
          : "orders";
    const { orders = [], outbox = [], idempotency = [] } = Object.groupBy(items, kindOf);
    return { orders, outbox, idempotency } as unknown as TableContent;
  }

  /** Messages of the queue `order-events` that are visible or in flight. */
  queued(): Promise<number> {
    return new RootQueue(this.#platform, String(this.#platform.outputs.orderEventsQueueUrl)).depth();
  }

  /** The bodies of the dead letters of `order-events`. They stay where they are, visible again when the clock has moved on by a minute. */
  async deadLetters(): Promise<readonly string[]> {
    const bodies: string[] = [];
    for (;;) {
      const { Messages = [] } = await this.#platform.callAsRoot<{ Messages?: QueueMessage[] }>(
        "sqs",
        "ReceiveMessage",
        {
          QueueUrl: this.#platform.outputs.orderEventsDlqUrl,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: 60,
        },
      );
      if (Messages.length === 0) return bodies;
      bodies.push(...Messages.map(({ Body }) => Body));
    }
  }

  /** Starts to move all dead letters back to `order-events`, as an operator does. */
  async redrive(): Promise<void> {
    const { Attributes } = await this.#platform.callAsRoot<{ Attributes: { QueueArn: string } }>(
      "sqs",
      "GetQueueAttributes",
      { QueueUrl: this.#platform.outputs.orderEventsDlqUrl, AttributeNames: ["QueueArn"] },
    );
    await this.#platform.callAsRoot("sqs", "StartMessageMoveTask", { SourceArn: Attributes.QueueArn });
  }
}

function orderIn(
  image: StreamRecord["dynamodb"]["NewImage"],
): { readonly id: string; readonly status: string } | undefined {
  const { id, status } = image ?? {};
  return id?.S === undefined || status?.S === undefined ? undefined : { id: id.S, status: status.S };
}
