import type * as pulumi from "@pulumi/pulumi";
import type { Account } from "../core/account.ts";
import { Component } from "../core/component.ts";
import type { Settings } from "../core/settings.ts";
import { Key } from "../storage/key.ts";

export interface EncryptionArgs {
  readonly settings: Pick<Settings, "production">;
  readonly account: Account;
}

/**
 * A key each for customers' data, for log groups and for what operators are told, so that whoever may read logs can't
 * read orders, and CloudWatch, which must use the third, neither. EventBridge encrypts with the first what it keeps.
 */
export class Encryption extends Component {
  static readonly __pulumiType = "orderflow:tiers:Encryption";

  readonly data: Key;
  readonly logs: Key;
  readonly notifications: Key;

  constructor(name: string, { settings, account }: EncryptionArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Encryption.__pulumiType, name, opts);

    this.data = new Key(
      "orderflow-data",
      {
        account,
        description: "Orderflow: tables, queues and events",
        events: true,
        protect: settings.production,
      },
      this.child,
    );
    this.logs = new Key(
      "orderflow-logs",
      {
        account,
        description: "Orderflow: log groups",
        logGroups: ["/aws/lambda/*", "/aws/vendedlogs/*"],
        protect: settings.production,
      },
      this.child,
    );
    this.notifications = new Key(
      "orderflow-notifications",
      {
        account,
        description: "Orderflow: notifications of operators",
        alarmNotifications: true,
        eventNotifications: true,
        protect: settings.production,
      },
      this.child,
    );
    this.registerOutputs({
      dataKeyArn: this.data.arn,
      logsKeyArn: this.logs.arn,
      notificationsKeyArn: this.notifications.arn,
    });
  }
}
