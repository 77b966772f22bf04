import { isOrderBody } from "../../shared/contracts/generated/order-body.js";
import { parseBody } from "../../shared/http/body.ts";
import { UnprocessableContentError } from "../../shared/http/errors.ts";
import { type HttpHandler, httpHandler } from "../../shared/http/handler.ts";
import { idempotencyKeyOf } from "../../shared/http/idempotency-key.ts";
import { json } from "../../shared/http/responses.ts";
import type { Telemetry } from "../../shared/observability/invocation.ts";
import { type CreateOrderDeps, type Creation, createOrder } from "./core.ts";

/** `POST /v1/orders` */
export function createHandler(deps: CreateOrderDeps): HttpHandler {
  return httpHandler("orders", "CreateOrder", async ({ event, caller, correlationId, telemetry, trace }) => {
    const idempotencyKey = idempotencyKeyOf(event);
    const body = parseBody(event, isOrderBody);
    const creation = await createOrder(deps, { body, owner: caller.sub, idempotencyKey, correlationId });
    if (creation.outcome === "contradicted") {
      throw new UnprocessableContentError(
        "This Idempotency-Key came with another body in the last 24 hours; send a new order under a new key.",
      );
    }
    const { id } = creation;
    trace.annotate("orderId", id);
    report(creation, id, telemetry);
    return json(201, { id }, { location: `/v1/orders/${id}` });
  });
}

function report(creation: Creation, orderId: string, { log, metrics }: Telemetry): void {
  if (creation.outcome === "repeated") {
    log.info("The request came again and got its first answer", { orderId });
    metrics.count("OrdersRepeated");
    return;
  }
  log.info("The order was created", { orderId });
  metrics.count("OrdersCreated");
  if (creation.outcome === "accepted") {
    log.error("OrderCreated could not be sent; the reconciler will", { orderId }, creation.cause);
    metrics.count("OrderEventsNotSent");
  }
}
