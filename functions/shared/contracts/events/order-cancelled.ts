import type { z } from "zod";
import { aboutOrder } from "./about-order.ts";
import { event } from "./envelope.ts";

export const orderCancelled = event("OrderCancelled", "Its customer took back an order.", aboutOrder);

export type OrderCancelled = z.infer<typeof orderCancelled>;
