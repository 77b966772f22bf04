import type { z } from "zod";
import { aboutOrder } from "./about-order.ts";
import { event } from "./envelope.ts";

export const orderConfirmed = event(
  "OrderConfirmed",
  "The goods of an order are reserved and paid.",
  aboutOrder,
);

export type OrderConfirmed = z.infer<typeof orderConfirmed>;
