import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type AlarmActions, createAlarm } from "../core/alarms.ts";
import { Component } from "../core/component.ts";
import { ConfigError } from "../core/errors.ts";

/** AWS's factor between a function's timeout and the visibility timeout of the queue it reads. */
const VISIBILITY_FACTOR = 6;
const LARGEST_BATCH_WITHOUT_WINDOW = 10;

export interface QueueConsumerArgs {
  readonly queue: {
    readonly arn: pulumi.Input<string>;
    readonly queueName: pulumi.Input<string>;
    readonly visibilityTimeoutSeconds: number;
  };
  /** The function; its grants include the queue's `consumer()`. */
  readonly handler: {
    readonly arn: pulumi.Input<string>;
    readonly timeoutSeconds: number;
    /** What has to exist before Lambda may poll on the function's behalf. */
    readonly permissions: pulumi.Resource;
  };
  /** Messages a batch, at most. More than 10 need a window. */
  readonly batchSize: number;
  /** How long Lambda may gather messages for a batch. */
  readonly batchWindowSeconds: number;
  /** At least 2. Bounds the function's use of the account's concurrency without throttling, which would use up receives. */
  readonly maximumConcurrency: number;
  /** Waiting messages that set off an alarm. Default 1000. */
  readonly maxBacklog?: number;
  readonly alarmActions?: AlarmActions | undefined;
}

/**
 * Lets a function consume a queue: the event source mapping, and an alarm on the backlog. The function reports
 * which messages of a batch failed, so that the others are not repeated.
 *
 * @throws {ConfigError} where messages would come back while they are still being worked on, or AWS would refuse the mapping.
 */
export class QueueConsumer extends Component {
  static readonly __pulumiType = "orderflow:messaging:QueueConsumer";

  constructor(name: string, args: QueueConsumerArgs, opts?: pulumi.ComponentResourceOptions) {
    super(QueueConsumer.__pulumiType, name, opts);
    validateQueueConsumer(name, args);
    const { queue, handler } = args;

    new aws.lambda.EventSourceMapping(
      name,
      {
        eventSourceArn: queue.arn,
        functionName: handler.arn,
        functionResponseTypes: ["ReportBatchItemFailures"],
        batchSize: args.batchSize,
        maximumBatchingWindowInSeconds: args.batchWindowSeconds,
        scalingConfig: { maximumConcurrency: args.maximumConcurrency },
      },
      { ...this.child, dependsOn: [handler.permissions] },
    );
    createAlarm(
      `${name}-backlog`,
      {
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: queue.queueName },
        statistic: "Maximum",
        threshold: args.maxBacklog ?? 1000,
        evaluationPeriods: 2,
        why: `The consumer ${name} takes messages more slowly than they arrive: orders are confirmed late.`,
        whatToDo:
          "Compare its duration and throttles with before, then raise queueMaximumConcurrency if both are normal.",
        actions: args.alarmActions,
      },
      this.named,
    );
    this.registerOutputs({});
  }
}

/**
 * Lambda Developer Guide, "Configuring an Amazon SQS queue to use as an event source".
 *
 * @throws {ConfigError}
 */
function validateQueueConsumer(name: string, args: QueueConsumerArgs): void {
  const { queue, handler, batchSize, batchWindowSeconds, maximumConcurrency } = args;
  const needed = VISIBILITY_FACTOR * handler.timeoutSeconds + batchWindowSeconds;
  if (queue.visibilityTimeoutSeconds < needed) {
    throw new ConfigError(
      `${name}: a visibility timeout of ${queue.visibilityTimeoutSeconds} s is too short for a function timeout of ${handler.timeoutSeconds} s and a batch window of ${batchWindowSeconds} s: messages would be received again while they are worked on. Give the queue at least ${needed} s (${VISIBILITY_FACTOR} x the function's timeout, plus the window), or the function at most ${Math.floor((queue.visibilityTimeoutSeconds - batchWindowSeconds) / VISIBILITY_FACTOR)} s.`,
    );
  }
  if (batchSize > LARGEST_BATCH_WITHOUT_WINDOW && batchWindowSeconds < 1) {
    throw new ConfigError(
      `${name}: AWS refuses a batch size of ${batchSize} without a batch window. Set a window of at least 1 s, or a batch size of at most ${LARGEST_BATCH_WITHOUT_WINDOW}.`,
    );
  }
  if (maximumConcurrency < 2 || maximumConcurrency > 1000) {
    throw new ConfigError(
      `${name}: AWS refuses a maximum concurrency of ${maximumConcurrency}. Give a number from 2 to 1000.`,
    );
  }
}
