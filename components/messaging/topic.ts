import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type Account, arnOf } from "../core/account.ts";
import { Component } from "../core/component.ts";
import { NAME_LIMITS, physicalName } from "../core/names.ts";
import { resourcePolicy } from "../core/statements.ts";
import type { EncryptionKey } from "../storage/key.ts";

export interface TopicArgs {
  readonly account: Account;
  /** The key's policy must let in whoever publishes: for alarms, `alarmNotifications` of `Key`. */
  readonly key: Pick<EncryptionKey, "arn">;
  /** Addresses that get every message as e-mail, once they have confirmed their subscription. Default none. */
  readonly emails?: readonly string[];
}

/**
 * A topic encrypted with a customer-managed key and closed to publishers without TLS. CloudWatch alarms of this account
 * may publish to it; a role that should needs a grant of its own.
 */
export class Topic extends Component {
  static readonly __pulumiType = "orderflow:messaging:Topic";

  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: TopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Topic.__pulumiType, name, opts);

    const topic = new aws.sns.Topic(
      name,
      { name: physicalName(NAME_LIMITS.topic, name), kmsMasterKeyId: args.key.arn },
      this.named,
    );
    this.#createPolicy(name, topic, args);
    for (const email of args.emails ?? []) this.#subscribe(`${name}-email-${shortHash(email)}`, topic, email);

    this.arn = topic.arn;
    this.registerOutputs({ arn: this.arn });
  }

  /** Amazon SNS Developer Guide, "Example cases for Amazon SNS access control" and "Enforce encryption of data in transit". */
  #createPolicy(name: string, topic: aws.sns.Topic, { account }: TopicArgs): void {
    new aws.sns.TopicPolicy(
      name,
      {
        arn: topic.arn,
        policy: resourcePolicy([
          {
            Sid: "CloudWatchAlarms",
            Effect: "Allow",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Action: ["sns:Publish"],
            Resource: [topic.arn],
            Condition: {
              ArnLike: { "aws:SourceArn": arnOf(account, "cloudwatch", "alarm:*") },
              StringEquals: { "aws:SourceAccount": account.accountId },
            },
          },
          {
            Sid: "DenyPlainHttp",
            Effect: "Deny",
            Principal: "*",
            Action: ["sns:Publish"],
            Resource: [topic.arn],
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ]),
      },
      this.child,
    );
  }

  #subscribe(name: string, topic: aws.sns.Topic, email: string): void {
    new aws.sns.TopicSubscription(name, { topic: topic.arn, protocol: "email", endpoint: email }, this.child);
  }
}

/** Names a subscription for its address, so that another address in the list does not rename it. */
function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
