import type { Context } from "aws-lambda";
import { type Telemetry, telemetryOf } from "../observability/invocation.ts";
import { subsegment, withTrace } from "../observability/trace.ts";

export interface ScheduledRun {
  readonly telemetry: Telemetry;
  /** Until Lambda ends the function. */
  readonly remainingMs: () => number;
}

/** The event is whatever the schedule sends; a run depends on nothing but the time. */
export type ScheduledHandler = (event: unknown, context: Context) => Promise<void>;

/**
 * Wraps work that a schedule starts. What it throws is logged and thrown on, so that Lambda runs it again and, after
 * the last attempt, puts the event into the function's dead-letter queue.
 *
 * @param operation names the trace's step, for example `ReconcileOrders`
 */
export function scheduledHandler(
  service: string,
  operation: string,
  run: (run: ScheduledRun) => Promise<void>,
): ScheduledHandler {
  return async (_event, context) => {
    const telemetry = telemetryOf(service, context, { correlationId: context.awsRequestId });
    try {
      await withTrace(() =>
        subsegment(operation, () =>
          run({ telemetry, remainingMs: () => context.getRemainingTimeInMillis() }),
        ),
      );
    } catch (error) {
      telemetry.log.error("The run failed", {}, error);
      throw error;
    }
  };
}
