// Written by `npm run generate` from functions/shared/contracts. Do not edit.
import type { PaymentTaken } from "../events/payment-taken.ts";
import type { Validator } from "../validation.ts";

export declare const isPaymentTaken: Validator<PaymentTaken>;
