import type { Clock } from "../../core/clock.ts";
import { TokenBucket } from "../../core/token-bucket.ts";
import { requestThrottled } from "./errors.ts";
import type { Queue } from "./queue.ts";

/** Source: SQS Developer Guide, "Amazon SQS message quotas": of each action; a batch is one call. */
const FIFO_CALLS_PER_SECOND = 300;

/** How often the messages of FIFO queues are acted on. High throughput and standard queues have no bound here. */
export class RequestRates {
  readonly #clock: Clock;
  readonly #buckets = new WeakMap<Queue, Map<string, TokenBucket>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws {AwsError} `RequestThrottled` */
  admit(queue: Queue, action: string): void {
    // Only FIFO queues have the attribute.
    if (queue.settings.attributes.FifoThroughputLimit !== "perQueue") return;
    if (!this.#bucketOf(queue, action).take()) throw requestThrottled();
  }

  #bucketOf(queue: Queue, action: string): TokenBucket {
    const buckets = this.#buckets.get(queue) ?? new Map<string, TokenBucket>();
    this.#buckets.set(queue, buckets);
    const bucket =
      buckets.get(action) ?? new TokenBucket(this.#clock, FIFO_CALLS_PER_SECOND, FIFO_CALLS_PER_SECOND);
    buckets.set(action, bucket);
    return bucket;
  }
}
