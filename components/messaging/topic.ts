import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type Account, arnOf } from "../core/account.ts";
import { type AlarmActions, createAlarm } from "../core/alarms.ts";
import { Component } from "../core/component.ts";
import type { Grant } from "../core/grants.ts";
import { NAME_LIMITS, pascalCase, physicalName } from "../core/names.ts";
import { resourcePolicy, type Statement } from "../core/statements.ts";
import type { EncryptionKey } from "../storage/key.ts";

export interface TopicArgs {
  readonly account: Account;
  readonly key: EncryptionKey;
  /** Addresses that get every message as e-mail, once they have confirmed their subscription. Default none. */
  readonly emails?: readonly string[];
  /** Lets CloudWatch alarms of this account publish. The key must let them in: `alarmNotifications` of `Key`. Default false. */
  readonly alarms?: boolean;
  /** Lets rules of EventBridge publish. The key must let them in: `eventNotifications` of `Key`. Default false. */
  readonly events?: boolean;
  /** For a topic that functions and queues subscribe to: whom the alarm tells that a message was lost. Default: no alarm. */
  readonly alarmActions?: AlarmActions | undefined;
}

/**
 * A topic encrypted with a customer-managed key and closed to publishers without TLS. A service may publish where its
 * argument says so, a role by a grant.
 */
export class Topic extends Component {
  static readonly __pulumiType = "orderflow:messaging:Topic";

  readonly arn: pulumi.Output<string>;
  readonly #name: string;
  readonly #key: EncryptionKey;

  constructor(name: string, args: TopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Topic.__pulumiType, name, opts);
    this.#name = name;
    this.#key = args.key;

    const topic = new aws.sns.Topic(
      name,
      { name: physicalName(NAME_LIMITS.topic, name), kmsMasterKeyId: args.key.arn },
      this.named,
    );
    this.#createPolicy(name, topic, args);
    for (const email of args.emails ?? []) this.#subscribe(`${name}-email-${shortHash(email)}`, topic, email);
    if (args.alarmActions !== undefined) this.#createAlarm(name, topic, args.alarmActions);

    this.arn = topic.arn;
    this.registerOutputs({ arn: this.arn });
  }

  /**
   * Publish: `sns:Publish`. The variable `env` holds the topic's ARN.
   * With the key: `kms:GenerateDataKey` and `kms:Decrypt` (SNS Developer Guide, "Key management").
   */
  publisher(env: string): Grant {
    const sid = pascalCase(this.#name, "topic");
    return {
      env: { [env]: this.arn },
      statements: [
        { Sid: sid, Effect: "Allow", Action: ["sns:Publish"], Resource: [this.arn] },
        this.#key.usedThrough("sns", pascalCase(sid, "key"), ["kms:Decrypt", "kms:GenerateDataKey"]),
      ],
    };
  }

  /** Amazon SNS Developer Guide, "Example cases for Amazon SNS access control" and "Enforce encryption of data in transit". */
  #createPolicy(name: string, topic: aws.sns.Topic, { account, alarms, events }: TopicArgs): void {
    new aws.sns.TopicPolicy(
      name,
      {
        arn: topic.arn,
        policy: resourcePolicy([
          ...(alarms ? [cloudWatchAlarms(account, topic.arn)] : []),
          ...(events ? [eventBridge(topic.arn)] : []),
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

  /** SNS counts by topic, hence one alarm for all subscriptions. */
  #createAlarm(name: string, topic: aws.sns.Topic, actions: AlarmActions): void {
    createAlarm(
      `${name}-lost`,
      {
        namespace: "AWS/SNS",
        metricName: "NumberOfNotificationsFailedToRedriveToDlq",
        dimensions: { TopicName: topic.name },
        statistic: "Sum",
        threshold: 0,
        periodSeconds: 60,
        why: `A message of the topic ${name} reached neither a subscriber nor its dead-letter queue: it is lost.`,
        whatToDo:
          "Mend the policy or the key of the subscription's dead-letter queue, then publish the message again.",
        actions,
      },
      this.named,
    );
  }
}

function cloudWatchAlarms(account: Account, topicArn: pulumi.Input<string>): Statement {
  return {
    Sid: "CloudWatchAlarms",
    Effect: "Allow",
    Principal: { Service: "cloudwatch.amazonaws.com" },
    Action: ["sns:Publish"],
    Resource: [topicArn],
    Condition: {
      ArnLike: { "aws:SourceArn": arnOf(account, "cloudwatch", "alarm:*") },
      StringEquals: { "aws:SourceAccount": account.accountId },
    },
  };
}

/** EventBridge User Guide, "Amazon SNS permissions": "You can't use Condition blocks in Amazon SNS topic policies for EventBridge." */
function eventBridge(topicArn: pulumi.Input<string>): Statement {
  return {
    Sid: "EventBridge",
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: ["sns:Publish"],
    Resource: [topicArn],
  };
}

/** Names a subscription for its address, so that another address in the list does not rename it. */
function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
