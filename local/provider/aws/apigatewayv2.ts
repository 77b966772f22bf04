import { AwsError } from "../../core/errors.ts";
import type { ApiGateway } from "../../services/apigateway/api-gateway.ts";
import type { HttpApi } from "../../services/apigateway/http-api.ts";
import type {
  ApiSettings,
  AuthorizerSettings,
  CorsConfiguration,
  IntegrationSettings,
  RouteSettings,
  StageSettings,
  ThrottlingSettings,
} from "../../services/apigateway/model.ts";
import type {
  CheckContext,
  Properties,
  ProviderModule,
  ResourceHandler,
  ResourceState,
} from "../resource.ts";
import {
  block,
  checkProperties,
  flag,
  integer,
  list,
  map,
  number,
  oneOf,
  only,
  type Rules,
  text,
} from "./property-rules.ts";

const WEBSOCKETS = "has no WebSocket APIs";
const THROTTLING: Rules = {
  dataTraceEnabled: only(false, WEBSOCKETS),
  detailedMetricsEnabled: flag,
  loggingLevel: only("OFF", WEBSOCKETS),
  throttlingBurstLimit: integer(0),
  throttlingRateLimit: number,
};

/** The Pulumi resources of API Gateway v2, for HTTP APIs with Lambda integrations. */
export function apiGatewayV2Module(gateway: ApiGateway): ProviderModule {
  return {
    resources: {
      "aws:apigatewayv2/api:Api": apiHandler(gateway),
      "aws:apigatewayv2/route:Route": routeHandler(gateway),
      "aws:apigatewayv2/integration:Integration": integrationHandler(gateway),
      "aws:apigatewayv2/authorizer:Authorizer": authorizerHandler(gateway),
      "aws:apigatewayv2/stage:Stage": stageHandler(gateway),
      "aws:apigatewayv2/deployment:Deployment": deploymentHandler(gateway),
    },
  };
}

/** What an API may be without. */
const API_SETTINGS = ["description", "version", "corsConfiguration"];

function apiHandler(gateway: ApiGateway): ResourceHandler {
  const rules: Rules = {
    apiKeySelectionExpression: only("$request.header.x-api-key", WEBSOCKETS),
    corsConfiguration: block({
      allowCredentials: flag,
      allowHeaders: list(text({ min: 1 })),
      allowMethods: list(text({ min: 1 })),
      allowOrigins: list(text({ min: 1 })),
      exposeHeaders: list(text({ min: 1 })),
      maxAge: integer(-1, 86_400),
    }),
    description: text({ max: 1024 }),
    disableExecuteApiEndpoint: flag,
    ipAddressType: only("ipv4", "listens on 127.0.0.1"),
    name: text({ min: 1, max: 128 }),
    protocolType: only("HTTP", WEBSOCKETS),
    routeSelectionExpression: only("$request.method $request.path", WEBSOCKETS),
    version: text({ min: 1, max: 64 }),
  };
  const outputs = (inputs: Properties, api: HttpApi): Properties => ({
    apiKeySelectionExpression: "$request.header.x-api-key",
    disableExecuteApiEndpoint: false,
    ipAddressType: "ipv4",
    routeSelectionExpression: "$request.method $request.path",
    ...inputs,
    apiEndpoint: api.apiEndpoint,
    arn: resourceArn(gateway, `/apis/${api.apiId}`),
    executionArn: api.executionArn,
  });
  const settings = (inputs: Properties): ApiSettings => ({
    name: String(inputs.name),
    protocolType: String(inputs.protocolType),
    ...optional("description", inputs.description as string | undefined),
    ...optional("version", inputs.version as string | undefined),
    ...optional("corsConfiguration", inputs.corsConfiguration as CorsConfiguration | undefined),
    ...optional("disableExecuteApiEndpoint", inputs.disableExecuteApiEndpoint as boolean | undefined),
  });
  return {
    replaceOn: ["protocolType"],
    nameProperty: "name",
    check: (inputs, context) => named(inputs, context, rules, ["protocolType"]),
    async create(inputs) {
      const api = await gateway.createApi(settings(inputs));
      return { id: api.apiId, outputs: outputs(inputs, api) };
    },
    update(id, inputs) {
      const api = gateway.api(id);
      api.update(settings(inputs));
      return outputs(inputs, api);
    },
    delete: (id) => gateway.deleteApi(id),
    read(id, olds) {
      const api = gateway.findApi(id);
      return api && { id, outputs: outputs({ ...olds, ...cleared(API_SETTINGS), ...api.settings }, api) };
    },
  };
}

