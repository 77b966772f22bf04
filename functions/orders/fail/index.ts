import { OrderReader } from "../../shared/adapters/orders-table/read-order.ts";
import { OrderSettler } from "../../shared/adapters/orders-table/settle-order.ts";
import { loadEnv, ORDERS_TABLE } from "../../shared/env.ts";
import { createHandler } from "./handler.ts";

const env = loadEnv([ORDERS_TABLE]);

export const handler = createHandler(
  { orders: new OrderReader(env.ORDERS_TABLE) },
  { orders: new OrderSettler(env.ORDERS_TABLE), now: () => new Date() },
);
