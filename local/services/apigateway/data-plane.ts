import type { IncomingMessage, ServerResponse } from "node:http";
import type { Account } from "../../core/account.ts";
import type { Clock, Timer } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import type { FunctionInvoker, FunctionResult, MetricSink } from "../../core/ports.ts";
import type { TokenBucket } from "../../core/token-bucket.ts";
import { type Answer, gatewayAnswer, integrationAnswer } from "./answer.ts";
import { readBody } from "./body.ts";
import { isPreflight, preflightHeaders, responseHeaders } from "./cors.ts";
import { type GatewayRequest, proxyEvent } from "./event.ts";
import { contextVariable, type Exchange } from "./exchange.ts";
import type { HttpApi } from "./http-api.ts";
import { newRequestId } from "./ids.ts";
import type { IssuerKeys } from "./issuer-keys.ts";
import { authorize, Refusal } from "./jwt-authorizer.ts";
import type { DeployedRoute, Integration } from "./model.ts";
import { publishMetrics } from "./request-metrics.ts";
import { parseTarget } from "./request-target.ts";
import type { RouteMatch } from "./route-table.ts";
import type { Stage } from "./stage.ts";

/** Request line and header values together. */
const MAX_HEADER_BYTES = 10_240;

export interface DataPlaneOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly functions: FunctionInvoker;
  readonly keys: IssuerKeys;
  readonly metrics: MetricSink;
  /** Shared by all APIs of the account. */
  readonly accountLimit: TokenBucket;
}

/** Answers the requests of one HTTP API. */
export class DataPlane {
  readonly #options: DataPlaneOptions;
  readonly #api: HttpApi;

  constructor(options: DataPlaneOptions, api: HttpApi) {
    this.#options = options;
    this.#api = api;
  }

