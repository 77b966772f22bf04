import { OrderReader } from "../../shared/adapters/orders-table/read-order.ts";
import { loadEnv, ORDERS_TABLE } from "../../shared/env.ts";
import type { GetOrderDeps } from "./core.ts";
import { createHandler } from "./handler.ts";

function liveDeps(): GetOrderDeps {
  const env = loadEnv([ORDERS_TABLE]);
  return { orders: new OrderReader(env.ORDERS_TABLE) };
}

export const handler = createHandler(liveDeps());
