import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type AlarmActions, createAlarm } from "../core/alarms.ts";
import { Component } from "../core/component.ts";
import type { Grant } from "../core/grants.ts";
import { NAME_LIMITS, pascalCase, physicalName } from "../core/names.ts";
import { resourcePolicy } from "../core/statements.ts";
import type { EncryptionKey } from "../storage/key.ts";

const SECONDS_PER_DAY = 86_400;

export interface QueueArgs {
  readonly key: EncryptionKey;
  /** How long a received message stays hidden from other receivers. */
  readonly visibilityTimeoutSeconds: number;
  /** 1 to 14. Both queues have it: a dead-lettered message keeps the age it had. */
  readonly retentionDays: number;
  /** How often a message is received before it goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
  /** The age of the oldest message that sets off an alarm. Default 300. */
  readonly maxAgeSeconds?: number;
  readonly alarmActions?: AlarmActions | undefined;
  /** Protects both queues, and the messages in them, from deletion. */
  readonly protect: boolean;
}

/**
 * A standard queue and its dead-letter queue (`<name>-dlq`), encrypted with a customer-managed key and closed to
 * requests without TLS. Only this queue may dead-letter into its own; one alarm says when something did, another
 * when messages wait for too long.
 */
export class Queue extends Component {
  static readonly __pulumiType = "orderflow:messaging:Queue";

  readonly arn: pulumi.Output<string>;
  readonly url: pulumi.Output<string>;
  readonly queueName: pulumi.Output<string>;
  readonly dlqUrl: pulumi.Output<string>;
  readonly visibilityTimeoutSeconds: number;
  readonly #name: string;
  readonly #key: EncryptionKey;

  constructor(name: string, args: QueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Queue.__pulumiType, name, opts);
    this.#name = name;
    this.#key = args.key;
    this.visibilityTimeoutSeconds = args.visibilityTimeoutSeconds;

    const dlq = this.#createDeadLetterQueue(`${name}-dlq`, args);
    const queue = this.#createQueue(name, args, dlq);
    this.#allowRedriveFrom(queue, dlq);
    this.#refusePlainHttp(name, queue);
    this.#refusePlainHttp(`${name}-dlq`, dlq);
    this.#createAlarms(queue, dlq, args);

    this.arn = queue.arn;
    this.url = queue.url;
    this.queueName = queue.name;
    this.dlqUrl = dlq.url;
    this.registerOutputs({ arn: this.arn, url: this.url, queueName: this.queueName, dlqUrl: this.dlqUrl });
  }

  /**
   * Send messages: `sqs:SendMessage`. The variable `env` holds the queue's URL.
   * With the key: `kms:GenerateDataKey` and `kms:Decrypt` (SQS Developer Guide, "Key management").
   */
  sender(env: string): Grant {
    return {
      env: { [env]: this.url },
      statements: this.#statements(["sqs:SendMessage"], ["kms:Decrypt", "kms:GenerateDataKey"]),
    };
  }

  /**
   * Be the target of an event source mapping: `sqs:ReceiveMessage`, `sqs:DeleteMessage` and `sqs:GetQueueAttributes`,
   * without which AWS refuses the mapping. With the key: `kms:Decrypt`.
   */
  consumer(): Grant {
    return {
      env: {},
      statements: this.#statements(
        ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
        ["kms:Decrypt"],
      ),
    };
  }

  #statements(actions: readonly string[], keyActions: readonly string[]): Grant["statements"] {
    return [
      { Sid: pascalCase(this.#name, "queue"), Effect: "Allow", Action: actions, Resource: [this.arn] },
      this.#key.usedThrough("sqs", pascalCase(this.#name, "queue", "key"), keyActions),
    ];
  }

  #createDeadLetterQueue(name: string, { key, retentionDays, protect }: QueueArgs): aws.sqs.Queue {
    return new aws.sqs.Queue(
      name,
      {
        name: physicalName(NAME_LIMITS.queue, name),
        messageRetentionSeconds: retentionDays * SECONDS_PER_DAY,
        kmsMasterKeyId: key.arn,
      },
      this.stateful(protect),
    );
  }

  #createQueue(name: string, args: QueueArgs, dlq: aws.sqs.Queue): aws.sqs.Queue {
    return new aws.sqs.Queue(
      name,
      {
        name: physicalName(NAME_LIMITS.queue, name),
        visibilityTimeoutSeconds: args.visibilityTimeoutSeconds,
        messageRetentionSeconds: args.retentionDays * SECONDS_PER_DAY,
        kmsMasterKeyId: args.key.arn,
        redrivePolicy: pulumi.jsonStringify({
          deadLetterTargetArn: dlq.arn,
          maxReceiveCount: args.maxReceiveCount,
        }),
      },
      this.stateful(args.protect),
    );
  }

  /** A resource of its own: as a property of the dead-letter queue it would close a cycle with the redrive policy. */
  #allowRedriveFrom(queue: aws.sqs.Queue, dlq: aws.sqs.Queue): void {
    new aws.sqs.RedriveAllowPolicy(
      `${this.#name}-dlq`,
      {
        queueUrl: dlq.url,
        redriveAllowPolicy: pulumi.jsonStringify({
          redrivePermission: "byQueue",
          sourceQueueArns: [queue.arn],
        }),
      },
      this.child,
    );
  }

  #refusePlainHttp(name: string, queue: aws.sqs.Queue): void {
    new aws.sqs.QueuePolicy(
      name,
      {
        queueUrl: queue.url,
        policy: resourcePolicy([
          {
            Sid: "DenyPlainHttp",
            Effect: "Deny",
            Principal: "*",
            Action: ["sqs:*"],
            Resource: [queue.arn],
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ]),
      },
      this.child,
    );
  }

  #createAlarms(queue: aws.sqs.Queue, dlq: aws.sqs.Queue, args: QueueArgs): void {
    const shared = { namespace: "AWS/SQS", statistic: "Maximum", actions: args.alarmActions } as const;
    createAlarm(
      `${this.#name}-dlq-depth`,
      {
        ...shared,
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: dlq.name },
        threshold: 0,
        periodSeconds: 60,
        why: `A message of ${this.#name} failed ${args.maxReceiveCount} times and waits in the dead-letter queue: its work is not done.`,
        whatToDo: "Find the error in the consumer's log, mend it, then redrive the dead-letter queue.",
      },
      this.named,
    );
    createAlarm(
      `${this.#name}-age`,
      {
        ...shared,
        metricName: "ApproximateAgeOfOldestMessage",
        dimensions: { QueueName: queue.name },
        threshold: args.maxAgeSeconds ?? 300,
        periodSeconds: 60,
        evaluationPeriods: 3,
        why: `Messages of ${this.#name} wait longer than their work takes: customers see stale orders.`,
        whatToDo: "Look at the consumer's errors and throttles, and at its maximum concurrency.",
      },
      this.named,
    );
  }
}
