import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
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

/** How operators hear of what goes wrong: the topic `operators`, which every alarm notifies, and their e-mail addresses. */
export class Operations extends Component {
  static readonly __pulumiType = "orderflow:tiers:Operations";

  /** Whom alarms notify. */
  readonly alarmActions: AlarmActions;
  readonly topicArn: pulumi.Output<string>;

  constructor(name: string, args: OperationsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Operations.__pulumiType, name, opts);

    const operators = new Topic(
      "operators",
      { account: args.account, key: args.keys.notifications },
      this.child,
    );
    for (const email of args.settings.operations.operatorEmails) {
      const hash = createHash("sha256").update(email).digest("hex").slice(0, 8);
      new aws.sns.TopicSubscription(
        `operations-email-${hash}`,
        { topic: operators.arn, protocol: "email", endpoint: email },
        this.child,
      );
    }

    this.topicArn = operators.arn;
    this.alarmActions = [operators.arn];
    this.registerOutputs({ topicArn: this.topicArn });
  }
}
