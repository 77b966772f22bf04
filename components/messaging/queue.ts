import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type AlarmActions, createAlarm } from "../core/alarms.ts";
import { Component } from "../core/component.ts";
import type { Grant } from "../core/grants.ts";
import { NAME_LIMITS, physicalName } from "../core/names.ts";
import type { EncryptionKey } from "../storage/key.ts";
import { createDeadLetterQueue, type DeadLetterQueue } from "./dead-letter-queue.ts";
import type { EventBus } from "./event-bus.ts";
import {
  allowEventBridge,
  allowTopic,
  queueGrant,
  refusePlainHttp,
  SECONDS_PER_DAY,
} from "./queue-access.ts";
import type { Topic } from "./topic.ts";

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
  /** A bus whose rules may send to the queue. Its key must let EventBridge in: `events` of `Key`. Default none. */
  readonly bus?: Pick<EventBus, "ruleArns">;
  /** A topic whose subscriptions may send to the queue. Its key must let SNS in: `topicDeliveries` of `Key`. Default none. */
  readonly topic?: Pick<Topic, "arn">;
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
  readonly deadLetters: DeadLetterQueue;
  readonly visibilityTimeoutSeconds: number;
  readonly #name: string;
  readonly #key: EncryptionKey;

  constructor(name: string, args: QueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Queue.__pulumiType, name, opts);
    this.#name = name;
    this.#key = args.key;
    this.visibilityTimeoutSeconds = args.visibilityTimeoutSeconds;

    this.deadLetters = this.#createDeadLetterQueue(name, args);
    const queue = this.#createQueue(name, args);
    this.#allowRedriveFrom(queue);
    refusePlainHttp(name, queue, this.child, [
      ...(args.bus === undefined ? [] : [allowEventBridge(queue.arn, args.bus.ruleArns)]),
      ...(args.topic === undefined ? [] : [allowTopic(queue.arn, args.topic.arn)]),
    ]);
    this.#createAlarm(queue, args);

    this.arn = queue.arn;
    this.url = queue.url;
    this.queueName = queue.name;
    this.registerOutputs({ arn: this.arn, url: this.url, queueName: this.queueName });
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
    return queueGrant(this.#name, this.arn, actions, this.#key, keyActions);
  }

  #createDeadLetterQueue(name: string, args: QueueArgs): DeadLetterQueue {
    const { key, retentionDays, protect, alarmActions } = args;
    return createDeadLetterQueue(
      `${name}-dlq`,
      {
        key,
        retentionDays,
        protect,
        alarmActions,
        why: `A message of ${name} failed ${args.maxReceiveCount} times and waits in the dead-letter queue: its work is not done.`,
        whatToDo: "Find the error in the consumer's log, mend it, then redrive the dead-letter queue.",
      },
      this,
    );
  }

  #createQueue(name: string, args: QueueArgs): aws.sqs.Queue {
    return new aws.sqs.Queue(
      name,
      {
        name: physicalName(NAME_LIMITS.queue, name),
        visibilityTimeoutSeconds: args.visibilityTimeoutSeconds,
        messageRetentionSeconds: args.retentionDays * SECONDS_PER_DAY,
        kmsMasterKeyId: args.key.arn,
        redrivePolicy: pulumi.jsonStringify({
          deadLetterTargetArn: this.deadLetters.arn,
          maxReceiveCount: args.maxReceiveCount,
        }),
      },
      this.stateful(args.protect),
    );
  }

  /** A resource of its own: as a property of the dead-letter queue it would close a cycle with the redrive policy. */
  #allowRedriveFrom(queue: aws.sqs.Queue): void {
    new aws.sqs.RedriveAllowPolicy(
      `${this.#name}-dlq`,
      {
        queueUrl: this.deadLetters.url,
        redriveAllowPolicy: pulumi.jsonStringify({
          redrivePermission: "byQueue",
          sourceQueueArns: [queue.arn],
        }),
      },
      this.child,
    );
  }

  #createAlarm(queue: aws.sqs.Queue, args: QueueArgs): void {
    createAlarm(
      `${this.#name}-age`,
      {
        namespace: "AWS/SQS",
        metricName: "ApproximateAgeOfOldestMessage",
        dimensions: { QueueName: queue.name },
        statistic: "Maximum",
        threshold: args.maxAgeSeconds ?? 300,
        periodSeconds: 60,
        evaluationPeriods: 3,
        why: `Messages of ${this.#name} wait longer than their work takes: customers see stale orders.`,
        whatToDo: "Look at the consumer's errors and throttles, and at its maximum concurrency.",
        actions: args.alarmActions,
      },
      this.named,
    );
  }
}
