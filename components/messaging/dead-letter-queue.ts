import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type AlarmActions, createAlarm } from "../core/alarms.ts";
import { Component } from "../core/component.ts";
import type { Grant } from "../core/grants.ts";
import { NAME_LIMITS, physicalName } from "../core/names.ts";
import type { EncryptionKey } from "../storage/key.ts";
import { queueGrant, refusePlainHttp, SECONDS_PER_DAY } from "./queue-access.ts";

/** What a dead-letter queue takes from whoever fills it. */
export interface DeadLetters {
  readonly key: EncryptionKey;
  /** 1 to 14. */
  readonly retentionDays: number;
  /** Protects the queue, and the messages in it, from deletion. */
  readonly protect: boolean;
}

export interface DeadLetterQueueArgs extends DeadLetters {
  /** One sentence: what it means that something is in the queue. */
  readonly why: string;
  /** One sentence: what the operator does first. */
  readonly whatToDo: string;
  readonly alarmActions?: AlarmActions | undefined;
}

/**
 * Where work goes that failed for the last time: a queue encrypted with a customer-managed key, closed to requests
 * without TLS, and an alarm at the first message.
 */
export class DeadLetterQueue extends Component {
  static readonly __pulumiType = "orderflow:messaging:DeadLetterQueue";

  readonly arn: pulumi.Output<string>;
  readonly url: pulumi.Output<string>;
  readonly queueName: pulumi.Output<string>;
  readonly #name: string;
  readonly #key: EncryptionKey;

  constructor(name: string, args: DeadLetterQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super(DeadLetterQueue.__pulumiType, name, opts);
    this.#name = name;
    this.#key = args.key;

    const queue = new aws.sqs.Queue(
      name,
      {
        name: physicalName(NAME_LIMITS.queue, name),
        messageRetentionSeconds: args.retentionDays * SECONDS_PER_DAY,
        kmsMasterKeyId: args.key.arn,
      },
      this.stateful(args.protect),
    );
    refusePlainHttp(name, queue, this.child);
    createAlarm(
      `${name}-depth`,
      {
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: queue.name },
        statistic: "Maximum",
        threshold: 0,
        periodSeconds: 60,
        why: args.why,
        whatToDo: args.whatToDo,
        actions: args.alarmActions,
      },
      this.named,
    );

    this.arn = queue.arn;
    this.url = queue.url;
    this.queueName = queue.name;
    this.registerOutputs({ arn: this.arn, url: this.url, queueName: this.queueName });
  }

  /**
   * Put dead letters in, as AWS does with the role of whoever failed: `sqs:SendMessage`.
   * With the key: `kms:GenerateDataKey` and `kms:Decrypt`.
   */
  sender(): Grant {
    const statements = queueGrant(this.#name, this.arn, ["sqs:SendMessage"], this.#key, [
      "kms:Decrypt",
      "kms:GenerateDataKey",
    ]);
    return { env: {}, statements };
  }
}