/** What a route may be without. */
const ROUTE_SETTINGS = ["authorizationScopes", "authorizerId", "operationName", "target"];

function routeHandler(gateway: ApiGateway): ResourceHandler {
  const rules: Rules = {
    apiId: text({ min: 1 }),
    apiKeyRequired: only(false, WEBSOCKETS),
    authorizationScopes: list(text({ min: 1 }), { max: 10 }),
    authorizationType: oneOf("NONE", "JWT"),
    authorizerId: text({ min: 1 }),
    operationName: text({ min: 1, max: 64 }),
    routeKey: text({ min: 1 }),
    target: text({ min: 1 }),
  };
  const settings = (inputs: Properties) => inputs as unknown as RouteSettings;
  const outputs = (inputs: Properties): Properties => ({
    apiKeyRequired: false,
    authorizationType: "NONE",
    ...inputs,
  });
  return {
    replaceOn: ["apiId"],
    check: (inputs) => ({ inputs, failures: checkProperties(inputs, rules, ["apiId", "routeKey"]) }),
    create(inputs) {
      const route = apiOf(gateway, inputs).createRoute(settings(without(inputs, "apiId")));
      return { id: route.routeId, outputs: outputs(inputs) };
    },
    update(id, inputs) {
      apiOf(gateway, inputs).updateRoute(id, settings(without(inputs, "apiId")));
      return outputs(inputs);
    },
    delete: (id, olds) => gateway.findApi(String(olds.apiId))?.deleteRoute(id),
    read: (given, known) =>
      found(gateway, given, known, (api, id, olds) => {
        const { routeId: _, ...route } = api.route(id);
        return { id, outputs: outputs({ ...olds, ...cleared(ROUTE_SETTINGS), ...route }) };
      }),
  };
}

function integrationHandler(gateway: ApiGateway): ResourceHandler {
  const rules: Rules = {
    apiId: text({ min: 1 }),
    connectionType: only("INTERNET", "has no VPC links"),
    description: text({ max: 1024 }),
    integrationMethod: only("POST", "calls Lambda functions only"),
    integrationType: only("AWS_PROXY", "calls Lambda functions only"),
    integrationUri: text({ min: 1 }),
    payloadFormatVersion: only("2.0", "does not have payload format 1.0"),
    timeoutMilliseconds: integer(50, 30_000),
  };
  const settings = (inputs: Properties): IntegrationSettings => ({
    integrationType: String(inputs.integrationType),
    integrationUri: String(inputs.integrationUri),
    ...optional("payloadFormatVersion", inputs.payloadFormatVersion as string | undefined),
    ...optional("timeoutInMillis", inputs.timeoutMilliseconds as number | undefined),
    ...optional("description", inputs.description as string | undefined),
  });
  const outputs = (inputs: Properties): Properties => ({
    connectionType: "INTERNET",
    integrationMethod: "POST",
    timeoutMilliseconds: 30_000,
    ...inputs,
    integrationResponseSelectionExpression: "",
  });
  return {
    replaceOn: ["apiId", "integrationType"],
    check: (inputs) => ({
      inputs,
      failures: checkProperties(inputs, rules, [
        "apiId",
        "integrationType",
        "integrationUri",
        "payloadFormatVersion",
      ]),
    }),
    create(inputs) {
      const integration = apiOf(gateway, inputs).createIntegration(settings(inputs));
      return { id: integration.integrationId, outputs: outputs(inputs) };
    },
    update(id, inputs) {
      apiOf(gateway, inputs).updateIntegration(id, settings(inputs));
      return outputs(inputs);
    },
    delete: (id, olds) => gateway.findApi(String(olds.apiId))?.deleteIntegration(id),
    read: (given, known) =>
      found(gateway, given, known, (api, id, olds) => {
        const { integrationType, integrationUri, payloadFormatVersion, timeoutInMillis, description } =
          api.integration(id);
        const now = { integrationType, integrationUri, payloadFormatVersion, description };
        return { id, outputs: outputs({ ...olds, ...now, timeoutMilliseconds: timeoutInMillis }) };
      }),
  };
}

