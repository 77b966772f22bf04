import { type StepDeps, type StepHandler, stepHandler } from "../../shared/step/handler.ts";
import type { OrderEvent } from "../events.ts";
import { type FailOrderDeps, failOrder } from "./core.ts";

/** The step FailOrder. */
export function createHandler(
  steps: StepDeps,
  deps: FailOrderDeps,
): StepHandler<{ readonly event: OrderEvent }> {
  return stepHandler("orders", "FailOrder", steps, async ({ order, telemetry }) => {
    const { changed, event } = await failOrder(deps, order);
    if (changed) {
      telemetry.log.info("The order failed, and all that was done for it is undone");
      telemetry.metrics.count("OrdersFailed");
    }
    return { event };
  });
}
