import { z } from "zod";

/**
 * The state of a circuit breaker, which all environments share. `until` is in milliseconds since 1970: while CLOSED, the
 * end of the window in which failures are counted; while OPEN, of the cool-down; while HALF_OPEN, of the probe.
 */
export const circuit = z
  .object({
    state: z.enum(["CLOSED", "OPEN", "HALF_OPEN"]),
    failures: z.int().min(0),
    until: z.number(),
    /** Grows with every write, so that of two who write one does. */
    version: z.int().min(1),
  })
  .meta({ title: "Circuit" });

export type Circuit = z.infer<typeof circuit>;
