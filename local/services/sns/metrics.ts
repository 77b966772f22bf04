import type { Clock } from "../../core/clock.ts";
import type { MetricSink } from "../../core/ports.ts";
import type { Topic } from "./topics.ts";

export type FilterReason = "NoMessageAttributes" | "MessageAttributes" | "MessageBody" | "InvalidMessageBody";

/** SNS's metrics. Source: SNS Developer Guide, "Monitoring Amazon SNS topics using CloudWatch". */
export class SnsMetrics {
  readonly #sink: MetricSink;
  readonly #clock: Clock;

  constructor(sink: MetricSink, clock: Clock) {
    this.#sink = sink;
    this.#clock = clock;
  }

  published(topic: Topic, bytes: number): void {
    this.#put(topic, "NumberOfMessagesPublished");
    this.#put(topic, "PublishSize", bytes, "Bytes");
  }

  delivered(topic: Topic): void {
    this.#put(topic, "NumberOfNotificationsDelivered");
  }

  failed(topic: Topic): void {
    this.#put(topic, "NumberOfNotificationsFailed");
  }

  filteredOut(topic: Topic, reason: FilterReason): void {
    this.#put(topic, "NumberOfNotificationsFilteredOut");
    this.#put(topic, `NumberOfNotificationsFilteredOut-${reason}`);
  }

  redriven(topic: Topic): void {
    this.#put(topic, "NumberOfNotificationsRedrivenToDlq");
  }

  failedToRedrive(topic: Topic): void {
    this.#put(topic, "NumberOfNotificationsFailedToRedriveToDlq");
  }

  #put(topic: Topic, name: string, value = 1, unit = "Count"): void {
    this.#sink.put({
      namespace: "AWS/SNS",
      name,
      dimensions: { TopicName: topic.name },
      value,
      unit,
      timestamp: this.#clock.now(),
    });
  }
}
