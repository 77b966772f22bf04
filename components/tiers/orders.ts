import * as pulumi from "@pulumi/pulumi";
import {
  ORDER_EVENTS_URL,
  ORDERS_TABLE,
  RECONCILE_AFTER_MINUTES,
  RECONCILE_MAX_SENDS,
} from "../../functions/shared/env.ts";
import { EXPIRES_AT, OUTBOX_INDEX, OUTBOX_SHARD, OUTBOX_SINCE } from "../../functions/shared/orders-table.ts";
import type { Routes } from "../api/http-api.ts";
import { LambdaFunction, type LambdaFunctionArgs } from "../compute/lambda-function.ts";
import { type Account, policyArn } from "../core/account.ts";
import type { AlarmActions } from "../core/alarms.ts";
import { Component } from "../core/component.ts";
import { setting } from "../core/grants.ts";
import type { Settings } from "../core/settings.ts";
import { Queue } from "../messaging/queue.ts";
import { QueueConsumer } from "../messaging/queue-consumer.ts";
import { Schedule } from "../messaging/schedule.ts";
import type { OrderPath } from "../observability/order-path.ts";
import type { EncryptionKey } from "../storage/key.ts";
import { Table } from "../storage/table.ts";

export interface OrdersArgs {
  readonly settings: Settings;
  readonly account: Account;
  readonly keys: { readonly data: EncryptionKey; readonly logs: EncryptionKey };
  /** The built bundle of a function, by its folder: `orders/create`. */
  readonly code: (functionName: string) => pulumi.Input<pulumi.asset.Archive>;
  readonly alarmActions?: AlarmActions | undefined;
}

/** The longest a run of the reconciler may begin late: an older one has been followed by others. */
const RECONCILE_MAX_EVENT_AGE_SECONDS = 600;

/**
 * Orders: `create` writes an order and sends `OrderCreated` to the queue `order-events`, `process` takes it from there
 * and confirms the order, `get` reads it. Every minute `reconcile` sends again what was accepted and has not got there.
 */
export class Orders extends Component {
  static readonly __pulumiType = "orderflow:tiers:Orders";

  readonly table: Table;
  readonly events: Queue;
  readonly routes: Routes;
  /** What an order passes, for whoever watches it. */
  readonly path: pulumi.Output<Omit<OrderPath, "apiId">>;

  constructor(name: string, args: OrdersArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Orders.__pulumiType, name, opts);
    const { settings, account, keys, code, alarmActions } = args;
    const { production, functions, logs, orderEvents, reconciliation, throttle } = settings;
    const permissionsBoundary = policyArn(account, settings.permissionsBoundary);
    const deadLetters = { key: keys.data, retentionDays: orderEvents.retentionDays, protect: production };

    this.table = new Table(
      "orders",
      {
        hashKey: "id",
        indexes: {
          [OUTBOX_INDEX]: {
            hashKey: { name: OUTBOX_SHARD, type: "N" },
            rangeKey: { name: OUTBOX_SINCE, type: "N" },
          },
        },
        expiresAt: EXPIRES_AT,
        key: keys.data,
        protect: production,
      },
      this.child,
    );
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
      permissionsBoundary,
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
        countAlarms: [
          {
            metric: "OrderEventsNotSent",
            why: "An order was accepted and its message could not be sent: it is confirmed minutes late, by the reconciler.",
            whatToDo:
              "Search the log of orders-create for 'could not be sent', then look at SQS, the role and the key.",
          },
        ],
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
        description: "Takes OrderCreated from order-events, confirms the order and settles its outbox record",
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

    const reconcile = new LambdaFunction(
      "orders-reconcile",
      {
        ...shared,
        description: "Announces orders again that have had no final status for too long",
        code: code("orders/reconcile"),
        timeoutSeconds: functions.reconcileTimeoutSeconds,
        grants: [
          this.table.indexReader(ORDERS_TABLE, OUTBOX_INDEX),
          this.table.updater(ORDERS_TABLE),
          this.events.sender(ORDER_EVENTS_URL),
          setting(RECONCILE_AFTER_MINUTES, String(reconciliation.afterMinutes)),
          setting(RECONCILE_MAX_SENDS, String(reconciliation.maxSends)),
        ],
        countAlarms: [
          {
            metric: "OutboxParked",
            why: `An order was announced again ${reconciliation.maxSends} times and has no final status: nothing more happens to it by itself.`,
            whatToDo:
              "Find its id in the log of orders-reconcile and the cause in orders-process or its dead letters, then un-park it (docs/orders.md).",
          },
        ],
        asynchronous: { deadLetters, maxEventAgeSeconds: RECONCILE_MAX_EVENT_AGE_SECONDS },
      },
      this.child,
    );
    const schedule = new Schedule(
      "orders-reconcile-schedule",
      {
        account,
        expression: "rate(1 minute)",
        target: reconcile,
        maxEventAgeSeconds: RECONCILE_MAX_EVENT_AGE_SECONDS,
        maxRetryAttempts: 5,
        deadLetters,
        permissionsBoundary,
        alarmActions,
      },
      this.child,
    );

    this.routes = {
      "POST /v1/orders": { handler: create, throttle: throttle.createOrder },
      "GET /v1/orders/{id}": { handler: get },
    };
    this.path = pulumi.output({
      tableName: this.table.tableName,
      queueName: this.events.queueName,
      deadLetterQueueNames: [this.events.deadLetters, reconcile.deadLetters, schedule.deadLetters].flatMap(
        (queue) => queue?.queueName ?? [],
      ),
      functions: {
        create: create.functionName,
        get: get.functionName,
        process: process.functionName,
        reconcile: reconcile.functionName,
      },
    });
    this.registerOutputs({
      tableName: this.table.tableName,
      eventsQueueUrl: this.events.url,
      eventsDlqUrl: this.events.deadLetters.url,
    });
  }
}
