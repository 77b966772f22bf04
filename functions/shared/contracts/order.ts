import { z } from "zod";
import {
  MAX_ITEMS,
  MAX_NAME_CHARACTERS,
  MAX_NOTES_CHARACTERS,
  MAX_PRICE,
  MAX_QTY,
  PAYMENT_METHOD_PATTERN,
  SKU_PATTERN,
  TEXT_PATTERN,
  UUID_PATTERN,
} from "./limits.ts";

/**
 * Text that is stored trimmed (`functions/orders/create/core.ts`). Characters are Unicode code points, as JSON Schema
 * counts them; zod's own `max` counts UTF-16 units.
 */
const text = (maxLength: number) =>
  z
    .string()
    .regex(new RegExp(TEXT_PATTERN, "u"))
    .refine((value) => [...value].length <= maxLength)
    .meta({ minLength: 1, maxLength });

const customerName = text(MAX_NAME_CHARACTERS).meta({ examples: ["Ada Lovelace"] });

/** JSON Schema's `multipleOf: 0.01`, decided without its rounding errors: the nearest number of cents is the price itself. */
const price = z
  .number()
  .min(0)
  .max(MAX_PRICE)
  .refine((value) => Math.round(value * 100) / 100 === value)
  .meta({ multipleOf: 0.01, description: "At most two decimals.", examples: [9.5] });

const itemFields = {
  sku: z
    .string()
    .regex(new RegExp(SKU_PATTERN))
    .meta({ examples: ["SKU-1"] }),
  qty: z.int().min(1).max(MAX_QTY),
  price,
};

const orderId = z.string().regex(new RegExp(UUID_PATTERN)).meta({ format: "uuid" });

/** The body of `POST /v1/orders`. Members it does not know are refused. */
export const orderBody = z
  .strictObject({
    customerName,
    items: z.array(z.strictObject(itemFields)).min(1).max(MAX_ITEMS),
    /** How the customer pays. Default: the payment provider's test card, outside of production. */
    paymentMethod: z
      .string()
      .regex(new RegExp(PAYMENT_METHOD_PATTERN))
      .meta({ examples: ["pm_card_visa"] })
      .optional(),
    notes: text(MAX_NOTES_CHARACTERS)
      .meta({ examples: ["Please leave it with the neighbours."] })
      .optional(),
  })
  .meta({ title: "OrderBody" });

/**
 * The message on the queue `order-events` that says an order was accepted; the event `OrderCreated` on the bus is what
 * `orders/process` tells everybody else (`events/order-created.ts`). Members it does not know are ignored, so that
 * a producer may be deployed before its consumers.
 */
export const orderCreatedMessage = z
  .object({
    type: z.literal("OrderCreated"),
    detail: z.object({
      id: orderId,
      customerName,
      items: z.array(z.object(itemFields)).min(1).max(MAX_ITEMS),
    }),
  })
  .meta({ title: "OrderCreatedMessage" });

const orderStatus = z.enum(["PENDING", "CONFIRMED", "FAILED"]);

/**
 * An order as the table `orders` holds it. Only the shape is checked: what was accepted under an earlier
 * version's limits stays readable. `owner` is the `sub` of the caller who created it and is never shown.
 */
export const storedOrder = z
  .object({
    id: z.string(),
    owner: z.string(),
    customerName: z.string(),
    items: z.array(z.object({ sku: z.string(), qty: z.number(), price: z.number() })),
    status: orderStatus,
    createdAt: z.string(),
    paymentMethod: z.string().optional(),
    notes: z.string().optional(),
    /** Of the request that created it. Absent in orders from before they were fulfilled by steps. */
    correlationId: z.string().optional(),
    /** Why it was given up, as its customer may read it: from then on it can only become FAILED. */
    failureReason: z.string().optional(),
  })
  .meta({ title: "StoredOrder" });

export type OrderBody = z.infer<typeof orderBody>;
export type OrderCreatedMessage = z.infer<typeof orderCreatedMessage>;
export type OrderStatus = z.infer<typeof orderStatus>;
export type StoredOrder = z.infer<typeof storedOrder>;