function authorizerHandler(gateway: ApiGateway): ResourceHandler {
  const rules: Rules = {
    apiId: text({ min: 1 }),
    authorizerType: only("JWT", "has no Lambda authorizers"),
    identitySources: list(text({ min: 1 }), { min: 1, max: 1 }),
    jwtConfiguration: block(
      { audiences: list(text({ min: 1 }), { min: 1, max: 50 }), issuer: text({ min: 1 }) },
      ["audiences", "issuer"],
    ),
    name: text({ min: 1, max: 128 }),
  };
  const settings = (inputs: Properties): AuthorizerSettings => {
    const jwt = inputs.jwtConfiguration as { issuer: string; audiences: string[] };
    return {
      name: String(inputs.name),
      authorizerType: String(inputs.authorizerType),
      identitySource: inputs.identitySources as string[],
      jwtConfiguration: { issuer: jwt.issuer, audience: jwt.audiences },
    };
  };
  const outputs = (inputs: Properties): Properties => ({ ...inputs, authorizerResultTtlInSeconds: 0 });
  return {
    replaceOn: ["apiId"],
    check: (inputs, context) =>
      named(inputs, context, rules, ["apiId", "authorizerType", "identitySources", "jwtConfiguration"]),
    nameProperty: "name",
    async create(inputs) {
      const authorizer = await apiOf(gateway, inputs).createAuthorizer(settings(inputs));
      return { id: authorizer.authorizerId, outputs: outputs(inputs) };
    },
    async update(id, inputs) {
      await apiOf(gateway, inputs).updateAuthorizer(id, settings(inputs));
      return outputs(inputs);
    },
    delete: (id, olds) => gateway.findApi(String(olds.apiId))?.deleteAuthorizer(id),
    read: (given, known) =>
      found(gateway, given, known, (api, id, olds) => {
        const { name, authorizerType, identitySource, jwtConfiguration: jwt } = api.authorizer(id);
        const now = { name, authorizerType, identitySources: identitySource };
        const jwtConfiguration = { issuer: jwt.issuer, audiences: jwt.audience };
        return { id, outputs: outputs({ ...olds, ...now, jwtConfiguration }) };
      }),
  };
}

/** What a stage may be without. */
const STAGE_SETTINGS = [
  "accessLogSettings",
  "defaultRouteSettings",
  "deploymentId",
  "description",
  "stageVariables",
];

function stageHandler(gateway: ApiGateway): ResourceHandler {
  const rules: Rules = {
    accessLogSettings: block({ destinationArn: text({ min: 1 }), format: text({ min: 1 }) }, [
      "destinationArn",
      "format",
    ]),
    apiId: text({ min: 1 }),
    autoDeploy: flag,
    defaultRouteSettings: block(THROTTLING),
    deploymentId: text({ min: 1 }),
    description: text({ max: 1024 }),
    name: text({ min: 1, max: 128 }),
    routeSettings: list(block({ ...THROTTLING, routeKey: text({ min: 1 }) }, ["routeKey"])),
    stageVariables: map(text({ max: 512 })),
  };
  const settings = (inputs: Properties): StageSettings => {
    const routeSettings = (inputs.routeSettings ?? []) as ({ routeKey: string } & ThrottlingSettings)[];
    const accessLog = inputs.accessLogSettings as StageSettings["accessLogSettings"] | undefined;
    return {
      stageName: String(inputs.name),
      ...optional("autoDeploy", inputs.autoDeploy as boolean | undefined),
      ...optional("deploymentId", inputs.deploymentId as string | undefined),
      ...optional("description", inputs.description as string | undefined),
      ...optional("accessLogSettings", accessLog),
      ...optional("stageVariables", inputs.stageVariables as Record<string, string> | undefined),
      ...(inputs.defaultRouteSettings !== undefined && {
        defaultRouteSettings: throttling(inputs.defaultRouteSettings as ThrottlingSettings),
      }),
      routeSettings: Object.fromEntries(
        routeSettings.map(({ routeKey, ...rest }) => [routeKey, throttling(rest)]),
      ),
    };
  };
  const outputs = (inputs: Properties): Properties => {
    const api = apiOf(gateway, inputs);
    const name = String(inputs.name);
    return {
      autoDeploy: false,
      ...inputs,
      arn: resourceArn(gateway, `/apis/${api.apiId}/stages/${name}`),
      deploymentId: inputs.deploymentId ?? "",
      executionArn: `${api.executionArn}/${name}`,
      invokeUrl: name === "$default" ? `${api.apiEndpoint}/` : `${api.apiEndpoint}/${name}`,
    };
  };
  return {
    replaceOn: ["apiId", "name"],
    nameProperty: "name",
    check: (inputs, context) => named(inputs, context, rules, ["apiId"]),
    async create(inputs) {
      await apiOf(gateway, inputs).createStage(settings(inputs));
      return { id: String(inputs.name), outputs: outputs(inputs) };
    },
    async update(_id, inputs) {
      await apiOf(gateway, inputs).updateStage(settings(inputs));
      return outputs(inputs);
    },
    delete: (id, olds) => gateway.findApi(String(olds.apiId))?.deleteStage(id),
    read: (given, known) =>
      found(gateway, given, known, (api, id, olds) => {
        const { stageName, routeSettings = {}, ...settings } = api.stage(id).settings;
        const routes = Object.entries(routeSettings).map(([routeKey, throttled]) => ({
          routeKey,
          ...throttled,
        }));
        const now = { ...settings, name: stageName, routeSettings: inOrderOf(olds.routeSettings, routes) };
        return { id, outputs: outputs({ ...olds, ...cleared(STAGE_SETTINGS), ...now }) };
      }),
  };
}

