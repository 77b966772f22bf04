import { type StepDeps, type StepHandler, stepHandler } from "../../shared/step/handler.ts";
import { type ReserveInventoryDeps, reserveInventory } from "./core.ts";

/** The step ReserveInventory. */
export function createHandler(steps: StepDeps, deps: ReserveInventoryDeps): StepHandler<object> {
  return stepHandler("inventory", "ReserveInventory", steps, async ({ order, telemetry }) => {
    if (await reserveInventory(deps, order)) telemetry.log.info("The goods are reserved");
    return {};
  });
}
