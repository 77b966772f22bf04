import { parseMessage, type QueueHandler, queueHandler } from "../../shared/batch/queue.ts";
import { isOrderCreatedMessage } from "../../shared/contracts/generated/order-created-message.js";
import { type ProcessOrderDeps, processOrder } from "./core.ts";

/** Consumer of the queue `order-events`. */
export function createHandler(deps: ProcessOrderDeps): QueueHandler {
  return queueHandler("orders", "ProcessOrder", async ({ record, telemetry, trace }) => {
    const { id } = parseMessage(record.body, isOrderCreatedMessage).detail;
    trace.annotate("orderId", id);
    if (await processOrder(deps, id)) {
      telemetry.log.info("The order was confirmed", { orderId: id });
      telemetry.metrics.count("OrdersConfirmed");
    } else {
      telemetry.log.info("The order was settled before; nothing changed", { orderId: id });
    }
  });
}
