import { randomUUID } from "node:crypto";
import { OrderEventsQueue } from "../../shared/adapters/order-events-queue.ts";
import { OrderIntake } from "../../shared/adapters/orders-table/accept-order.ts";
import { loadEnv, ORDER_EVENTS_URL, ORDERS_TABLE } from "../../shared/env.ts";
import type { CreateOrderDeps } from "./core.ts";
import { createHandler } from "./handler.ts";

function liveDeps(): CreateOrderDeps {
  const env = loadEnv([ORDERS_TABLE, ORDER_EVENTS_URL]);
  return {
    orders: new OrderIntake(env.ORDERS_TABLE),
    events: new OrderEventsQueue(env.ORDER_EVENTS_URL),
    newId: randomUUID,
    now: () => new Date(),
  };
}

export const handler = createHandler(liveDeps());
