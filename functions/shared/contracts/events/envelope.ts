import { z } from "zod";
import { INSTANT_PATTERN, UUID_PATTERN } from "../limits.ts";

/** What every event says of itself. */
const metadata = z.object({
  version: z.literal(1).meta({ description: "Of the event's contract." }),
  eventId: z
    .string()
    .min(1)
    .meta({
      description: "The same for every repeat of the event: it is put and delivered at least once.",
      examples: ["OrderConfirmed:5d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11"],
    }),
  correlationId: z
    .string()
    .min(1)
    .meta({ description: "Of the request that started it all; logs and traces have it." }),
  occurredAt: z.string().regex(new RegExp(INSTANT_PATTERN)).meta({ format: "date-time" }),
});

/**
 * The `detail` of an event on the bus `orderflow`; its name is the `detail-type`. Members that a consumer does not know
 * are ignored, so that an event may gain optional ones: `npm run generate` refuses any other change. What is in an event
 * stays in the archive: no name, no address of a customer.
 */
export function event<Data extends z.ZodRawShape>(name: string, description: string, data: Data) {
  return z.object({ metadata, data: z.object(data) }).meta({ title: name, description });
}

export const orderId = z.string().regex(new RegExp(UUID_PATTERN)).meta({ format: "uuid" });

export const cents = z.int().min(0).meta({ description: "A whole number of cents." });

export const currency = z.literal("EUR");
