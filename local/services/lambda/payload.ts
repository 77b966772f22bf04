import type { Principal } from "../../core/access.ts";
import { AwsError } from "../../core/errors.ts";
import type { Outcome } from "../../runtime/environment.ts";

/** "Lambda quotas": 6 MB for a request and for a response, 1 MB for an asynchronous event. */
export const MAX_REQUEST_BYTES = 6_291_456;
const MAX_RESPONSE_BYTES = 6_291_556;
const MAX_EVENT_BYTES = 1_048_576;

export type InvocationType = "RequestResponse" | "Event";

/** What services send is JSON of their own making. @throws {AwsError} `RequestEntityTooLargeException`, `InvalidRequestContentException` */
export function checkRequest(payload: string, type: InvocationType, caller?: Principal): void {
  const limit = type === "Event" ? MAX_EVENT_BYTES : MAX_REQUEST_BYTES;
  const bytes = Buffer.byteLength(payload);
  if (bytes > limit) {
    throw new AwsError(
      "RequestEntityTooLargeException",
      `${bytes} byte payload is too large for the ${type} invocation type (limit ${limit} bytes)`,
      413,
    );
  }
  if (caller?.kind === "service") return;
  try {
    JSON.parse(payload);
  } catch (error) {
    throw new AwsError(
      "InvalidRequestContentException",
      `Could not parse request body into json: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** A response that is too large is an error of the function. */
export function checkResponse(outcome: Outcome): Outcome {
  if (outcome.status !== "success" || Buffer.byteLength(outcome.payload) <= MAX_RESPONSE_BYTES)
    return outcome;
  const errorType = "Function.ResponseSizeTooLarge";
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`;
  return { ...outcome, status: "error", errorType, payload: JSON.stringify({ errorMessage, errorType }) };
}
