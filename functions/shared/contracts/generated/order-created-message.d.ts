// Written by `npm run generate` from functions/shared/contracts. Do not edit.
import type { OrderCreatedMessage } from "../order.ts";
import type { Validator } from "../validation.ts";

export declare const isOrderCreatedMessage: Validator<OrderCreatedMessage>;
