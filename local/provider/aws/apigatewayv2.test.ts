import assert from "node:assert/strict";
import { FUNCTION_ARN, GatewayFixture, LOG_GROUP_ARN } from "../../services/apigateway/testing.ts";
import { type CheckContext, type Properties, type ResourceHandler, UNKNOWN } from "../resource.ts";
import { apiGatewayV2Module } from "./apigatewayv2.ts";

const context: CheckContext = { urn: "urn", name: "orders", autoName: () => "orders-1234567" };
const ISSUER = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Test12345";

describe("provider: aws:apigatewayv2", () => {
  let fixture: GatewayFixture;
  let handlers: Readonly<Record<string, ResourceHandler>>;
  beforeEach(() => {
    fixture = new GatewayFixture({ keySet: (issuer) => (issuer === ISSUER ? { keys: [] } : undefined) });
    handlers = apiGatewayV2Module(fixture.gateway).resources ?? {};
  });
  afterEach(() => fixture.close());

  const handler = (type: string): ResourceHandler => {
    const found = handlers[`aws:apigatewayv2/${type.charAt(0).toLowerCase()}${type.slice(1)}:${type}`];
    assert.ok(found, type);
    return found;
  };
  const check = (type: string, inputs: Properties) =>
    handler(type).check?.(inputs, context) ?? { inputs, failures: [] };
  const create = async (type: string, inputs: Properties) => {
    const checked = check(type, inputs);
    assert.deepEqual(checked.failures, []);
    return handler(type).create(checked.inputs, context);
  };

  it("deploys an API from its parts, with the outputs of the AWS provider", async () => {
    const api = await create("Api", { protocolType: "HTTP", tags: { app: "orderflow" } });
    assert.equal(api.outputs.name, "orders-1234567");
    assert.match(String(api.outputs.apiEndpoint), /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(api.outputs.executionArn, `arn:aws:execute-api:eu-west-1:000000000000:${api.id}`);
    assert.equal(api.outputs.arn, `arn:aws:apigateway:eu-west-1::/apis/${api.id}`);
    const authorizer = await create("Authorizer", {
      apiId: api.id,
      authorizerType: "JWT",
      identitySources: ["$request.header.Authorization"],
      jwtConfiguration: { issuer: ISSUER, audiences: ["web"] },
    });
    const integration = await create("Integration", {
      apiId: api.id,
      integrationType: "AWS_PROXY",
      integrationUri: FUNCTION_ARN,
      payloadFormatVersion: "2.0",
      timeoutMilliseconds: 5_000,
    });
    const target = `integrations/${integration.id}`;
    const open = { apiId: api.id, routeKey: "GET /open", target };
    const route = await create("Route", open);
    const scopes = { authorizationType: "JWT", authorizerId: authorizer.id, authorizationScopes: ["orders"] };
    await create("Route", { apiId: api.id, routeKey: "GET /closed", target, ...scopes });
    const stage = await create("Stage", {
      apiId: api.id,
      name: "$default",
      autoDeploy: true,
      accessLogSettings: { destinationArn: LOG_GROUP_ARN, format: "$context.requestId $context.status" },
      defaultRouteSettings: { throttlingBurstLimit: 50, throttlingRateLimit: 100 },
    });
    assert.equal(stage.id, "$default");
    assert.equal(stage.outputs.invokeUrl, `${api.outputs.apiEndpoint}/`);
    assert.equal(stage.outputs.executionArn, `${api.outputs.executionArn}/$default`);

    const url = String(api.outputs.apiEndpoint);
    assert.equal((await fetch(`${url}/open`)).status, 200);
    assert.equal((await fetch(`${url}/closed`)).status, 401);
    await handler("Route").update?.(route.id, { ...open, routeKey: "GET /moved" }, route.outputs);
    assert.equal((await fetch(`${url}/open`)).status, 404);
    assert.equal((await fetch(`${url}/moved`)).status, 200);
    const updated = await handler("Api").update?.(
      api.id,
      { name: "other", protocolType: "HTTP", disableExecuteApiEndpoint: true },
      api.outputs,
    );
    assert.equal(updated?.apiEndpoint, url);
    assert.equal((await fetch(`${url}/moved`)).status, 404);
    await handler("Route").delete(route.id, route.outputs);
    await handler("Api").delete(api.id, api.outputs);
    await handler("Route").delete(route.id, route.outputs);
    assert.equal(await handler("Api").read?.(api.id, api.outputs), undefined);
  });

  it("sends 0 for limits left out of a block, as the AWS provider does, which throttles everything", async () => {
    const api = await fixture.serving(["GET /x"]);
    const stage = { apiId: api.apiId, name: "v1", autoDeploy: true };
    const created = await create("Stage", {
      ...stage,
      defaultRouteSettings: { detailedMetricsEnabled: true },
    });
    assert.equal((await fetch(`${api.apiEndpoint}/v1/x`)).status, 429);
    await handler("Stage").update?.(created.id, stage, created.outputs);
    assert.equal((await fetch(`${api.apiEndpoint}/v1/x`)).status, 200);
  });

  it("deploys by hand", async () => {
    const api = await fixture.serving(["GET /x"]);
    const { id: deploymentId } = await create("Deployment", { apiId: api.apiId, triggers: { hash: "1" } });
    const stage = await create("Stage", { apiId: api.apiId, name: "v1", deploymentId });
    assert.equal(stage.outputs.invokeUrl, `${api.apiEndpoint}/v1`);
    assert.equal((await fetch(`${api.apiEndpoint}/v1/x`)).status, 200);
  });

  for (const [type, inputs, property] of [
    ["Api", { protocolType: "WEBSOCKET" }, "protocolType"],
    ["Api", { protocolType: "HTTP", body: "{}" }, "body"],
    [
      "Api",
      { protocolType: "HTTP", corsConfiguration: { allowOrigin: ["*"] } },
      "corsConfiguration.allowOrigin",
    ],
    ["Api", {}, "protocolType"],
    ["Route", { apiId: UNKNOWN, routeKey: "GET /x", authorizationType: "AWS_IAM" }, "authorizationType"],
    [
      "Route",
      { apiId: UNKNOWN, routeKey: "GET /x", authorizationScopes: [UNKNOWN, 1] },
      "authorizationScopes[1]",
    ],
    [
      "Integration",
      { apiId: UNKNOWN, integrationType: "AWS_PROXY", integrationUri: UNKNOWN },
      "payloadFormatVersion",
    ],
    [
      "Integration",
      {
        apiId: UNKNOWN,
        integrationType: "AWS_PROXY",
        integrationUri: UNKNOWN,
        payloadFormatVersion: "2.0",
        timeoutMilliseconds: 30_001,
      },
      "timeoutMilliseconds",
    ],
    [
      "Authorizer",
      {
        apiId: UNKNOWN,
        authorizerType: "JWT",
        identitySources: UNKNOWN,
        jwtConfiguration: { issuer: UNKNOWN },
      },
      "jwtConfiguration.audiences",
    ],
    ["Stage", { apiId: UNKNOWN, accessLogSettings: { format: "x" } }, "accessLogSettings.destinationArn"],
    [
      "Stage",
      { apiId: UNKNOWN, defaultRouteSettings: { loggingLevel: "INFO" } },
      "defaultRouteSettings.loggingLevel",
    ],
  ] as const) {
    it(`refuses ${type} for ${property}`, () => {
      assert.deepEqual(
        check(type, inputs).failures.map((failure) => failure.property),
        [property],
      );
    });
  }
});
