// Written by `npm run generate` from functions/shared/contracts. Do not edit.
import type { OutboxRecord } from "../outbox.ts";
import type { Validator } from "../validation.ts";

export declare const isOutboxRecord: Validator<OutboxRecord>;
