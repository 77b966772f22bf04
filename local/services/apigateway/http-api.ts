import type { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import type { Dispatcher } from "../../core/service.ts";
import { AccessLog } from "./access-log.ts";
import { badRequest, conflict, notFound } from "./errors.ts";
import { newId } from "./ids.ts";
import type { IssuerKeys } from "./issuer-keys.ts";
import type {
  ApiSettings,
  Authorizer,
  AuthorizerSettings,
  DeployedRoute,
  Deployment,
  Integration,
  IntegrationSettings,
  Route,
  RouteSettings,
  StageSettings,
} from "./model.ts";
import { parseRouteKey } from "./route-key.ts";
import { RouteTable } from "./route-table.ts";
import { Stage } from "./stage.ts";
import { checkApi, checkAuthorizer, checkLength, checkStage, integrationFrom, QUOTAS } from "./validation.ts";

const MAX_SCOPES = 10;

export interface HttpApiOptions {
  readonly apiId: string;
  readonly apiEndpoint: string;
  readonly executionArn: string;
  readonly clock: Clock;
  readonly dispatcher: Dispatcher;
  readonly keys: IssuerKeys;
}

/**
 * The configuration of one HTTP API, as the control plane changes it and the data plane reads it.
 * Every method throws AWS's `BadRequestException`, `NotFoundException` and `ConflictException`.
 */
export class HttpApi {
  readonly apiId: string;
  readonly apiEndpoint: string;
  readonly executionArn: string;
  settings: ApiSettings;
  readonly #clock: Clock;
  readonly #dispatcher: Dispatcher;
  readonly #keys: IssuerKeys;
  readonly #routes = new Map<string, Route>();
  readonly #integrations = new Map<string, Integration>();
  readonly #authorizers = new Map<string, Authorizer>();
  readonly #deployments = new Map<string, Deployment>();
  readonly #stages = new Map<string, Stage>();
  readonly #tables = new WeakMap<Deployment, RouteTable>();
  #live: RouteTable | undefined;

  constructor(options: HttpApiOptions, settings: ApiSettings) {
    checkApi(settings);
    this.apiId = options.apiId;
    this.apiEndpoint = options.apiEndpoint;
    this.executionArn = options.executionArn;
    this.#clock = options.clock;
    this.#dispatcher = options.dispatcher;
    this.#keys = options.keys;
    this.settings = settings;
  }

  update(settings: ApiSettings): void {
    checkApi(settings);
    this.settings = settings;
  }

  createIntegration(settings: IntegrationSettings): Integration {
    this.#checkQuota("integrations", this.#integrations.size);
    return this.#put(this.#integrations, integrationFrom(newId(), settings), "integrationId");
  }

  updateIntegration(integrationId: string, settings: IntegrationSettings): Integration {
    this.integration(integrationId);
    return this.#put(this.#integrations, integrationFrom(integrationId, settings), "integrationId");
  }

  deleteIntegration(integrationId: string): void {
    const user = [...this.#routes.values()].find((route) => route.target === `integrations/${integrationId}`);
    if (user !== undefined)
      throw conflict(
        `Cannot delete Integration '${integrationId}' due to it being used by route '${user.routeKey}'.`,
      );
    this.#remove(this.#integrations, integrationId);
  }

  integration(integrationId: string): Integration {
    return required(this.#integrations, "Integration", integrationId);
  }

  /** Refuses an issuer whose keys can't be had, as AWS does. */
  async createAuthorizer(settings: AuthorizerSettings): Promise<Authorizer> {
    this.#checkQuota("authorizers", this.#authorizers.size);
    return this.#putAuthorizer(newId(), settings);
  }

  updateAuthorizer(authorizerId: string, settings: AuthorizerSettings): Promise<Authorizer> {
    this.authorizer(authorizerId);
    return this.#putAuthorizer(authorizerId, settings);
  }

  deleteAuthorizer(authorizerId: string): void {
    const user = [...this.#routes.values()].find((route) => route.authorizerId === authorizerId);
    if (user !== undefined)
      throw conflict(
        `Cannot delete authorizer '${authorizerId}', is referenced in route '${user.routeKey}'.`,
      );
    this.#remove(this.#authorizers, authorizerId);
  }

  authorizer(authorizerId: string): Authorizer {
    return required(this.#authorizers, "Authorizer", authorizerId);
  }

  createRoute(settings: RouteSettings): Route {
    this.#checkQuota("routes", this.#routes.size);
    return this.#putRoute(newId(), settings);
  }

  updateRoute(routeId: string, settings: RouteSettings): Route {
    this.route(routeId);
    return this.#putRoute(routeId, settings);
  }

  deleteRoute(routeId: string): void {
    this.#remove(this.#routes, routeId);
  }

  route(routeId: string): Route {
    return required(this.#routes, "Route", routeId);
  }

  createDeployment(description?: string): Deployment {
    checkLength("description", description, 0, 1024);
    if (this.#routes.size === 0) throw badRequest("At least one route is required before deploying the Api.");
    const deployment: Deployment = {
      deploymentId: newId(6),
      routes: this.#resolvedRoutes(),
      ...(description !== undefined && { description }),
    };
    this.#deployments.set(deployment.deploymentId, deployment);
    return deployment;
  }

  deleteDeployment(deploymentId: string): void {
    if ([...this.#stages.values()].some((stage) => stage.settings.deploymentId === deploymentId))
      throw badRequest("Active stages pointing to this deployment must be moved or deleted");
    this.#deployments.delete(deploymentId);
  }

  deployment(deploymentId: string): Deployment {
    return required(this.#deployments, "Deployment", deploymentId);
  }

  async createStage(settings: StageSettings): Promise<Stage> {
    if (this.#stages.has(settings.stageName)) throw conflict(`Stage ${settings.stageName} already exists`);
    this.#checkQuota("stages", this.#stages.size);
    return this.#putStage(settings);
  }

  updateStage(settings: StageSettings): Promise<Stage> {
    this.stage(settings.stageName);
    return this.#putStage(settings);
  }

  deleteStage(stageName: string): void {
    this.#stages.delete(stageName);
  }

  stage(stageName: string): Stage {
    return required(this.#stages, "Stage", stageName);
  }

  findStage(stageName: string): Stage | undefined {
    return this.#stages.get(stageName);
  }

  /** The routes that a stage serves: the newest ones, or those of its deployment, or none. */
  tableOf(stage: Stage): RouteTable {
    if (stage.settings.autoDeploy === true) {
      this.#live ??= new RouteTable(this.#resolvedRoutes());
      return this.#live;
    }
    const deployment = this.#deployments.get(stage.settings.deploymentId ?? "");
    if (deployment === undefined) return new RouteTable([]);
    let table = this.#tables.get(deployment);
    if (table === undefined) {
      table = new RouteTable(deployment.routes);
      this.#tables.set(deployment, table);
    }
    return table;
  }

  /** Resolves when all access logs are delivered. */
  async flushed(): Promise<void> {
    await Promise.all([...this.#stages.values()].map((stage) => stage.accessLog?.flushed()));
  }

  #putRoute(routeId: string, settings: RouteSettings): Route {
    const { routeKey, authorizationType = "NONE", authorizerId, authorizationScopes = [], target } = settings;
    parseRouteKey(routeKey);
    checkLength("operation name", settings.operationName, 1, 64);
    const namesake = [...this.#routes.values()].find((route) => route.routeKey === routeKey);
    if (namesake !== undefined && namesake.routeId !== routeId)
      throw conflict(`Route with key ${routeKey} already exists for this API`);
    if (authorizationType !== "NONE" && authorizationType !== "JWT") {
      throw badRequest(
        `The local cloud does not have authorization type ${authorizationType} on a route: it must be NONE or JWT.`,
      );
    }
    if (authorizationType === "JWT" && !this.#authorizers.has(authorizerId ?? "")) {
      throw badRequest(
        `Invalid authorizer ID specified${authorizerId === undefined ? "" : `: ${authorizerId}`}. Setting the authorization type to JWT requires a valid JWT authorizer.`,
      );
    }
    if (authorizationType === "NONE" && (authorizerId !== undefined || authorizationScopes.length > 0)) {
      throw badRequest(
        `Route ${routeKey} has an authorizer or scopes, which nothing checks with the authorization type NONE: set it to JWT.`,
      );
    }
    if (authorizationScopes.length > MAX_SCOPES)
      throw badRequest(
        `A route has at most ${MAX_SCOPES} authorization scopes, not ${authorizationScopes.length}.`,
      );
    if (target !== undefined) this.#targetOf(target);
    return this.#put(this.#routes, { ...settings, routeId }, "routeId");
  }

  async #putAuthorizer(authorizerId: string, settings: AuthorizerSettings): Promise<Authorizer> {
    checkAuthorizer(settings);
    const { issuer } = settings.jwtConfiguration;
    await this.#keys.check(issuer).catch((error: Error) => {
      throw badRequest(
        `Invalid issuer: ${issuer}. Issuer must have a valid discovery endpoint ended with '/.well-known/openid-configuration' (${error.message}).`,
      );
    });
    const namesake = [...this.#authorizers.values()].find(({ name }) => name === settings.name);
    if (namesake !== undefined && namesake.authorizerId !== authorizerId)
      throw badRequest(
        `Authorizer name must be unique. Authorizer ${settings.name} already exists in this Api.`,
      );
    return this.#put(this.#authorizers, { ...settings, authorizerId }, "authorizerId");
  }

  async #putStage(settings: StageSettings): Promise<Stage> {
    checkStage(settings);
    if (settings.deploymentId !== undefined) this.deployment(settings.deploymentId);
    const routeKeys = new Set([...this.#routes.values()].map((route) => route.routeKey));
    for (const routeKey of Object.keys(settings.routeSettings ?? {})) {
      if (!routeKeys.has(routeKey)) {
        throw new AwsError(
          "NotFoundException",
          `Unable to find Route by key ${routeKey} within the provided RouteSettings`,
          404,
        );
      }
    }
    const log = settings.accessLogSettings;
    const stream = `${this.apiId}/${settings.stageName}`;
    const accessLog = log === undefined ? undefined : await AccessLog.open(this.#dispatcher, log, stream);
    const stage = new Stage(settings, accessLog, this.#clock);
    this.#stages.set(settings.stageName, stage);
    return stage;
  }

  #resolvedRoutes(): readonly DeployedRoute[] {
    return [...this.#routes.values()].map((route) => {
      const integration = route.target === undefined ? undefined : this.#targetOf(route.target);
      const authorizer = this.#authorizers.get(route.authorizerId ?? "");
      return {
        routeKey: route.routeKey,
        scopes: route.authorizationScopes ?? [],
        ...(authorizer && { authorizer }),
        ...(integration && { integration }),
      };
    });
  }

  #targetOf(target: string): Integration {
    const integrationId = /^integrations\/(.+)$/.exec(target)?.[1];
    if (integrationId === undefined)
      throw badRequest(
        `Invalid route target '${target}'. It must be 'integrations/' and the id of an integration.`,
      );
    return this.integration(integrationId);
  }

  #put<Item extends object>(items: Map<string, Item>, item: Item, id: keyof Item): Item {
    items.set(String(item[id]), item);
    this.#live = undefined;
    return item;
  }

  #remove(items: Map<string, unknown>, id: string): void {
    items.delete(id);
    this.#live = undefined;
  }

  #checkQuota(what: keyof typeof QUOTAS, count: number): void {
    if (count >= QUOTAS[what])
      throw badRequest(
        `Maximum number of ${what} for this API has been reached. The limit is ${QUOTAS[what]}.`,
      );
  }
}

function required<Item>(items: ReadonlyMap<string, Item>, what: string, id: string): Item {
  const item = items.get(id);
  if (item === undefined) throw notFound(what, id);
  return item;
}
