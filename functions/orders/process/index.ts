import { OrderSettler } from "../../shared/adapters/orders-table/settle-order.ts";
import { loadEnv, ORDERS_TABLE } from "../../shared/env.ts";
import type { ProcessOrderDeps } from "./core.ts";
import { createHandler } from "./handler.ts";

function liveDeps(): ProcessOrderDeps {
  const env = loadEnv([ORDERS_TABLE]);
  return { orders: new OrderSettler(env.ORDERS_TABLE), now: () => new Date() };
}

export const handler = createHandler(liveDeps());
