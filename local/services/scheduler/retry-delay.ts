import { AwsError } from "../../core/errors.ts";

/**
 * AWS only says that the delays between attempts grow. Doubled from a second to at most eight minutes, all 185
 * retries of the default policy fit into its 24 hours.
 */
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 480_000;

/** Milliseconds between an attempt, counted from 1, and the next. */
export function retryDelayMs(attempt: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), LONGEST_RETRY_MS);
}

export function isThrottle(error: unknown): boolean {
  return error instanceof AwsError && (error.statusCode === 429 || /Throttl/.test(error.code));
}
