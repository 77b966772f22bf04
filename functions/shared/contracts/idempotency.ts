import { z } from "zod";

/**
 * What is kept of an `Idempotency-Key`, in the table `orders`. Its id is a hash of caller and key, so that keys are
 * per caller and nobody reads a key or a caller from it.
 */
export const idempotencyRecord = z
  .object({
    id: z.string(),
    /** Hash of the request's body: the same key with another body is refused. */
    fingerprint: z.string(),
    /** The first answer. */
    orderId: z.string(),
    /** Seconds since 1970. DynamoDB deletes late, so whoever reads it compares. */
    expiresAt: z.number(),
  })
  .meta({ title: "IdempotencyRecord" });

export type IdempotencyRecord = z.infer<typeof idempotencyRecord>;
