import { UUID_PATTERN } from "../../shared/contracts/limits.ts";
import { BadRequestError, NotFoundError } from "../../shared/http/errors.ts";
import { type HttpHandler, httpHandler } from "../../shared/http/handler.ts";
import { json } from "../../shared/http/responses.ts";
import { type GetOrderDeps, getOrder } from "./core.ts";

const UUID = new RegExp(UUID_PATTERN);

/** `GET /v1/orders/{id}` */
export function createHandler(deps: GetOrderDeps): HttpHandler {
  return httpHandler("orders", "GetOrder", async ({ event, caller, trace }) => {
    const id = event.pathParameters?.id?.toLowerCase() ?? "";
    if (!UUID.test(id)) throw new BadRequestError("The order id in the path must be a UUID.");
    trace.annotate("orderId", id);
    const order = await getOrder(deps, { id, caller });
    if (order === undefined) throw new NotFoundError(`There is no order ${id}.`);
    return json(200, order);
  });
}
