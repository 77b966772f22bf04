// Written by `npm run generate` from functions/shared/contracts. Do not edit.
import type { StoredOrder } from "../order.ts";
import type { Validator } from "../validation.ts";

export declare const isStoredOrder: Validator<StoredOrder>;
