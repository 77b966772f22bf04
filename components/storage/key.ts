import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type Account, accountPrincipal, arnOf, regionalService } from "../core/account.ts";
import { Component } from "../core/component.ts";
import { NAME_LIMITS, pascalCase, physicalName } from "../core/names.ts";
import { resourcePolicy, type Statement } from "../core/statements.ts";

export interface KeyArgs {
  readonly account: Account;
  /** What the key protects, in a few words. */
  readonly description: pulumi.Input<string>;
  /**
   * Names of log groups that CloudWatch Logs may encrypt with the key; `*` stands for any characters.
   * Default none: then no service may use the key but on behalf of a principal whose own policy allows it.
   */
  readonly logGroups?: readonly string[];
  /**
   * Lets CloudWatch alarms of this account notify topics encrypted with the key. Without it such a notification is lost,
   * and nobody is told. Default false.
   */
  readonly alarmNotifications?: boolean;
  /**
   * Lets EventBridge use the key for the buses, archives, rules and dead letters of this account: to encrypt events, and
   * to send them to queues encrypted with it. Default false.
   */
  readonly events?: boolean;
  /**
   * Lets EventBridge publish to the topics of this account that are encrypted with the key: `events` does not, since
   * EventBridge does not say for whom it publishes. Default false.
   */
  readonly eventNotifications?: boolean;
  /** Lets SNS send what topics of this account deliver to queues encrypted with the key. Default false. */
  readonly topicDeliveries?: boolean;
  /** Protects the key from deletion: what it encrypted is lost with it. */
  readonly protect: boolean;
}

/** What others need of a key. */
export interface EncryptionKey {
  readonly arn: pulumi.Output<string>;
  usedThrough(service: string, sid: string, actions: readonly string[]): Statement;
}

/**
 * A symmetric customer-managed key and its alias. It rotates every year, and waits 30 days before it is deleted.
 *
 * The key policy delegates to the account, so that grants in roles decide who may use it, and names no service
 * but those it was made for. That needs no knowledge of the roles, hence no cycle between key and role.
 */
export class Key extends Component implements EncryptionKey {
  static readonly __pulumiType = "orderflow:storage:Key";

  readonly arn: pulumi.Output<string>;
  readonly #account: Account;

  constructor(name: string, args: KeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Key.__pulumiType, name, opts);
    this.#account = args.account;

    const key = new aws.kms.Key(
      name,
      {
        description: args.description,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        policy: resourcePolicy(keyPolicy(args)),
      },
      { ...this.child, protect: args.protect },
    );
    new aws.kms.Alias(
      name,
      { name: `alias/${physicalName(NAME_LIMITS.kmsAlias, name)}`, targetKeyId: key.keyId },
      this.named,
    );

    this.arn = key.arn;
    this.registerOutputs({ arn: this.arn });
  }

  /** Lets a role use the key, but only through a service such as `dynamodb`, not by calling KMS itself. */
  usedThrough(service: string, sid: string, actions: readonly string[]): Statement {
    return {
      Sid: sid,
      Effect: "Allow",
      Action: actions,
      Resource: [this.arn],
      Condition: { StringEquals: { "kms:ViaService": regionalService(this.#account, service) } },
    };
  }
}

function keyPolicy({
  account,
  logGroups = [],
  alarmNotifications = false,
  events = false,
  eventNotifications = false,
  topicDeliveries = false,
}: KeyArgs): Statement[] {
  const delegation: Statement = {
    Sid: pascalCase("account", "delegation"),
    Effect: "Allow",
    Principal: { AWS: accountPrincipal(account) },
    Action: ["kms:*"],
    Resource: ["*"],
  };
  return [
    delegation,
    ...(logGroups.length > 0 ? [cloudWatchLogs(account, logGroups)] : []),
    ...(alarmNotifications ? [cloudWatchAlarms(account)] : []),
    ...(events ? [eventBridge(account)] : []),
    ...(eventNotifications ? [eventBridgeToTopics(account)] : []),
    ...(topicDeliveries ? [snsToQueues(account)] : []),
  ];
}

/** Amazon SNS Developer Guide, "Enable compatibility between event sources from AWS services and encrypted topics". */
function cloudWatchAlarms(account: Account): Statement {
  return {
    Sid: "CloudWatchAlarms",
    Effect: "Allow",
    Principal: { Service: "cloudwatch.amazonaws.com" },
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    Resource: ["*"],
    Condition: { StringEquals: { "aws:SourceAccount": account.accountId } },
  };
}

/** EventBridge User Guide, "AWS KMS key policies for encrypting event buses" and "Encrypting dead-letter queues". */
function eventBridge(account: Account): Statement {
  return {
    Sid: "EventBridge",
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"],
    Resource: ["*"],
    Condition: { StringEquals: { "aws:SourceAccount": account.accountId } },
  };
}

/**
 * Amazon SNS Developer Guide, "Enable compatibility between event sources from AWS services and encrypted topics":
 * `aws:SourceAccount` and `aws:SourceArn` are not supported for EventBridge. SNS itself names the topic, which carries the
 * account, as encryption context.
 */
function eventBridgeToTopics(account: Account): Statement {
  return {
    Sid: "EventBridgeToTopics",
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    Resource: ["*"],
    Condition: { ArnLike: { "kms:EncryptionContext:aws:sns:topicArn": arnOf(account, "sns", "*") } },
  };
}

/** Amazon SNS Developer Guide, "Setting up Amazon SNS topic encryption with encrypted Amazon SQS queue subscription". */
function snsToQueues(account: Account): Statement {
  return {
    Sid: "TopicDeliveries",
    Effect: "Allow",
    Principal: { Service: "sns.amazonaws.com" },
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    Resource: ["*"],
    Condition: { ArnLike: { "aws:SourceArn": arnOf(account, "sns", "*") } },
  };
}

/**
 * CloudWatch Logs User Guide, "Encrypt log data in CloudWatch Logs using AWS KMS": the service passes the log group's
 * ARN as encryption context, which carries the account; it does not document `aws:SourceAccount` for this call.
 */
function cloudWatchLogs(account: Account, logGroups: readonly string[]): Statement {
  return {
    Sid: "CloudWatchLogs",
    Effect: "Allow",
    Principal: { Service: regionalService(account, "logs") },
    Action: [
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:Encrypt",
      "kms:GenerateDataKey",
      "kms:GenerateDataKeyWithoutPlaintext",
      "kms:ReEncryptFrom",
      "kms:ReEncryptTo",
    ],
    Resource: ["*"],
    Condition: {
      ArnLike: {
        "kms:EncryptionContext:aws:logs:arn": logGroups.map((group) =>
          arnOf(account, "logs", `log-group:${group}`),
        ),
      },
    },
  };
}
