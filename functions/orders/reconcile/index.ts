import { OrderEventsQueue } from "../../shared/adapters/order-events-queue.ts";
import { Outbox } from "../../shared/adapters/orders-table/outbox.ts";
import {
  loadEnv,
  ORDER_EVENTS_URL,
  ORDERS_TABLE,
  positiveInteger,
  RECONCILE_AFTER_MINUTES,
  RECONCILE_MAX_SENDS,
} from "../../shared/env.ts";
import type { ReconcileDeps, ReconcilePolicy } from "./core.ts";
import { createHandler } from "./handler.ts";

const env = loadEnv([ORDERS_TABLE, ORDER_EVENTS_URL, RECONCILE_AFTER_MINUTES, RECONCILE_MAX_SENDS]);

const liveDeps: ReconcileDeps = {
  outbox: new Outbox(env.ORDERS_TABLE),
  events: new OrderEventsQueue(env.ORDER_EVENTS_URL),
  now: () => new Date(),
};

const policy: ReconcilePolicy = {
  afterMinutes: positiveInteger(RECONCILE_AFTER_MINUTES, env.RECONCILE_AFTER_MINUTES),
  maxSends: positiveInteger(RECONCILE_MAX_SENDS, env.RECONCILE_MAX_SENDS),
};

export const handler = createHandler(liveDeps, policy);
