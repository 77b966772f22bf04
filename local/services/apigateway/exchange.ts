import type { Answer } from "./answer.ts";
import { domainNameOf, type GatewayRequest, logTime, sourceIp } from "./event.ts";
import type { JwtAuthorization } from "./jwt-authorizer.ts";

/** What came of calling an integration. */
interface IntegrationOutcome {
  /** Of the call itself: 200, or Lambda's refusal. */
  readonly callStatus: number;
  /** Of what the function answered; undefined where there was no such answer. */
  readonly status?: number;
  readonly latencyMs: number;
  readonly requestId?: string;
  readonly error?: string;
}

/** One request and what became of it, for access logs and metrics. */
export interface Exchange {
  readonly request: GatewayRequest;
  routeKey?: string;
  authorization?: JwtAuthorization;
  authorizerError?: string;
  integration?: IntegrationOutcome;
}

const CLAIM = "authorizer.claims.";

/** The value of `$context.NAME`. Source: API Gateway Developer Guide, "Customize HTTP API access logs". */
export function contextVariable(
  exchange: Exchange,
  answer: Answer,
  latencyMs: number,
): (name: string) => string | number | undefined {
  const { request, integration } = exchange;
  const { message } = request;
  const domainName = domainNameOf(message);
  const ownMessage = ownErrorMessage(exchange, answer);
  const variables: Readonly<Record<string, string | number | undefined>> = {
    accountId: request.accountId,
    apiId: request.apiId,
    "authorizer.error": exchange.authorizerError,
    awsEndpointRequestId: integration?.requestId,
    dataProcessed: answer.body.length,
    domainName,
    domainPrefix: domainName.split(".")[0],
    "error.message": ownMessage,
    "error.messageString": ownMessage === undefined ? undefined : JSON.stringify(ownMessage),
    extendedRequestId: request.requestId,
    httpMethod: request.method,
    "identity.sourceIp": sourceIp(message),
    "identity.userAgent": message.headers["user-agent"],
    "integration.error": integration?.error,
    "integration.integrationStatus": integration?.callStatus,
    "integration.latency": integration?.latencyMs,
    "integration.requestId": integration?.requestId,
    "integration.status": integration?.status,
    integrationErrorMessage: integration?.error,
    integrationLatency: integration?.latencyMs,
    integrationStatus: integration?.callStatus,
    path: request.path,
    protocol: `HTTP/${message.httpVersion}`,
    requestId: request.requestId,
    requestTime: logTime(request.receivedAt),
    requestTimeEpoch: Math.floor(request.receivedAt / 1000),
    responseLatency: latencyMs,
    responseLength: answer.body.length,
    routeKey: exchange.routeKey,
    stage: request.stageName,
    status: answer.status,
  };
  const claims = exchange.authorization?.claims ?? {};
  return (name) => {
    if (!name.startsWith(CLAIM)) return variables[name];
    const claim = name.slice(CLAIM.length);
    return Object.hasOwn(claims, claim) ? claims[claim] : undefined;
  };
}

function ownErrorMessage(exchange: Exchange, answer: Answer): string | undefined {
  if (answer.status < 400 || exchange.integration?.status !== undefined) return undefined;
  return (JSON.parse(answer.body.toString()) as { message: string }).message;
}
