import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type AlarmActions, createAlarm } from "../core/alarms.ts";
import type { Grant } from "../core/grants.ts";
import { NAME_LIMITS, physicalName } from "../core/names.ts";
import type { EncryptionKey } from "../storage/key.ts";
import {
  allowEventBridge,
  allowTopic,
  queueGrant,
  refusePlainHttp,
  SECONDS_PER_DAY,
} from "./queue-access.ts";

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
  /** The ARN of the rule or bus whose events EventBridge puts in, in its own name. Default none. */
  readonly eventSource?: pulumi.Input<string>;
  /** The ARN of the topic whose undelivered messages SNS puts in, in its own name. Default none. */
  readonly topic?: pulumi.Input<string>;
}

export interface DeadLetterQueue {
  readonly arn: pulumi.Output<string>;
  readonly url: pulumi.Output<string>;
  readonly queueName: pulumi.Output<string>;
  /**
   * Put dead letters in, as AWS does with the role of whoever failed: `sqs:SendMessage`.
   * With the key: `kms:GenerateDataKey` and `kms:Decrypt`.
   */
  sender(): Grant;
}

/**
 * Where the work of a component goes that failed for the last time: a queue encrypted with a customer-managed key, closed
 * to requests without TLS, and an alarm at the first message. All of it belongs to that component, its `parent`.
 */
export function createDeadLetterQueue(
  name: string,
  args: DeadLetterQueueArgs,
  parent: pulumi.Resource,
): DeadLetterQueue {
  const named = { parent, deleteBeforeReplace: true };
  const queue = new aws.sqs.Queue(
    name,
    {
      name: physicalName(NAME_LIMITS.queue, name),
      messageRetentionSeconds: args.retentionDays * SECONDS_PER_DAY,
      kmsMasterKeyId: args.key.arn,
    },
    { ...named, protect: args.protect },
  );
  const { eventSource, topic } = args;
  const allowed = [
    ...(eventSource === undefined ? [] : [allowEventBridge(queue.arn, eventSource)]),
    ...(topic === undefined ? [] : [allowTopic(queue.arn, topic)]),
  ];
  refusePlainHttp(name, queue, { parent }, allowed);
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
    named,
  );
  const keyActions = ["kms:Decrypt", "kms:GenerateDataKey"];
  return {
    arn: queue.arn,
    url: queue.url,
    queueName: queue.name,
    sender: () => ({
      env: {},
      statements: queueGrant(name, queue.arn, ["sqs:SendMessage"], args.key, keyActions),
    }),
  };
}
