// Written by `npm run generate` from functions/shared/contracts. Do not edit.
import type { PaymentRefunded } from "../events/payment-refunded.ts";
import type { Validator } from "../validation.ts";

export declare const isPaymentRefunded: Validator<PaymentRefunded>;