  async serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { clock, metrics } = this.#options;
    message.on("error", () => undefined);
    const target = parseTarget(message.url ?? "");
    const stage = this.#stageOf(target?.segments ?? []);
    const exchange: Exchange = {
      request: this.#request(message, target ?? { segments: [], rawQueryString: "" }, stage),
    };
    const answer =
      target === undefined
        ? gatewayAnswer(400, "Bad Request")
        : await this.#answer(exchange, stage).catch(failed);
    const latencyMs = clock.now() - exchange.request.receivedAt;
    send(message, response, answer, exchange.request.requestId);
    publishMetrics(
      metrics,
      exchange,
      answer,
      latencyMs,
      stage?.hasDetailedMetrics(exchange.routeKey ?? "") ?? false,
    );
    stage?.accessLog?.write(clock.now(), contextVariable(exchange, answer, latencyMs));
  }

  async #answer(exchange: Exchange, stage: Stage | undefined): Promise<Answer> {
    const { message, method, target } = exchange.request;
    const { corsConfiguration: cors, disableExecuteApiEndpoint } = this.#api.settings;
    if (headerBytes(message) > MAX_HEADER_BYTES) return gatewayAnswer(431, "Request Header Fields Too Large");
    if (stage === undefined || disableExecuteApiEndpoint === true) return gatewayAnswer(404, "Not Found");
    if (!this.#options.accountLimit.take()) return gatewayAnswer(429, "Too Many Requests");
    if (cors !== undefined && isPreflight(message)) {
      const headers = preflightHeaders(cors, message.headers.origin ?? "");
      return { status: 204, headers, body: Buffer.alloc(0) };
    }
    const routed = stage.name === "$default" ? target.segments : target.segments.slice(1);
    const match = this.#api.tableOf(stage).match(method, routed.length === 0 ? [""] : routed);
    if (match === undefined) return gatewayAnswer(404, "Not Found");
    exchange.routeKey = match.route.routeKey;
    if (!stage.admits(match.route.routeKey)) return gatewayAnswer(429, "Too Many Requests");

    const refusal = await this.#authorize(exchange, match.route);
    if (refusal !== undefined) return refusal;
    const body = await readBody(message);
    if (body === "too large") return gatewayAnswer(413, "Request Entity Too Large");
    if (body === "aborted") return gatewayAnswer(400, "Bad Request");
    const answer = await this.#integrate(exchange, stage, match, body);
    if (cors === undefined || exchange.integration?.status === undefined) return answer;
    const own = Object.entries(answer.headers).filter(([name]) => !name.startsWith("access-control-"));
    return {
      ...answer,
      headers: { ...Object.fromEntries(own), ...responseHeaders(cors, message.headers.origin) },
    };
  }

  async #authorize(exchange: Exchange, route: DeployedRoute): Promise<Answer | undefined> {
    if (route.authorizer === undefined) return undefined;
    const { message, target } = exchange.request;
    const { keys, clock } = this.#options;
    try {
      const { rawQueryString } = target;
      exchange.authorization = await authorize(
        message,
        rawQueryString,
        route.authorizer,
        route.scopes,
        keys,
        clock,
      );
      return undefined;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      exchange.authorizerError = error.message;
      if (error.status === 403) return gatewayAnswer(403, "Forbidden");
      const challenge =
        error.description === undefined
          ? "Bearer"
          : `Bearer scope="${route.scopes.join(" ")}" error="invalid_token" error_description="${error.description}"`;
      return gatewayAnswer(401, "Unauthorized", { "www-authenticate": challenge });
    }
  }

  async #integrate(exchange: Exchange, stage: Stage, match: RouteMatch, body: Buffer): Promise<Answer> {
    const { integration } = match.route;
    const { clock } = this.#options;
    const start = clock.now();
    const outcome = (callStatus: number, error?: string, requestId?: string, status?: number) => {
      exchange.integration = {
        callStatus,
        latencyMs: clock.now() - start,
        ...(status !== undefined && { status }),
        ...(error !== undefined && { error }),
        ...(requestId !== undefined && { requestId }),
      };
    };
    if (integration === undefined) {
      outcome(500, "The route has no integration.");
      return gatewayAnswer(500, "Internal Server Error");
    }
    const event = proxyEvent(
      exchange.request,
      match,
      body,
      stage.settings.stageVariables,
      exchange.authorization,
    );
    let result: FunctionResult | "timed out";
    try {
      result = await this.#invoke(
        integration,
        event,
        this.#sourceArn(exchange.request, match.route.routeKey),
      );
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      outcome(error.statusCode, error.message);
      return refusedByLambda(error);
    }
    if (result === "timed out") {
      outcome(504, `Endpoint request timed out after ${integration.timeoutInMillis} milliseconds.`);
      return gatewayAnswer(503, "Service Unavailable");
    }
    const answer = result.functionError === undefined ? integrationAnswer(result.payload) : undefined;
    const error =
      result.functionError ??
      "The response from the Lambda function doesn't match the format that API Gateway expects.";
    outcome(200, answer === undefined ? error : undefined, result.requestId, answer?.status);
    return answer ?? gatewayAnswer(500, "Internal Server Error");
  }

  /** The function goes on after a timeout; what it answers then is nobody's. */
  async #invoke(
    integration: Integration,
    payload: string,
    sourceArn: string,
  ): Promise<FunctionResult | "timed out"> {
    const { clock, functions } = this.#options;
    let timer: Timer | undefined;
    const timeout = new Promise<"timed out">((resolve) => {
      timer = clock.schedule(integration.timeoutInMillis, () => resolve("timed out"));
    });
    const principal = { kind: "service", service: "apigateway.amazonaws.com" } as const;
    const { functionArn } = integration;
    try {
      return await Promise.race([functions.invoke({ functionArn, payload, principal, sourceArn }), timeout]);
    } finally {
      timer?.cancel();
    }
  }

  #sourceArn(request: GatewayRequest, routeKey: string): string {
    const [method = "", path] = routeKey.split(" ");
    const route = path === undefined ? routeKey : `${method === "ANY" ? request.method : method}${path}`;
    return `${this.#api.executionArn}/${request.stageName}/${route}`;
  }

  #stageOf(segments: readonly string[]): Stage | undefined {
    return this.#api.findStage(segments[0] ?? "") ?? this.#api.findStage("$default");
  }

  #request(
    message: IncomingMessage,
    target: GatewayRequest["target"],
    stage: Stage | undefined,
  ): GatewayRequest {
    return {
      message,
      target,
      requestId: newRequestId(),
      receivedAt: this.#options.clock.now(),
      method: message.method ?? "GET",
      path: `/${target.segments.join("/")}`,
      accountId: this.#options.account.accountId,
      apiId: this.#api.apiId,
      stageName: stage?.name ?? "$default",
    };
  }
}

function headerBytes(message: IncomingMessage): number {
  const line = `${message.method} ${message.url} HTTP/${message.httpVersion}`.length;
  return message.rawHeaders.reduce(
    (size, text, index) => (index % 2 === 1 ? size + text.length : size),
    line,
  );
}

function refusedByLambda(error: AwsError): Answer {
  if (error.code === "TooManyRequestsException") return gatewayAnswer(503, "Service Unavailable");
  if (error.code === "RequestEntityTooLargeException") return gatewayAnswer(413, "Request Entity Too Large");
  return gatewayAnswer(500, "Internal Server Error");
}

/** A defect of the gateway itself must not take the process down, nor go unseen. */
function failed(error: unknown): Answer {
  console.error("API Gateway could not answer a request:", error);
  return gatewayAnswer(500, "Internal Server Error");
}

function send(message: IncomingMessage, response: ServerResponse, answer: Answer, requestId: string): void {
  response.on("error", () => undefined);
  if (response.destroyed || message.socket.destroyed) return;
  const bodiless = answer.status === 204 || answer.status === 304;
  const headers: Record<string, string | string[]> = { "apigw-requestid": requestId };
  for (const [name, value] of Object.entries(answer.headers))
    headers[name] = typeof value === "string" ? value : [...value];
  if (!bodiless) headers["content-length"] = String(answer.body.length);
  response.writeHead(answer.status, headers);
  // As text of one byte a character it goes out together with the head, in one write.
  response.end(bodiless ? undefined : answer.body.toString("latin1"), "latin1");
}
