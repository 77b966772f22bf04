import type * as pulumi from "@pulumi/pulumi";
import type { Account } from "../core/account.ts";
import type { AlarmActions } from "../core/alarms.ts";
import { Component } from "../core/component.ts";
import type { Settings } from "../core/settings.ts";
import { Topic } from "../messaging/topic.ts";
import type { EncryptionKey } from "../storage/key.ts";

export interface OperationsArgs {
  readonly settings: Pick<Settings, "operations">;
  readonly account: Account;
  readonly keys: { readonly notifications: EncryptionKey };
}

/**
 * How operators hear of what goes wrong: the topic `operators`, which every alarm notifies and rules of the bus may, and
 * their e-mail addresses.
 */
export class Operations extends Component {
  static readonly __pulumiType = "orderflow:tiers:Operations";

  /** Whom alarms notify. */
  readonly alarmActions: AlarmActions;
  readonly operators: Topic;

  constructor(
    name: string,
    { settings, account, keys }: OperationsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(Operations.__pulumiType, name, opts);

    this.operators = new Topic(
      "operators",
      {
        account,
        key: keys.notifications,
        alarms: true,
        events: true,
        emails: settings.operations.operatorEmails,
      },
      this.child,
    );

    this.alarmActions = [this.operators.arn];
    this.registerOutputs({ topicArn: this.operators.arn });
  }
}
