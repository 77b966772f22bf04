import type { Context } from "aws-lambda";
import type { StoredOrder } from "../contracts/order.ts";
import { PermanentError, Refusal } from "../errors.ts";
import { type Telemetry, telemetryOf } from "../observability/invocation.ts";
import { type Subsegment, subsegment, withTrace } from "../observability/trace.ts";

/** One step of the fulfilment of an order. */
export interface StepRun {
  readonly event: object;
  readonly order: StoredOrder;
  readonly telemetry: Telemetry;
  readonly trace: Subsegment;
}

export interface StepDeps {
  readonly orders: { get(id: string): Promise<StoredOrder | undefined> };
}

/** The event is `{ "id": "<order id>" }`; the result becomes the task's, and has nothing in it that may not be logged. */
export type StepHandler<Result> = (event: unknown, context: Context) => Promise<Result>;

/**
 * Wraps a task of the state machine `order-fulfilment`. Step Functions runs it again when it fails, so a step must come
 * to the same end however often it runs; what it throws is logged, counted unless it is a refusal, and thrown on: the state
 * machine tells by the error's name whether another try can help.
 *
 * @param operation names the trace's step, for example `ReserveInventory`
 */
export function stepHandler<Result>(
  service: string,
  operation: string,
  deps: StepDeps,
  run: (run: StepRun) => Promise<Result>,
): StepHandler<Result> {
  return (event, context) =>
    withTrace(() =>
      subsegment(operation, async (trace) => {
        let telemetry = telemetryOf(service, context, { correlationId: context.awsRequestId });
        try {
          const input = stepEvent(event);
          const orderId = input.id;
          trace.annotate("orderId", orderId);
          const order = await deps.orders.get(orderId);
          if (order === undefined) throw new PermanentError(`There is no order ${orderId}.`);
          const correlationId = order.correlationId ?? orderId;
          trace.annotate("correlationId", correlationId);
          telemetry = telemetryOf(service, context, { correlationId, orderId });
          return await run({ event: input, order, telemetry, trace });
        } catch (error) {
          if (error instanceof Refusal) telemetry.log.info("The step is refused", { cause: error.name });
          else {
            telemetry.log.error("The step failed", {}, error);
            telemetry.metrics.count("StepsFailed");
          }
          throw error;
        }
      }),
    );
}

/** @throws {PermanentError} where the event has no order's id */
function stepEvent(event: unknown): { readonly id: string } {
  if (typeof event === "object" && event !== null && "id" in event && typeof event.id === "string")
    return { ...event, id: event.id };
  throw new PermanentError("The event of a step is { id: <the order's id> }, and this one has no id.");
}
