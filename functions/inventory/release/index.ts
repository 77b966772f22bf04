import { Reservations } from "../../shared/adapters/inventory-table/reservations.ts";
import { OrderReader } from "../../shared/adapters/orders-table/read-order.ts";
import { INVENTORY_TABLE, loadEnv, ORDERS_TABLE } from "../../shared/env.ts";
import { createHandler } from "./handler.ts";

const env = loadEnv([ORDERS_TABLE, INVENTORY_TABLE]);

export const handler = createHandler(
  { orders: new OrderReader(env.ORDERS_TABLE) },
  { inventory: new Reservations(env.INVENTORY_TABLE), now: () => new Date() },
);
