import { type StepDeps, type StepHandler, stepHandler } from "../../shared/step/handler.ts";
import { type GivenUp, type GiveUpOrderDeps, giveUpOrder } from "./core.ts";
import { stepErrorIn } from "./reason.ts";

/** The step GiveUpOrder; its event has the `error` of the step that failed. */
export function createHandler(steps: StepDeps, deps: GiveUpOrderDeps): StepHandler<GivenUp> {
  return stepHandler("orders", "GiveUpOrder", steps, async ({ event, order, telemetry }) => {
    const error = stepErrorIn(event);
    const result = await giveUpOrder(deps, order, error);
    if (result.givenUp) telemetry.log.warn("The order is given up", { cause: error.Error });
    else telemetry.log.warn("The order was confirmed by a step that failed after it", { cause: error.Error });
    return result;
  });
}
