import type { z } from "zod";
import { aboutPayment } from "./about-payment.ts";
import { event } from "./envelope.ts";

export const paymentRefunded = event("PaymentRefunded", "The customer got the money back.", aboutPayment);

export type PaymentRefunded = z.infer<typeof paymentRefunded>;
