import { z } from "zod";
import { cents, currency, orderId } from "./envelope.ts";

/** What every event about an order tells of it. */
export const aboutOrder = {
  orderId,
  owner: z.string().min(1).meta({ description: "The customer's `sub` in the user pool." }),
  totalCents: cents,
  currency,
};
