import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { CORRELATION_HEADER } from "../../functions/shared/http/correlation.ts";
import { IDEMPOTENCY_HEADER } from "../../functions/shared/http/idempotency-key.ts";
import { type Account, arnOf } from "../core/account.ts";
import { type AlarmActions, createAlarm } from "../core/alarms.ts";
import { Component } from "../core/component.ts";
import { ConfigError } from "../core/errors.ts";
import { kebabCase, NAME_LIMITS, physicalName } from "../core/names.ts";
import type { Throttle } from "../core/settings.ts";
import { resourcePolicy } from "../core/statements.ts";
import type { EncryptionKey } from "../storage/key.ts";
import { ACCESS_LOG_FORMAT } from "./access-log-format.ts";

const STAGE = "$default";
/** The longest an HTTP API waits for an integration (API Gateway Developer Guide, "Quotas for HTTP APIs"). */
const INTEGRATION_TIMEOUT_SECONDS = 30;
/** Service-managed log delivery: the prefix keeps the group out of the size limit of resource policies. */
const LOG_GROUP_PREFIX = "/aws/vendedlogs/apis/";
/**
 * The scope of every access token of a signed-in user. An HTTP API accepts ID tokens as well, which have no scope:
 * that every route asks for one keeps them out.
 */
const SIGNED_IN_SCOPE = "aws.cognito.signin.user.admin";

export type RouteKey = `${"DELETE" | "GET" | "PATCH" | "POST" | "PUT"} /${string}`;

export interface RouteArgs {
  readonly handler: {
    readonly functionName: pulumi.Input<string>;
    readonly invokeArn: pulumi.Input<string>;
    readonly timeoutSeconds: number;
  };
  /** Default: the API's throttle, shared with the other routes that have none of their own. */
  readonly throttle?: Throttle;
}

export type Routes = Readonly<Record<RouteKey, RouteArgs>>;

export interface HttpApiArgs {
  readonly account: Account;
  readonly routes: Routes;
  /** Who issues the tokens, and for which client. */
  readonly authorizer: { readonly issuer: pulumi.Input<string>; readonly audience: pulumi.Input<string> };
  /** The sites whose pages may call the API. None: no page may. */
  readonly cors: { readonly allowedOrigins: readonly string[]; readonly allowCredentials: boolean };
  readonly throttle: Throttle;
  readonly logs: {
    /** The key's policy must let CloudWatch Logs use it for `/aws/vendedlogs/*`. */
    readonly key: Pick<EncryptionKey, "arn">;
    readonly retentionDays: pulumi.Input<number>;
  };
  readonly alarmActions?: AlarmActions | undefined;
}

/**
 * An HTTP API of functions. Every route asks for an access token of a signed-in user; only API Gateway, and only for
 * its own route, may invoke a route's function. Requests are throttled and logged as JSON without personal data, and
 * answers of 500 and above set off an alarm.
 *
 * @throws {ConfigError} for what browsers or API Gateway would refuse.
 */
export class HttpApi extends Component {
  static readonly __pulumiType = "orderflow:api:HttpApi";

  /** `https://…`, without a slash at the end. */
  readonly url: pulumi.Output<string>;
  readonly apiId: pulumi.Output<string>;

  constructor(name: string, args: HttpApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super(HttpApi.__pulumiType, name, opts);
    validateHttpApi(name, args);

    const api = this.#createApi(name, args);
    const authorizer = this.#createAuthorizer(name, api, args);
    const routes = routesOf(args).flatMap(([key, route]) =>
      this.#createRoute(`${name}-${kebabCase(key)}`, key, route, api, authorizer),
    );
    const logGroup = this.#createLogGroup(name, args);
    const delivery = this.#allowLogDelivery(name, logGroup, args);
    this.#createStage(name, api, logGroup, [...routes, delivery], args);
    this.#createAlarm(name, api, args);

    this.url = api.apiEndpoint;
    this.apiId = api.id;
    this.registerOutputs({ url: this.url, apiId: this.apiId });
  }

