import type { APIGatewayProxyEventV2WithJWTAuthorizer } from "aws-lambda";
import { BadRequestError } from "./errors.ts";

export const IDEMPOTENCY_HEADER = "idempotency-key";

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;

/**
 * The key by which a client marks a request and its repeats. Undefined where there is none.
 * @throws {BadRequestError} 400: it is not 1 to 255 visible ASCII characters
 */
export function idempotencyKeyOf(
  event: Pick<APIGatewayProxyEventV2WithJWTAuthorizer, "headers">,
): string | undefined {
  const key = event.headers[IDEMPOTENCY_HEADER];
  if (key !== undefined && !VISIBLE_ASCII.test(key)) {
    throw new BadRequestError(
      `The Idempotency-Key has ${key.length} characters; send 1 to 255 visible ASCII characters, such as a UUID.`,
    );
  }
  return key;
}
