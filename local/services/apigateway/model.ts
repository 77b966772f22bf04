/** What an HTTP API is made of, under the names of the Amazon API Gateway V2 API reference. */

export interface CorsConfiguration {
  readonly allowCredentials?: boolean;
  readonly allowHeaders?: readonly string[];
  readonly allowMethods?: readonly string[];
  readonly allowOrigins?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  /** Seconds. */
  readonly maxAge?: number;
}

export interface ApiSettings {
  readonly name: string;
  readonly protocolType: string;
  readonly description?: string;
  readonly version?: string;
  readonly corsConfiguration?: CorsConfiguration;
  readonly disableExecuteApiEndpoint?: boolean;
}

export interface RouteSettings {
  readonly routeKey: string;
  readonly authorizationType?: string;
  readonly authorizerId?: string;
  readonly authorizationScopes?: readonly string[];
  /** `integrations/ID` */
  readonly target?: string;
  readonly operationName?: string;
}

export interface Route extends RouteSettings {
  readonly routeId: string;
}

export interface IntegrationSettings {
  readonly integrationType: string;
  /** The function's ARN, or its invoke ARN. */
  readonly integrationUri: string;
  readonly payloadFormatVersion?: string;
  /** 50 to 30,000; 30,000 where absent. */
  readonly timeoutInMillis?: number;
  readonly description?: string;
}

export interface Integration extends IntegrationSettings {
  readonly integrationId: string;
  readonly functionArn: string;
  readonly timeoutInMillis: number;
}

export interface AuthorizerSettings {
  readonly name: string;
  readonly authorizerType: string;
  readonly identitySource: readonly string[];
  readonly jwtConfiguration: { readonly issuer: string; readonly audience: readonly string[] };
}

export interface Authorizer extends AuthorizerSettings {
  readonly authorizerId: string;
}

export interface ThrottlingSettings {
  readonly detailedMetricsEnabled?: boolean;
  /** Requests at once. */
  readonly throttlingBurstLimit?: number;
  /** Requests per second. */
  readonly throttlingRateLimit?: number;
}

export interface StageSettings {
  readonly stageName: string;
  readonly autoDeploy?: boolean;
  readonly deploymentId?: string;
  readonly description?: string;
  readonly accessLogSettings?: { readonly destinationArn: string; readonly format: string };
  readonly defaultRouteSettings?: ThrottlingSettings;
  /** By route key. */
  readonly routeSettings?: Readonly<Record<string, ThrottlingSettings>>;
  readonly stageVariables?: Readonly<Record<string, string>>;
}

/** A route with everything it refers to, as a deployment froze it. */
export interface DeployedRoute {
  readonly routeKey: string;
  readonly scopes: readonly string[];
  readonly authorizer?: Authorizer;
  readonly integration?: Integration;
}

export interface Deployment {
  readonly deploymentId: string;
  readonly description?: string;
  readonly routes: readonly DeployedRoute[];
}
