import * as pulumi from "@pulumi/pulumi";
import { ORDERS } from "../../functions/shared/contracts/events/sources.ts";
import type { Account } from "../core/account.ts";
import type { AlarmActions } from "../core/alarms.ts";
import { Component } from "../core/component.ts";
import type { Settings } from "../core/settings.ts";
import type { DeadLetters } from "../messaging/dead-letter-queue.ts";
import { EventBus } from "../messaging/event-bus.ts";
import { EventRule } from "../messaging/event-rule.ts";
import type { Topic } from "../messaging/topic.ts";
import type { EventFlow } from "../observability/event-flow.ts";
import type { EncryptionKey } from "../storage/key.ts";

export interface EventsArgs {
  readonly settings: Pick<Settings, "production" | "events" | "orderEvents">;
  readonly account: Account;
  /** The key for data must let EventBridge in. */
  readonly keys: { readonly data: EncryptionKey };
  /** Whom a failed order is told. It must let EventBridge publish. */
  readonly operators: Pick<Topic, "arn">;
  readonly alarmActions?: AlarmActions | undefined;
}

/** EventBridge's own limits: whoever is told late has still been told. */
const RETRIES = { maxEventAgeSeconds: 86_400, maxRetryAttempts: 185 };

/**
 * What happens in the other tiers, told to whoever has a rule for it: the bus `orderflow` with its archive. Operators are
 * told of every order that failed.
 */
export class Events extends Component {
  static readonly __pulumiType = "orderflow:tiers:Events";

  readonly bus: EventBus;
  /** What events pass, for whoever watches it. */
  readonly flow: pulumi.Output<EventFlow>;

  constructor(name: string, args: EventsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Events.__pulumiType, name, opts);
    const { settings, account, keys, operators, alarmActions } = args;
    const deadLetters: DeadLetters = {
      key: keys.data,
      retentionDays: settings.orderEvents.retentionDays,
      protect: settings.production,
    };

    this.bus = new EventBus(
      "orderflow",
      {
        account,
        description: "What happened to orders, payments, users and images (docs/events.md)",
        archiveDays: settings.events.archiveDays,
        deadLetters,
        alarmActions,
      },
      this.child,
    );
    new EventRule(
      "order-failed-operators",
      {
        bus: this.bus,
        description: "Tells the operators of every order that failed",
        source: ORDERS,
        detailTypes: ["OrderFailed"],
        target: operators,
        inputTransformer: {
          inputPaths: {
            orderId: "$.detail.data.orderId",
            totalCents: "$.detail.data.totalCents",
            currency: "$.detail.data.currency",
            reason: "$.detail.data.reason",
            correlationId: "$.detail.metadata.correlationId",
            occurredAt: "$.detail.metadata.occurredAt",
          },
          inputTemplate: [
            '"The order <orderId> failed at <occurredAt>: <reason>"',
            '"It was of <totalCents> cents (<currency>). Its logs and traces have the correlation id <correlationId>."',
          ].join("\n"),
        },
        ...RETRIES,
        deadLetters,
        alarmActions,
      },
      this.child,
    );

    this.flow = pulumi.output({
      busName: this.bus.busName,
      deadLetterQueueName: this.bus.deadLetters.queueName,
    });
    this.registerOutputs({ busName: this.bus.busName, archiveArn: this.bus.archiveArn });
  }
}
