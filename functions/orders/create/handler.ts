import { isOrderBody } from "../../shared/contracts/generated/order-body.js";
import { parseBody } from "../../shared/http/body.ts";
import { type HttpHandler, httpHandler } from "../../shared/http/handler.ts";
import { json } from "../../shared/http/responses.ts";
import { type CreateOrderDeps, createOrder, OrderEventNotSentError } from "./core.ts";

/** `POST /v1/orders` */
export function createHandler(deps: CreateOrderDeps): HttpHandler {
  return httpHandler("orders", "CreateOrder", async ({ event, caller, correlationId, telemetry, trace }) => {
    const body = parseBody(event, isOrderBody);
    try {
      const id = await createOrder(deps, { body, owner: caller.sub, correlationId });
      trace.annotate("orderId", id);
      telemetry.log.info("The order was created", { orderId: id });
      telemetry.metrics.count("OrdersCreated");
      return json(201, { id }, { location: `/v1/orders/${id}` });
    } catch (error) {
      if (error instanceof OrderEventNotSentError) telemetry.metrics.count("OrderEventsNotSent");
      throw error;
    }
  });
}
