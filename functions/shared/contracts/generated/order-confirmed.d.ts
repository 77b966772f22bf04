// Written by `npm run generate` from functions/shared/contracts. Do not edit.
import type { OrderConfirmed } from "../events/order-confirmed.ts";
import type { Validator } from "../validation.ts";

export declare const isOrderConfirmed: Validator<OrderConfirmed>;
