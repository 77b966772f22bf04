import type { z } from "zod";
import { aboutPayment } from "./about-payment.ts";
import { event } from "./envelope.ts";

export const paymentTaken = event("PaymentTaken", "The customer paid an order.", aboutPayment);

export type PaymentTaken = z.infer<typeof paymentTaken>;
