import type { Clock } from "../../core/clock.ts";
import type { MetricSink } from "../../core/ports.ts";
import type { ExecutionRecord } from "./execution/execution.ts";

const OF_STATUS = {
  SUCCEEDED: "ExecutionsSucceeded",
  FAILED: "ExecutionsFailed",
  TIMED_OUT: "ExecutionsTimedOut",
  ABORTED: "ExecutionsAborted",
} as const;

/** Source: Step Functions Developer Guide, "Monitoring Step Functions metrics using Amazon CloudWatch". */
export class ExecutionMetrics {
  readonly #sink: MetricSink;
  readonly #clock: Clock;

  constructor(sink: MetricSink, clock: Clock) {
    this.#sink = sink;
    this.#clock = clock;
  }

  /** Another attempt to enter a state, or to try it again, that had to wait. */
  throttled(record: ExecutionRecord): void {
    this.#put(record, "ExecutionThrottled", 1, "Count");
  }

  started(record: ExecutionRecord): void {
    this.#put(record, record.redriveCount === 0 ? "ExecutionsStarted" : "ExecutionsRedriven", 1, "Count");
  }

  ended(record: ExecutionRecord): void {
    if (record.status === "RUNNING") return;
    this.#put(record, OF_STATUS[record.status], 1, "Count");
    if (record.redriveCount > 0) this.#put(record, `Redriven${OF_STATUS[record.status]}`, 1, "Count");
    const since = record.redrivenAt ?? record.startedAt;
    this.#put(record, "ExecutionTime", (record.stoppedAt ?? since) - since, "Milliseconds");
  }

  #put({ machineArn }: ExecutionRecord, name: string, value: number, unit: string): void {
    const dimensions = { StateMachineArn: machineArn };
    this.#sink.put({ namespace: "AWS/States", name, dimensions, value, unit, timestamp: this.#clock.now() });
  }
}
