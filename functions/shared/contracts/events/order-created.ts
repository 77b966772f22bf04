import { z } from "zod";
import { aboutOrder } from "./about-order.ts";
import { cents, event } from "./envelope.ts";

const item = z.object({ sku: z.string().min(1), qty: z.int().min(1), priceCents: cents });

/** Without the limits of an order's body: they may be raised, which would break this event for its consumers. */
export const orderCreated = event("OrderCreated", "An order was accepted; its fulfilment begins.", {
  ...aboutOrder,
  items: z.array(item).min(1),
  notes: z.string().meta({ description: "What the customer wrote with the order." }).optional(),
});

export type OrderCreated = z.infer<typeof orderCreated>;
