// Written by `npm run generate` from functions/shared/contracts. Do not edit.
import type { IdempotencyRecord } from "../idempotency.ts";
import type { Validator } from "../validation.ts";

export declare const isIdempotencyRecord: Validator<IdempotencyRecord>;
