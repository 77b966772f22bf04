import type * as pulumi from "@pulumi/pulumi";
import type { Account } from "../core/account.ts";
import { Component } from "../core/component.ts";
import type { Settings } from "../core/settings.ts";
import { Key } from "../storage/key.ts";

export interface EncryptionArgs {
  readonly settings: Pick<Settings, "production">;
  readonly account: Account;
}

/** Two keys, so that whoever may read logs can't read orders: one for customers' data, one for log groups. */
export class Encryption extends Component {
  static readonly __pulumiType = "orderflow:tiers:Encryption";

  readonly data: Key;
  readonly logs: Key;

  constructor(name: string, { settings, account }: EncryptionArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Encryption.__pulumiType, name, opts);

    this.data = new Key(
      "orderflow-data",
      { account, description: "Orderflow: tables and queues", protect: settings.production },
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
    this.registerOutputs({ dataKeyArn: this.data.arn, logsKeyArn: this.logs.arn });
  }
}
