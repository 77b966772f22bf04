import type { APIGatewayProxyEventV2WithJWTAuthorizer, Context, SQSRecord } from "aws-lambda";

export const requestId = "8f5e0f3c-9e0b-4b7e-8d34-1f3a5c9d7b21";
export const gatewayRequestId = "JKJaXmPLvHcESHA=";
export const sub = "3a7c0b52-1c1f-4b0e-8e52-7f1d2c3b4a59";

/** The part of Lambda's context that functions read. */
export const context = {
  functionName: "orders-test",
  awsRequestId: requestId,
  getRemainingTimeInMillis: () => 60_000,
} as Context;

export interface HttpEventOptions {
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly isBase64Encoded?: boolean;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly claims?: Readonly<Record<string, string>>;
}

/** An event as an HTTP API with a JWT authorizer hands it over (payload format 2.0). */
export function httpEvent({
  body,
  headers = { "content-type": "application/json" },
  isBase64Encoded = false,
  pathParameters = {},
  claims = { sub },
}: HttpEventOptions = {}): APIGatewayProxyEventV2WithJWTAuthorizer {
  const method = body === undefined ? "GET" : "POST";
  return {
    version: "2.0",
    routeKey: `${method} /v1/orders`,
    rawPath: "/v1/orders",
    rawQueryString: "",
    headers,
    ...(body === undefined ? {} : { body }),
    isBase64Encoded,
    pathParameters,
    requestContext: {
      accountId: "123456789012",
      apiId: "api",
      domainName: "api.execute-api.eu-west-1.amazonaws.com",
      domainPrefix: "api",
      http: { method, path: "/v1/orders", protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "test" },
      authorizer: { principalId: "", integrationLatency: 0, jwt: { claims, scopes: [] } },
      requestId: gatewayRequestId,
      routeKey: `${method} /v1/orders`,
      stage: "$default",
      time: "21/Nov/2026:04:00:00 +0000",
      timeEpoch: 1_795_233_600_000,
    },
  };
}

/** One message of a batch as an event source mapping hands it over. */
export function sqsRecord(messageId: string, body: string, correlationId?: string): SQSRecord {
  const attribute =
    correlationId === undefined
      ? {}
      : { correlationId: { dataType: "String" as const, stringValue: correlationId } };
  return {
    messageId,
    receiptHandle: `handle-${messageId}`,
    body,
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: "1795233600000",
      SenderId: "AROAEXAMPLE:orders-create",
      ApproximateFirstReceiveTimestamp: "1795233600001",
    },
    messageAttributes: attribute,
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:eu-west-1:123456789012:order-events-dev",
    awsRegion: "eu-west-1",
  };
}
