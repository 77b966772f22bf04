import { z } from "zod";
import { orderCreatedMessage } from "./order.ts";

/**
 * An order that was accepted and has no final status yet, with what it takes to announce it again; in the table `orders`
 * and, by its two index attributes, in the index `outbox`. Settled, it loses them and the message.
 */
export const outboxRecord = z
  .object({
    id: z.string(),
    orderId: z.string(),
    correlationId: z.string(),
    message: orderCreatedMessage,
    /** How often the reconciler has announced the order again. */
    sends: z.int().min(0),
    outboxShard: z.int().min(0),
    /** When it was last announced, in milliseconds since 1970. */
    outboxSince: z.int().min(0),
  })
  .meta({ title: "OutboxRecord" });

export type OutboxRecord = z.infer<typeof outboxRecord>;
