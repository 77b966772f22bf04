import type { Clock } from "../../core/clock.ts";
import type { MetricSink } from "../../core/ports.ts";
import { DEFAULT_BUS, type EventBus } from "./buses.ts";
import type { Rule } from "./rules.ts";

export type RuleMetric =
  | "MatchedEvents"
  | "TriggeredRules"
  | "Invocations"
  | "FailedInvocations"
  | "InvocationAttempts"
  | "SuccessfulInvocationAttempts"
  | "RetryInvocationAttempts"
  | "InvocationsSentToDlq"
  | "InvocationsFailedToBeSentToDlq";

/** Source: EventBridge User Guide, "Monitoring Amazon EventBridge with Amazon CloudWatch". */
export class EventsMetrics {
  readonly #sink: MetricSink;
  readonly #clock: Clock;

  constructor(sink: MetricSink, clock: Clock) {
    this.#sink = sink;
    this.#clock = clock;
  }

  count({ name, bus }: Rule, metric: RuleMetric): void {
    this.#put(metric, { ...busDimension(bus), RuleName: name });
  }

  putEvents(accepted: number, failed: number): void {
    this.#put("PutEventsEntriesCount", {}, accepted + failed);
    if (failed > 0) this.#put("PutEventsFailedEntriesCount", {}, failed);
  }

  #put(name: string, dimensions: Readonly<Record<string, string>>, value = 1): void {
    const timestamp = this.#clock.now();
    this.#sink.put({ namespace: "AWS/Events", name, dimensions, value, unit: "Count", timestamp });
  }
}

/** Rules of the default bus go by their names alone. */
function busDimension({ name }: EventBus): Readonly<Record<string, string>> {
  return name === DEFAULT_BUS ? {} : { EventBusName: name };
}
