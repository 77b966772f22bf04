// Written by `npm run generate` from functions/shared/contracts. Do not edit.
import type { StockItem } from "../inventory.ts";
import type { Validator } from "../validation.ts";

export declare const isStockItem: Validator<StockItem>;
