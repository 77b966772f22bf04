import type * as pulumi from "@pulumi/pulumi";
import { ORDER_EVENTS_URL, ORDERS_TABLE } from "../../functions/shared/env.ts";
import type { Routes } from "../api/http-api.ts";
import { LambdaFunction, type LambdaFunctionArgs } from "../compute/lambda-function.ts";
import type { AlarmActions } from "../core/alarms.ts";
import { Component } from "../core/component.ts";
import type { Settings } from "../core/settings.ts";
import { Queue } from "../messaging/queue.ts";
import { QueueConsumer } from "../messaging/queue-consumer.ts";
import type { EncryptionKey } from "../storage/key.ts";
import { Table } from "../storage/table.ts";

export interface OrdersArgs {
  readonly settings: Settings;
  readonly keys: { readonly data: EncryptionKey; readonly logs: EncryptionKey };
  /** The built bundle of a function, by its folder: `orders/create`. */
  readonly code: (functionName: string) => pulumi.Input<pulumi.asset.Archive>;
  readonly alarmActions?: AlarmActions | undefined;
}

/**
 * Orders: `create` writes an order and sends `OrderCreated` to the queue `order-events`, `process` takes it from there
 * and confirms the order, `get` reads it.
 */
export class Orders extends Component {
  static readonly __pulumiType = "orderflow:tiers:Orders";

  readonly table: Table;
  readonly events: Queue;
  readonly routes: Routes;

  constructor(name: string, args: OrdersArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Orders.__pulumiType, name, opts);
    const { settings, keys, code, alarmActions } = args;
    const { production, functions, logs, orderEvents, throttle } = settings;

    this.table = new Table("orders", { hashKey: "id", key: keys.data, protect: production }, this.child);
    this.events = new Queue(
      "order-events",
      { ...orderEvents, key: keys.data, alarmActions, protect: production },
      this.child,
    );

    const shared = {
      runtime: functions.runtime,
      architecture: functions.architecture,
      memoryMb: functions.memoryMb,
      logs: { ...logs, key: keys.logs },
      alarmActions,
    } satisfies Partial<LambdaFunctionArgs>;
    const create = new LambdaFunction(
      "orders-create",
      {
        ...shared,
        description: "POST /v1/orders: stores an order and announces it",
        code: code("orders/create"),
        timeoutSeconds: functions.httpTimeoutSeconds,
        grants: [this.table.creator(ORDERS_TABLE), this.events.sender(ORDER_EVENTS_URL)],
      },
      this.child,
    );
    const get = new LambdaFunction(
      "orders-get",
      {
        ...shared,
        description: "GET /v1/orders/{id}: reads an order",
        code: code("orders/get"),
        timeoutSeconds: functions.httpTimeoutSeconds,
        grants: [this.table.reader(ORDERS_TABLE)],
      },
      this.child,
    );
    const process = new LambdaFunction(
      "orders-process",
      {
        ...shared,
        description: "Takes OrderCreated from order-events and confirms the order",
        code: code("orders/process"),
        timeoutSeconds: functions.processTimeoutSeconds,
        grants: [this.table.updater(ORDERS_TABLE), this.events.consumer()],
      },
      this.child,
    );
    new QueueConsumer(
      "order-events-orders-process",
      { ...orderEvents, queue: this.events, handler: process, alarmActions },
      this.child,
    );

    this.routes = {
      "POST /v1/orders": { handler: create, throttle: throttle.createOrder },
      "GET /v1/orders/{id}": { handler: get },
    };
    this.registerOutputs({
      tableName: this.table.tableName,
      eventsQueueUrl: this.events.url,
      eventsDlqUrl: this.events.dlqUrl,
    });
  }
}
