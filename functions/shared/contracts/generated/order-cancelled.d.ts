// Written by `npm run generate` from functions/shared/contracts. Do not edit.
import type { OrderCancelled } from "../events/order-cancelled.ts";
import type { Validator } from "../validation.ts";

export declare const isOrderCancelled: Validator<OrderCancelled>;
