/**
 * One JSON object a request. No address, no user agent, no user: the request id leads to the function's log.
 * API Gateway Developer Guide, "Customize HTTP API access logs".
 */
export const ACCESS_LOG_FORMAT = JSON.stringify({
  requestId: "$context.requestId",
  requestTime: "$context.requestTime",
  httpMethod: "$context.httpMethod",
  routeKey: "$context.routeKey",
  protocol: "$context.protocol",
  status: "$context.status",
  responseLength: "$context.responseLength",
  responseLatency: "$context.responseLatency",
  integrationStatus: "$context.integration.status",
  integrationLatency: "$context.integration.latency",
  integrationRequestId: "$context.integration.requestId",
  integrationError: "$context.integration.error",
  authorizerError: "$context.authorizer.error",
  error: "$context.error.message",
});
