// Written by `npm run generate` from functions/shared/contracts. Do not edit.
import type { OrderCreated } from "../events/order-created.ts";
import type { Validator } from "../validation.ts";

export declare const isOrderCreated: Validator<OrderCreated>;
