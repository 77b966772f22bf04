import type { Authorizer } from "../../core/access.ts";
import type { Account } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { Changes, type Durable } from "../../core/durable.ts";
import type { Keys, MetricSink } from "../../core/ports.ts";
import type { Service } from "../../core/service.ts";
import type { DeliveryPolicy } from "./delivery.ts";
import { DurableDeduplication, DurableMessages } from "./durable.ts";
import { Encryption } from "./encryption.ts";
import { queueDoesNotExist } from "./errors.ts";
import { FLATTENED_MEMBERS } from "./flattened-members.ts";
import { messageOperations } from "./message-operations.ts";
import { QueueMetrics } from "./metrics.ts";
import { MoveTasks } from "./move-tasks.ts";
import { queueOperations } from "./queue-operations.ts";
import { Queues } from "./queues.ts";

export interface SqsOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly keys: Keys;
  readonly metrics: MetricSink;
  readonly authorizer: Authorizer;
  /** The base of queue URLs, without a slash at its end: `http://localhost:4566`. */
  readonly endpoint: () => string;
  /** How a standard queue delivers, by its ARN; in order and once by default. */
  readonly delivery?: (queueArn: string) => DeliveryPolicy;
}

/**
 * Amazon SQS: standard and FIFO queues with everything their API does, in memory.
 * Not there: the request rate limits of FIFO queues, and queues of other accounts.
 */
export class Sqs {
  readonly service: Service;
  /** The queues themselves, for the control plane of a deployment. */
  readonly queues: Queues;
  /** Messages, and what FIFO queues accepted lately. */
  readonly durables: readonly Durable[];

  constructor(options: SqsOptions) {
    const { account, clock, authorizer } = options;
    const changes = { messages: new Changes(), deduplication: new Changes() };
    this.queues = new Queues({ ...options, changes });
    this.durables = [
      new DurableMessages(this.queues, changes.messages),
      new DurableDeduplication(this.queues, changes.deduplication),
    ];
    const encryption = new Encryption(options.keys);
    const engine = {
      account,
      clock,
      queues: this.queues,
      encryption,
      metrics: new QueueMetrics(options.metrics, clock),
      moveTasks: new MoveTasks({ queues: this.queues, clock, encryption, authorizer }),
    };
    this.service = {
      signingName: "sqs",
      protocol: "awsJson1.0",
      targetPrefix: "AmazonSQS",
      xmlNamespace: "http://queue.amazonaws.com/doc/2012-11-05/",
      flattenedMembers: FLATTENED_MEMBERS,
      operations: { ...queueOperations(engine), ...messageOperations(engine) },
    };
  }

  /**
   * Calls back whenever messages of a queue have become visible: sent, delayed no longer, or visible again.
   * Returns the function that ends this. @throws {AwsError} `QueueDoesNotExist`
   */
  onAvailable(queueArn: string, callback: () => void): () => void {
    const queue = this.queues.findByArn(queueArn);
    if (queue === undefined) throw queueDoesNotExist();
    return queue.onAvailable(callback);
  }

  /** Empties every queue. */
  reset(): void {
    for (const queue of this.queues) queue.reset();
  }

  /** Drops every message and ends every receive that waits. */
  close(): void {
    this.queues.close();
  }
}
