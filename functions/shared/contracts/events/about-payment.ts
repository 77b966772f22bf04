import { z } from "zod";
import { cents, currency, orderId } from "./envelope.ts";

/** What every event about a payment tells of it. */
export const aboutPayment = {
  orderId,
  paymentIntentId: z.string().min(1).meta({ description: "The payment's id at the payment provider." }),
  amountCents: cents,
  currency,
};
