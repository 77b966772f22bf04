import { checkCors } from "./cors.ts";
import { badRequest } from "./errors.ts";
import type {
  ApiSettings,
  AuthorizerSettings,
  Integration,
  IntegrationSettings,
  StageSettings,
} from "./model.ts";
import { parseRouteKey } from "./route-key.ts";

/** Quotas of an API. Source: API Gateway Developer Guide, "Quotas for configuring and running an HTTP API". */
export const QUOTAS = { routes: 300, integrations: 300, authorizers: 10, stages: 10 } as const;
const MAX_AUDIENCES = 50;
const MIN_TIMEOUT_MS = 50;
const MAX_TIMEOUT_MS = 30_000;
const FUNCTION_ARN = /arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]{1,64}(?::[\w$-]{1,128})?/;
const INVOKE_ARN = /^arn:[\w-]+:apigateway:[\w-]+:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/;

export function checkApi(settings: ApiSettings): void {
  if (settings.protocolType === "WEBSOCKET") {
    throw badRequest("The local cloud has no WebSocket APIs yet: the protocol type must be HTTP.");
  }
  if (settings.protocolType !== "HTTP")
    throw badRequest(`Invalid protocol type ${settings.protocolType}. It must be HTTP or WEBSOCKET.`);
  checkLength("name", settings.name, 1, 128);
  checkLength("description", settings.description, 0, 1024);
  checkLength("version", settings.version, 1, 64);
  if (settings.corsConfiguration !== undefined) checkCors(settings.corsConfiguration);
}

export function integrationFrom(integrationId: string, settings: IntegrationSettings): Integration {
  const { integrationType, payloadFormatVersion = "1.0", timeoutInMillis = MAX_TIMEOUT_MS } = settings;
  if (integrationType !== "AWS_PROXY")
    throw badRequest(`The local cloud has no ${integrationType} integrations: the type must be AWS_PROXY.`);
  if (payloadFormatVersion !== "2.0") {
    throw badRequest(
      `The local cloud does not have payload format ${payloadFormatVersion}, which is also what an integration without one gets: set it to 2.0.`,
    );
  }
  if (
    !Number.isInteger(timeoutInMillis) ||
    timeoutInMillis < MIN_TIMEOUT_MS ||
    timeoutInMillis > MAX_TIMEOUT_MS
  ) {
    throw badRequest(
      `Invalid integration timeout ${timeoutInMillis}. It must be from ${MIN_TIMEOUT_MS} to ${MAX_TIMEOUT_MS} milliseconds.`,
    );
  }
  checkLength("description", settings.description, 0, 1024);
  const functionArn = INVOKE_ARN.exec(settings.integrationUri)?.[1] ?? settings.integrationUri;
  if (FUNCTION_ARN.exec(functionArn)?.[0] !== functionArn) {
    throw badRequest(
      `Invalid function ARN or invalid uri '${settings.integrationUri}'. It must be the ARN or the invoke ARN of a Lambda function.`,
    );
  }
  return { ...settings, integrationId, functionArn, timeoutInMillis };
}

export function checkAuthorizer(settings: AuthorizerSettings): void {
  const { authorizerType, identitySource, jwtConfiguration } = settings;
  if (authorizerType !== "JWT")
    throw badRequest(`The local cloud has no ${authorizerType} authorizers: the type must be JWT.`);
  checkLength("name", settings.name, 1, 128);
  const [source = "", ...others] = identitySource;
  if (others.length > 0 || !/^\$request\.(header|querystring)\.[\w!#$%&'*+.^`|~-]+$/.test(source)) {
    throw badRequest(
      `Invalid identity source ${JSON.stringify(identitySource)}. A JWT authorizer has exactly one, such as $request.header.Authorization or $request.querystring.token.`,
    );
  }
  const { issuer, audience } = jwtConfiguration;
  if (audience.length === 0 || audience.length > MAX_AUDIENCES)
    throw badRequest(`A JWT authorizer has from 1 to ${MAX_AUDIENCES} audiences, not ${audience.length}.`);
  if (!/^https:\/\/[^\s/]|^http:\/\/127\.0\.0\.1[:/]/.test(issuer))
    throw badRequest(`Invalid issuer: ${issuer}. It must be a URL that starts with https://.`);
}

export function checkStage(settings: StageSettings): void {
  const { stageName } = settings;
  if (stageName !== "$default" && !/^[\w-]{1,128}$/.test(stageName)) {
    throw badRequest(
      `Stage name '${stageName}' only allows a-zA-Z0-9_- and at most 128 characters, or must be $default.`,
    );
  }
  checkLength("description", settings.description, 0, 1024);
  if (settings.autoDeploy === true && settings.deploymentId !== undefined)
    throw badRequest("A stage with autoDeploy makes its own deployments: leave deploymentId out.");
  for (const [name, value] of Object.entries(settings.stageVariables ?? {})) {
    if (!/^[\w]{1,64}$/.test(name) || !/^[\w\-.~:/?#&=,]{0,512}$/.test(value))
      throw badRequest(`Invalid stage variable ${name}=${value}: it has characters that are not allowed.`);
  }
  for (const [key, limits] of [
    ["$default", settings.defaultRouteSettings ?? {}] as const,
    ...Object.entries(settings.routeSettings ?? {}),
  ]) {
    parseRouteKey(key);
    const { throttlingBurstLimit: burst, throttlingRateLimit: rate } = limits;
    if (burst !== undefined && (!Number.isInteger(burst) || burst < 0))
      throw badRequest(
        `Invalid throttling burst limit ${burst} of ${key}: it must be a whole number from 0.`,
      );
    if (rate !== undefined && !(rate >= 0))
      throw badRequest(`Invalid throttling rate limit ${rate} of ${key}: it must be a number from 0.`);
  }
}

export function checkLength(what: string, text: string | undefined, min: number, max: number): void {
  if (text !== undefined && (text.length < min || text.length > max))
    throw badRequest(
      `The ${what} must have from ${min} to ${max} characters, but '${text.slice(0, 40)}' has ${text.length}.`,
    );
}
