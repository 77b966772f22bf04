import type { Clock } from "../../core/clock.ts";
import type { MetricSink } from "../../core/ports.ts";

export type SchedulerMetric =
  | "InvocationAttemptCount"
  | "TargetErrorCount"
  | "TargetErrorThrottledCount"
  | "InvocationDroppedCount"
  | "InvocationsSentToDeadLetterCount"
  | "InvocationsFailedToBeSentToDeadLetterCount";

/** Source: EventBridge Scheduler User Guide, "Monitoring Amazon EventBridge Scheduler with Amazon CloudWatch". */
export class SchedulerMetrics {
  readonly #sink: MetricSink;
  readonly #clock: Clock;

  constructor(sink: MetricSink, clock: Clock) {
    this.#sink = sink;
    this.#clock = clock;
  }

  count(groupName: string, name: SchedulerMetric): void {
    this.#sink.put({
      namespace: "AWS/Scheduler",
      name,
      dimensions: { ScheduleGroup: groupName },
      value: 1,
      unit: "Count",
      timestamp: this.#clock.now(),
    });
  }
}
