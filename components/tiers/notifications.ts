import * as pulumi from "@pulumi/pulumi";
import { ORDERS } from "../../functions/shared/contracts/events/sources.ts";
import {
  NOTIFICATION_RETENTION_DAYS,
  NOTIFICATIONS_TABLE,
  ORDER_CANCELLED_TEMPLATE,
  ORDER_CONFIRMED_TEMPLATE,
  ORDER_FAILED_TEMPLATE,
  USER_POOL_ID,
} from "../../functions/shared/env.ts";
import { EXPIRES_AT } from "../../functions/shared/orders-table.ts";
import { LambdaFunction } from "../compute/lambda-function.ts";
import { type Account, policyArn } from "../core/account.ts";
import type { AlarmActions } from "../core/alarms.ts";
import { Component } from "../core/component.ts";
import { setting } from "../core/grants.ts";
import type { Settings } from "../core/settings.ts";
import type { UserPool } from "../identity/user-pool.ts";
import { EmailSender } from "../messaging/email-sender.ts";
import { emailTemplate } from "../messaging/email-template.ts";
import type { EventBus } from "../messaging/event-bus.ts";
import { EventRule } from "../messaging/event-rule.ts";
import { Queue } from "../messaging/queue.ts";
import { QueueConsumer } from "../messaging/queue-consumer.ts";
import type { NotificationPath } from "../observability/notification-path.ts";
import type { EncryptionKey } from "../storage/key.ts";
import { Table } from "../storage/table.ts";

export interface NotificationsArgs {
  readonly settings: Settings;
  readonly account: Account;
  /** The key for data must let EventBridge in. */
  readonly keys: { readonly data: EncryptionKey; readonly logs: EncryptionKey };
  readonly bus: EventBus;
  readonly users: UserPool;
  /** The built bundle of a function, by its folder: `notifications/send`. */
  readonly code: (functionName: string) => pulumi.Input<pulumi.asset.Archive>;
  readonly alarmActions?: AlarmActions | undefined;
}

/** Where EventBridge gives up: a notification that is late is still one. */
const RULE_RETRIES = { maxEventAgeSeconds: 86_400, maxRetryAttempts: 185 };
/** Three calls of AWS one after the other, each with its budget, and as long again to record what was done. */
const TIMEOUT_SECONDS = 30;
/** Six times that, and longer than a claim on an event lasts. */
const VISIBILITY_TIMEOUT_SECONDS = 180;
/** SES throttles who sends faster than the account may: those mails wait for their next turn. */
const MAX_RECEIVE_COUNT = 5;
const MAXIMUM_CONCURRENCY = 10;

const TEMPLATES = {
  "order-confirmed": ORDER_CONFIRMED_TEMPLATE,
  "order-failed": ORDER_FAILED_TEMPLATE,
  "order-cancelled": ORDER_CANCELLED_TEMPLATE,
} as const;

/**
 * Tells customers by mail what became of their orders: a rule of the bus brings the events to the queue `notifications`,
 * `notifications/send` takes them from there, once each.
 */
export class Notifications extends Component {
  static readonly __pulumiType = "orderflow:tiers:Notifications";

  readonly queue: Queue;
  /** What a notification passes, for whoever watches it. */
  readonly path: pulumi.Output<NotificationPath>;

  constructor(name: string, args: NotificationsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Notifications.__pulumiType, name, opts);
    const { settings, account, keys, bus, users, code, alarmActions } = args;
    const { production, functions, logs, orderEvents, events } = settings;
    const { retentionDays } = orderEvents;
    const deadLetters = { key: keys.data, retentionDays, protect: production };

    const table = new Table(
      "notifications",
      { hashKey: "id", expiresAt: EXPIRES_AT, key: keys.data, protect: production },
      this.child,
    );
    this.queue = new Queue(
      "notifications",
      {
        key: keys.data,
        visibilityTimeoutSeconds: VISIBILITY_TIMEOUT_SECONDS,
        retentionDays,
        maxReceiveCount: MAX_RECEIVE_COUNT,
        bus,
        alarmActions,
        protect: production,
      },
      this.child,
    );
    const rule = new EventRule(
      "orders-notifications",
      {
        bus,
        description: "What became of an order, for its customer",
        source: ORDERS,
        detailTypes: ["OrderConfirmed", "OrderFailed", "OrderCancelled"],
        target: this.queue,
        ...RULE_RETRIES,
        deadLetters,
        alarmActions,
      },
      this.child,
    );
    const mail = new EmailSender(
      "mail",
      {
        sender: settings.mailSender,
        displayName: "Orderflow",
        templates: Object.fromEntries(
          Object.keys(TEMPLATES).map((template) => [
            template,
            emailTemplate(`functions/notifications/templates/${template}`),
          ]),
        ),
        alarmActions,
      },
      this.child,
    );

    const send = new LambdaFunction(
      "notifications-send",
      {
        description: "Tells a customer by mail what became of an order",
        code: code("notifications/send"),
        runtime: functions.runtime,
        architecture: functions.architecture,
        memoryMb: functions.memoryMb,
        timeoutSeconds: TIMEOUT_SECONDS,
        grants: [
          table.updater(NOTIFICATIONS_TABLE),
          this.queue.consumer(),
          users.userReader(USER_POOL_ID),
          mail.sender(TEMPLATES),
          // Longer than an event can come again, out of the archive or out of a dead-letter queue.
          setting(NOTIFICATION_RETENTION_DAYS, String(events.archiveDays + 2 * retentionDays)),
        ],
        logs: { ...logs, key: keys.logs },
        permissionsBoundary: policyArn(account, settings.permissionsBoundary),
        alarmActions,
      },
      this.child,
    );
    new QueueConsumer(
      "notifications-notifications-send",
      {
        queue: this.queue,
        handler: send,
        // A crash leaves no other mail but its own without a record.
        batchSize: 1,
        batchWindowSeconds: 0,
        maximumConcurrency: MAXIMUM_CONCURRENCY,
        alarmActions,
      },
      this.child,
    );

    this.path = pulumi.output({
      queueName: this.queue.queueName,
      deadLetterQueueNames: [this.queue.deadLetters.queueName, rule.deadLetters.queueName],
      functionName: send.functionName,
      configurationSetName: mail.configurationSetName,
    });
    this.registerOutputs({ queueUrl: this.queue.url, dlqUrl: this.queue.deadLetters.url });
  }
}
