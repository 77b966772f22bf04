import { AwsError } from "../../core/errors.ts";

/** Source: SNS Developer Guide, "Amazon SNS message delivery retries", AWS managed endpoints. */
const IMMEDIATE = 3;
const PRE_BACKOFF = 2;
const BACKOFF = 10;
const POST_BACKOFF = 100_000;
const SHORTEST_MS = 1_000;
const LONGEST_MS = 20_000;

/** Milliseconds to wait before a retry, counted from 0; `undefined` when there is none any more. Without SNS's jitter. */
export function retryDelayMs(retry: number): number | undefined {
  const afterPause = retry - IMMEDIATE;
  const inBackoff = afterPause - PRE_BACKOFF;
  if (afterPause < 0) return 0;
  if (inBackoff < 0) return SHORTEST_MS;
  if (inBackoff < BACKOFF)
    return Math.round(SHORTEST_MS * (LONGEST_MS / SHORTEST_MS) ** (inBackoff / (BACKOFF - 1)));
  return inBackoff < BACKOFF + POST_BACKOFF ? LONGEST_MS : undefined;
}

/** SNS tries again after server-side errors only: what the endpoint refuses, it refuses again. */
export function isServerSide(error: unknown): boolean {
  if (!(error instanceof AwsError)) return true;
  return error.statusCode >= 500 || error.statusCode === 429 || /Throttl/.test(error.code);
}