function deploymentHandler(gateway: ApiGateway): ResourceHandler {
  const rules: Rules = { apiId: text({ min: 1 }), description: text({ max: 1024 }), triggers: map(text()) };
  return {
    replaceOn: ["apiId", "description", "triggers"],
    check: (inputs) => ({ inputs, failures: checkProperties(inputs, rules, ["apiId"]) }),
    create(inputs) {
      const deployment = apiOf(gateway, inputs).createDeployment(inputs.description as string | undefined);
      return { id: deployment.deploymentId, outputs: { ...inputs, autoDeployed: false } };
    },
    delete: (id, olds) => gateway.findApi(String(olds.apiId))?.deleteDeployment(id),
    read: (given, known) =>
      found(gateway, given, known, (api, id, olds) => {
        const { description } = api.deployment(id);
        return { id, outputs: { ...olds, description, autoDeployed: false } };
      }),
  };
}

/** What `read` finds in an API; nothing where that, or the API, is gone. Of what is imported the id is `API/ID`. */
function found(
  gateway: ApiGateway,
  given: string,
  olds: Properties,
  read: (api: HttpApi, id: string, olds: Properties) => ResourceState,
): ResourceState | undefined {
  const [apiId, id] = given.includes("/") ? given.split("/", 2) : [olds.apiId, given];
  try {
    return read(gateway.api(String(apiId)), String(id), { ...olds, apiId });
  } catch (error) {
    if (error instanceof AwsError && error.code === "NotFoundException") return undefined;
    throw error;
  }
}

/** Properties that are not there unless something else says so. */
function cleared(properties: readonly string[]): Properties {
  return Object.fromEntries(properties.map((property) => [property, undefined]));
}

/** The settings of routes have no order of their own. */
function inOrderOf<Settings extends { readonly routeKey: string }>(
  given: unknown,
  settings: readonly Settings[],
): readonly Settings[] {
  const keys = Array.isArray(given) ? given.map(({ routeKey }) => routeKey) : [];
  const place = ({ routeKey }: Settings) => (keys.includes(routeKey) ? keys.indexOf(routeKey) : keys.length);
  return [...settings].sort((one, other) => place(one) - place(other));
}

/** Limits left out of a block are sent as 0, which refuses every request: pulumi/pulumi-aws issue 2363. */
function throttling(block: ThrottlingSettings): ThrottlingSettings {
  return {
    detailedMetricsEnabled: block.detailedMetricsEnabled ?? false,
    throttlingBurstLimit: block.throttlingBurstLimit ?? 0,
    throttlingRateLimit: block.throttlingRateLimit ?? 0,
  };
}

function named(inputs: Properties, context: CheckContext, rules: Rules, required: readonly string[]) {
  const failures = checkProperties(inputs, rules, required);
  return { inputs: { ...inputs, name: inputs.name ?? context.autoName(128) }, failures };
}

/** API Gateway's own ARNs have a region and no account. */
function resourceArn({ account }: ApiGateway, path: string): string {
  return `arn:${account.partition}:apigateway:${account.region}::${path}`;
}

function apiOf(gateway: ApiGateway, inputs: Properties): HttpApi {
  return gateway.api(String(inputs.apiId));
}

function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: Value };
}

function without(inputs: Properties, property: string): Properties {
  const { [property]: _, ...rest } = inputs;
  return rest;
}
