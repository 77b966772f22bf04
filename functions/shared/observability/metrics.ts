import { type LogFields, toStandardOutput, type Write } from "./logger.ts";

export const METRIC_NAMESPACE = "Orderflow";

/** The platform's own metrics; each counts. Their one dimension is `function`, which carries the stack. */
export type MetricName =
  | "OrdersCreated"
  /** Requests that came again under their `Idempotency-Key` and got their first answer. */
  | "OrdersRepeated"
  /** Orders accepted whose `OrderCreated` could not be sent: the reconciler sends it. */
  | "OrderEventsNotSent"
  /** `OrderCreated` that the reconciler sent again. */
  | "OrderEventsResent"
  /** Orders that were announced as often as they may be and still have no final status. */
  | "OutboxParked"
  | "OrdersConfirmed"
  | "OrdersFailed"
  /** Fulfilments that had ended without a final status of their order and were made to go on. */
  | "FulfilmentsRedriven"
  /** Runs of a step of a fulfilment that failed, which the state machine tries again. Refusals are answers. */
  | "StepsFailed"
  /** Mails to customers that SES took over. */
  | "NotificationsSent"
  /** Events whose customer has no address that mail may go to. */
  | "NotificationsWithoutAddress"
  /** Messages that failed for good; they go to the dead-letter queue. */
  | "PoisonMessages";

/**
 * Metrics in CloudWatch's embedded metric format: one log line each, which CloudWatch Logs turns into metrics.
 * Source: "Specification: Embedded metric format".
 */
export class Metrics {
  readonly #function: string;
  readonly #properties: LogFields;
  readonly #write: Write;

  /** @param properties are searchable on the line without being dimensions, so that they cost no metric each */
  constructor(functionName: string, properties: LogFields, write = toStandardOutput) {
    this.#function = functionName;
    this.#properties = properties;
    this.#write = write;
  }

  count(name: MetricName): void {
    const line = {
      ...this.#properties,
      _aws: {
        Timestamp: Date.now(),
        CloudWatchMetrics: [
          {
            Namespace: METRIC_NAMESPACE,
            Dimensions: [["function"]],
            Metrics: [{ Name: name, Unit: "Count" }],
          },
        ],
      },
      function: this.#function,
      [name]: 1,
    };
    this.#write(`${JSON.stringify(line)}\n`);
  }
}