  #createApi(name: string, { cors, routes }: HttpApiArgs): aws.apigatewayv2.Api {
    return new aws.apigatewayv2.Api(
      name,
      {
        name: physicalName(NAME_LIMITS.httpApi, name),
        protocolType: "HTTP",
        ...(cors.allowedOrigins.length > 0 && {
          corsConfiguration: {
            allowOrigins: [...cors.allowedOrigins],
            allowCredentials: cors.allowCredentials,
            allowMethods: [...new Set(Object.keys(routes).map((key) => methodOf(key)))].sort(),
            allowHeaders: ["authorization", "content-type", IDEMPOTENCY_HEADER, CORRELATION_HEADER],
            exposeHeaders: ["location", CORRELATION_HEADER],
            maxAge: 3600,
          },
        }),
      },
      this.child,
    );
  }

  #createAuthorizer(name: string, api: aws.apigatewayv2.Api, { authorizer }: HttpApiArgs) {
    return new aws.apigatewayv2.Authorizer(
      `${name}-jwt`,
      {
        apiId: api.id,
        name: "jwt",
        authorizerType: "JWT",
        identitySources: ["$request.header.Authorization"],
        jwtConfiguration: { issuer: authorizer.issuer, audiences: [authorizer.audience] },
      },
      this.child,
    );
  }

  #createRoute(
    name: string,
    routeKey: string,
    { handler }: RouteArgs,
    api: aws.apigatewayv2.Api,
    authorizer: aws.apigatewayv2.Authorizer,
  ): pulumi.Resource[] {
    const integration = new aws.apigatewayv2.Integration(
      name,
      {
        apiId: api.id,
        integrationType: "AWS_PROXY",
        integrationMethod: "POST",
        integrationUri: handler.invokeArn,
        payloadFormatVersion: "2.0",
        timeoutMilliseconds: INTEGRATION_TIMEOUT_SECONDS * 1000,
      },
      this.child,
    );
    const permission = new aws.lambda.Permission(
      name,
      {
        action: "lambda:InvokeFunction",
        function: handler.functionName,
        principal: "apigateway.amazonaws.com",
        // The API has one stage. AWS documents no ARN with `$default` in it; `*` is what its examples have.
        sourceArn: pulumi.interpolate`${api.executionArn}/*/${methodOf(routeKey)}${pathOf(routeKey)}`,
      },
      this.child,
    );
    const route = new aws.apigatewayv2.Route(
      name,
      {
        apiId: api.id,
        routeKey,
        target: pulumi.interpolate`integrations/${integration.id}`,
        authorizationType: "JWT",
        authorizerId: authorizer.id,
        authorizationScopes: [SIGNED_IN_SCOPE],
      },
      this.child,
    );
    return [permission, route];
  }

  #createLogGroup(name: string, { logs }: HttpApiArgs): aws.cloudwatch.LogGroup {
    const groupName = physicalName(NAME_LIMITS.logGroup - LOG_GROUP_PREFIX.length, name);
    return new aws.cloudwatch.LogGroup(
      `${name}-access`,
      {
        name: `${LOG_GROUP_PREFIX}${groupName}`,
        retentionInDays: logs.retentionDays,
        kmsKeyId: logs.key.arn,
      },
      this.named,
    );
  }

  /** CloudWatch Logs User Guide, "Enable logging from AWS services". An account has ten such policies a region. */
  #allowLogDelivery(name: string, logGroup: aws.cloudwatch.LogGroup, { account }: HttpApiArgs) {
    return new aws.cloudwatch.LogResourcePolicy(
      `${name}-access`,
      {
        policyName: physicalName(NAME_LIMITS.logResourcePolicy, `${name}-access`),
        policyDocument: resourcePolicy([
          {
            Sid: "LogDelivery",
            Effect: "Allow",
            Principal: { Service: "delivery.logs.amazonaws.com" },
            Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
            Resource: [pulumi.interpolate`${logGroup.arn}:*`],
            Condition: {
              ArnLike: { "aws:SourceArn": arnOf(account, "logs", "*") },
              StringEquals: { "aws:SourceAccount": account.accountId },
            },
          },
        ]),
      },
      this.named,
    );
  }

  /** After the routes, whose throttles it sets, and after all that a request needs. */
  #createStage(
    name: string,
    api: aws.apigatewayv2.Api,
    logGroup: aws.cloudwatch.LogGroup,
    dependsOn: pulumi.Resource[],
    args: HttpApiArgs,
  ): void {
    new aws.apigatewayv2.Stage(
      name,
      {
        apiId: api.id,
        name: STAGE,
        autoDeploy: true,
        defaultRouteSettings: routeSettings(args.throttle),
        routeSettings: routesOf(args).flatMap(([routeKey, { throttle }]) =>
          throttle === undefined ? [] : [{ routeKey, ...routeSettings(throttle) }],
        ),
        accessLogSettings: { destinationArn: logGroup.arn, format: ACCESS_LOG_FORMAT },
      },
      { ...this.named, dependsOn },
    );
  }

  #createAlarm(name: string, api: aws.apigatewayv2.Api, args: HttpApiArgs): void {
    createAlarm(
      `${name}-5xx`,
      {
        namespace: "AWS/ApiGateway",
        metricName: "5xx",
        dimensions: { ApiId: api.id },
        statistic: "Sum",
        threshold: 0,
        why: "The API answered 500 or above: a customer's request failed through no fault of theirs.",
        whatToDo: "Search the access log for the status, then the function's log for the request id.",
        actions: args.alarmActions,
      },
      this.named,
    );
  }
}

/** @throws {ConfigError} */
function validateHttpApi(name: string, { cors, routes }: HttpApiArgs): void {
  if (cors.allowCredentials && cors.allowedOrigins.includes("*")) {
    throw new ConfigError(
      `${name}: browsers refuse CORS with the origin '*' and credentials. List the origins, or do without credentials.`,
    );
  }
  for (const [key, route] of Object.entries(routes)) {
    const seconds = route.handler.timeoutSeconds;
    if (seconds > INTEGRATION_TIMEOUT_SECONDS) {
      throw new ConfigError(
        `${name}: ${key} has a function with a timeout of ${seconds} s, but an HTTP API gives up after ${INTEGRATION_TIMEOUT_SECONDS} s. Lower the function's timeout.`,
      );
    }
  }
}

function routesOf({ routes }: HttpApiArgs): [string, RouteArgs][] {
  return Object.entries(routes);
}

function routeSettings({ rate, burst }: Throttle) {
  return { throttlingRateLimit: rate, throttlingBurstLimit: burst };
}

function methodOf(routeKey: string): string {
  return routeKey.slice(0, routeKey.indexOf(" "));
}

function pathOf(routeKey: string): string {
  return routeKey.slice(routeKey.indexOf(" ") + 1);
}
