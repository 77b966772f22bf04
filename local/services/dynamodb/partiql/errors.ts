import { type AwsError, validationError } from "../../../core/errors.ts";

export function notWellFormed(detail: string): AwsError {
  return validationError(`Statement wasn't well formed, can't be processed: ${detail}`);
}
