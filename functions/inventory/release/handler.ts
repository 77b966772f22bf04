import { type StepDeps, type StepHandler, stepHandler } from "../../shared/step/handler.ts";

export interface ReleaseInventoryDeps {
  readonly inventory: {
    /** Puts back what was reserved, which can't be reserved then. Resolves to whether this call put anything back. */
    release(orderId: string, now: Date): Promise<boolean>;
  };
  readonly now: () => Date;
}

/** The step ReleaseInventory. */
export function createHandler(steps: StepDeps, deps: ReleaseInventoryDeps): StepHandler<object> {
  return stepHandler("inventory", "ReleaseInventory", steps, async ({ order, telemetry }) => {
    const released = await deps.inventory.release(order.id, deps.now());
    telemetry.log.info(released ? "The goods are back in stock" : "No goods were reserved");
    return {};
  });
}
