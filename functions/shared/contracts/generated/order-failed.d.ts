// Written by `npm run generate` from functions/shared/contracts. Do not edit.
import type { OrderFailed } from "../events/order-failed.ts";
import type { Validator } from "../validation.ts";

export declare const isOrderFailed: Validator<OrderFailed>;
