import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { HttpError } from "./errors.ts";

export function json(
  statusCode: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(value),
  };
}

/**
 * Problem details (RFC 9457) for whatever was thrown. An `HttpError` says what is wrong with the request;
 * of anything else the client learns nothing but the correlation id to ask about.
 */
export function problem(thrown: unknown, correlationId: string): APIGatewayProxyStructuredResultV2 {
  const { status, title, detail, errors } = describe(thrown);
  const body = {
    type: "about:blank",
    title,
    status,
    detail,
    correlationId,
    ...(errors.length === 0 ? {} : { errors }),
  };
  return json(status, body, { "content-type": "application/problem+json" });
}

function describe(thrown: unknown) {
  if (thrown instanceof HttpError) {
    const { status, title, message: detail, errors } = thrown;
    return { status, title, detail, errors };
  }
  return {
    status: 500,
    title: "Internal Server Error",
    detail: "The request failed on our side. Try again; if it keeps failing, tell us the correlation id.",
    errors: [],
  };
}
