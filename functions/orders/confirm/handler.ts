import { type StepDeps, type StepHandler, stepHandler } from "../../shared/step/handler.ts";
import type { OrderEvent } from "../events.ts";
import { type ConfirmOrderDeps, confirmOrder } from "./core.ts";

/** The step ConfirmOrder. */
export function createHandler(
  steps: StepDeps,
  deps: ConfirmOrderDeps,
): StepHandler<{ readonly event: OrderEvent }> {
  return stepHandler("orders", "ConfirmOrder", steps, async ({ order, telemetry }) => {
    const { changed, event } = await confirmOrder(deps, order);
    if (changed) {
      telemetry.log.info("The order was confirmed");
      telemetry.metrics.count("OrdersConfirmed");
    }
    return { event };
  });
}
