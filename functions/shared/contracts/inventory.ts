import { z } from "zod";
import { cents } from "./events/envelope.ts";

const sku = z.string().min(1);
const instant = z.string().meta({ format: "date-time" });

/** What the shop sells, as the table `inventory` holds it. */
export const stockItem = z
  .object({
    id: z.string(),
    sku,
    /** As a customer reads it. */
    name: z.string().min(1),
    priceCents: cents,
    /** Pieces that nobody has reserved. */
    stock: z.int().min(0),
  })
  .meta({ title: "StockItem" });

/** What was taken out of the stock for an order. One that is RELEASED keeps a late reservation from being made. */
export const reservation = z
  .object({
    id: z.string(),
    orderId: z.string(),
    status: z.enum(["RESERVED", "RELEASED"]),
    /** None where nothing had been reserved when it was released. */
    items: z.array(z.object({ sku, qty: z.int().min(1) })),
    changedAt: instant,
    /** Seconds since 1970. */
    expiresAt: z.number(),
  })
  .meta({ title: "Reservation" });

export type StockItem = z.infer<typeof stockItem>;
export type Reservation = z.infer<typeof reservation>;
