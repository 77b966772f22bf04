import type { Clock } from "../../core/clock.ts";
import type { MetricDatum, MetricSink } from "../../core/ports.ts";
import type { Queue } from "./queue.ts";
import type { Queues } from "./queues.ts";

const NAMESPACE = "AWS/SQS";

/** SQS's metrics. Source: SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS". */
export class QueueMetrics {
  readonly #sink: MetricSink;
  readonly #clock: Clock;

  constructor(sink: MetricSink, clock: Clock) {
    this.#sink = sink;
    this.#clock = clock;
  }

  sent(queue: Queue, bytes: number): void {
    this.#put(queue, "NumberOfMessagesSent", 1, "Count");
    this.#put(queue, "SentMessageSize", bytes, "Bytes");
  }

  received(queue: Queue, count: number): void {
    if (count > 0) this.#put(queue, "NumberOfMessagesReceived", count, "Count");
    else this.#put(queue, "NumberOfEmptyReceives", 1, "Count");
  }

  deleted(queue: Queue): void {
    this.#put(queue, "NumberOfMessagesDeleted", 1, "Count");
  }

  #put(queue: Queue, name: string, value: number, unit: string): void {
    this.#sink.put(datum(queue, name, value, unit, this.#clock.now()));
  }
}

/** The state of every queue now, which CloudWatch samples each minute. */
export function* queueGauges(queues: Queues, now: number): Iterable<MetricDatum> {
  for (const queue of queues) {
    const { visible, inFlight, delayed } = queue.counts();
    yield datum(queue, "ApproximateNumberOfMessagesVisible", visible, "Count", now);
    yield datum(queue, "ApproximateNumberOfMessagesNotVisible", inFlight, "Count", now);
    yield datum(queue, "ApproximateNumberOfMessagesDelayed", delayed, "Count", now);
    yield datum(queue, "ApproximateAgeOfOldestMessage", queue.ageOfOldestMessage(), "Seconds", now);
  }
}

function datum(queue: Queue, name: string, value: number, unit: string, timestamp: number): MetricDatum {
  return { namespace: NAMESPACE, name, dimensions: { QueueName: queue.name }, value, unit, timestamp };
}
