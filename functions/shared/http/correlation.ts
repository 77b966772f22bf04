import type { APIGatewayProxyEventV2WithJWTAuthorizer } from "aws-lambda";

export const CORRELATION_HEADER = "x-correlation-id";

/** What can go into a log line, a message attribute and a header as it is. */
const SANE = /^[\w.:=+/-]{1,128}$/;

/** The client's correlation id if it is sane, else API Gateway's request id. */
export function correlationIdOf(
  event: Pick<APIGatewayProxyEventV2WithJWTAuthorizer, "headers" | "requestContext">,
): string {
  const given = event.headers[CORRELATION_HEADER];
  return given !== undefined && SANE.test(given) ? given : event.requestContext.requestId;
}
