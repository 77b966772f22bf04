import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { mockStack } from "../../tests/kit/mock-stack.ts";
import { resolved } from "../../tests/kit/resolved.ts";
import { lookupAccount } from "../core/account.ts";
import { ConfigError } from "../core/errors.ts";
import { HttpApi, type HttpApiArgs, type RouteArgs } from "./http-api.ts";

const API = "aws:apigatewayv2/api:Api";
const ROUTE = "aws:apigatewayv2/route:Route";
const STAGE = "aws:apigatewayv2/stage:Stage";
const PERMISSION = "aws:lambda/permission:Permission";
const LOG_GROUP_ARN = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/vendedlogs/apis/orderflow-dev";

function handler(functionName: string, timeoutSeconds = 30): RouteArgs["handler"] {
  return { functionName, invokeArn: `arn:invoke:${functionName}`, timeoutSeconds };
}

const routes: HttpApiArgs["routes"] = {
  "POST /v1/orders": { handler: handler("orders-create-dev"), throttle: { rate: 50, burst: 100 } },
  "GET /v1/orders/{id}": { handler: handler("orders-get-dev") },
};

async function deploy(args: Partial<HttpApiArgs> = {}) {
  const made: HttpApi[] = [];
  const stack = await mockStack(() => {
    made.push(
      new HttpApi("orderflow", {
        account: lookupAccount(),
        routes,
        authorizer: { issuer: "https://issuer", audience: "client" },
        cors: { allowedOrigins: ["https://shop.example.com"], allowCredentials: false },
        throttle: { rate: 100, burst: 200 },
        logs: { key: { arn: pulumi.output("arn:key") }, retentionDays: 30 },
        ...args,
      }),
    );
  });
  const [api] = made;
  assert.ok(api);
  return { stack, api };
}

describe("HttpApi", () => {
  it("asks for an access token of the client on every route", async () => {
    const { stack } = await deploy();
    assert.deepEqual(stack.find("aws:apigatewayv2/authorizer:Authorizer", "orderflow-jwt").inputs, {
      apiId: "orderflow-id",
      name: "jwt",
      authorizerType: "JWT",
      identitySources: ["$request.header.Authorization"],
      jwtConfiguration: { issuer: "https://issuer", audiences: ["client"] },
    });
    assert.deepEqual(
      stack.names(ROUTE).map((name) => stack.find(ROUTE, name).inputs),
      ["get-v1-orders-id", "post-v1-orders"].map((route, index) => ({
        apiId: "orderflow-id",
        routeKey: ["GET /v1/orders/{id}", "POST /v1/orders"][index],
        target: `integrations/orderflow-${route}-id`,
        authorizationType: "JWT",
        authorizerId: "orderflow-jwt-id",
        authorizationScopes: ["aws.cognito.signin.user.admin"],
      })),
    );
  });

  it("hands a request to the route's function and waits for 30 s", async () => {
    const { stack } = await deploy();
    assert.deepEqual(
      stack.find("aws:apigatewayv2/integration:Integration", "orderflow-post-v1-orders").inputs,
      {
        apiId: "orderflow-id",
        integrationType: "AWS_PROXY",
        integrationMethod: "POST",
        integrationUri: "arn:invoke:orders-create-dev",
        payloadFormatVersion: "2.0",
        timeoutMilliseconds: 30_000,
      },
    );
  });

  it("may invoke each function for its own route only", async () => {
    const { stack } = await deploy();
    const arn = "arn:aws:execute-api:eu-west-1:111122223333:orderflow-id/*";
    assert.deepEqual(
      stack.names(PERMISSION).map((name) => stack.find(PERMISSION, name).inputs),
      [
        ["orders-get-dev", `${arn}/GET/v1/orders/{id}`],
        ["orders-create-dev", `${arn}/POST/v1/orders`],
      ].map(([name, sourceArn]) => ({
        action: "lambda:InvokeFunction",
        function: name,
        principal: "apigateway.amazonaws.com",
        sourceArn,
      })),
    );
  });

  it("answers browsers of the configured origins, with the methods of its routes", async () => {
    const { stack } = await deploy();
    assert.deepEqual(stack.find(API, "orderflow").inputs, {
      name: "orderflow-dev",
      protocolType: "HTTP",
      corsConfiguration: {
        allowOrigins: ["https://shop.example.com"],
        allowCredentials: false,
        allowMethods: ["GET", "POST"],
        allowHeaders: ["authorization", "content-type", "idempotency-key", "x-correlation-id"],
        exposeHeaders: ["location", "x-correlation-id"],
        maxAge: 3600,
      },
    });
  });

  it("answers no browser where no origin is configured", async () => {
    const { stack } = await deploy({ cors: { allowedOrigins: [], allowCredentials: false } });
    assert.deepEqual(stack.find(API, "orderflow").inputs, { name: "orderflow-dev", protocolType: "HTTP" });
  });

  it("throttles all routes, and those with a throttle of their own by it", async () => {
    const { stack } = await deploy();
    const { inputs } = stack.find(STAGE, "orderflow");
    assert.equal(inputs.name, "$default");
    assert.equal(inputs.autoDeploy, true);
    assert.deepEqual(inputs.defaultRouteSettings, { throttlingRateLimit: 100, throttlingBurstLimit: 200 });
    assert.deepEqual(inputs.routeSettings, [
      { routeKey: "POST /v1/orders", throttlingRateLimit: 50, throttlingBurstLimit: 100 },
    ]);
  });

  it("serves only when routes, permissions and log delivery are there", async () => {
    const { stack } = await deploy();
    assert.deepEqual(stack.find(STAGE, "orderflow").dependencies, [
      "aws:apigatewayv2/api:Api::orderflow",
      "aws:apigatewayv2/route:Route::orderflow-get-v1-orders-id",
      "aws:apigatewayv2/route:Route::orderflow-post-v1-orders",
      "aws:cloudwatch/logGroup:LogGroup::orderflow-access",
      "aws:cloudwatch/logResourcePolicy:LogResourcePolicy::orderflow-access",
      "aws:lambda/permission:Permission::orderflow-get-v1-orders-id",
      "aws:lambda/permission:Permission::orderflow-post-v1-orders",
    ]);
  });

  it("logs each request as JSON without personal data, encrypted and for a while", async () => {
    const { stack } = await deploy();
    assert.deepEqual(stack.find("aws:cloudwatch/logGroup:LogGroup", "orderflow-access").inputs, {
      name: "/aws/vendedlogs/apis/orderflow-dev",
      retentionInDays: 30,
      kmsKeyId: "arn:key",
    });
    const { accessLogSettings } = stack.find(STAGE, "orderflow").inputs;
    const { destinationArn, format } = accessLogSettings as Record<string, string>;
    assert.equal(destinationArn, LOG_GROUP_ARN);
    const entries = JSON.parse(String(format)) as Record<string, string>;
    assert.equal(entries.requestId, "$context.requestId");
    assert.equal(entries.status, "$context.status");
    for (const variable of Object.values(entries)) {
      assert.doesNotMatch(variable, /identity|claims|domainName|path$/);
    }
  });

  it("lets log delivery write into its log group for this account", async () => {
    const { stack } = await deploy();
    const { policyName, policyDocument } = stack.find(
      "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
      "orderflow-access",
    ).inputs;
    assert.equal(policyName, "orderflow-access-dev");
    assert.deepEqual(JSON.parse(String(policyDocument)), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "LogDelivery",
          Effect: "Allow",
          Principal: { Service: "delivery.logs.amazonaws.com" },
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: [`${LOG_GROUP_ARN}:*`],
          Condition: {
            ArnLike: { "aws:SourceArn": "arn:aws:logs:eu-west-1:111122223333:*" },
            StringEquals: { "aws:SourceAccount": "111122223333" },
          },
        },
      ],
    });
  });

  it("raises an alarm on answers of 500 and above", async () => {
    const { stack } = await deploy();
    const { inputs } = stack.find("aws:cloudwatch/metricAlarm:MetricAlarm", "orderflow-5xx");
    assert.equal(inputs.metricName, "5xx");
    assert.equal(inputs.threshold, 0);
    assert.deepEqual(inputs.dimensions, { ApiId: "orderflow-id" });
  });

  it("has a URL without a slash at the end", async () => {
    const { api } = await deploy();
    assert.equal(await resolved(api.url), "https://orderflow-id.execute-api.eu-west-1.amazonaws.com");
  });

  const wrong: readonly [what: string, args: Partial<HttpApiArgs>, message: RegExp][] = [
    [
      "every origin with credentials",
      { cors: { allowedOrigins: ["*"], allowCredentials: true } },
      /orderflow: browsers refuse CORS with the origin '\*' and credentials/,
    ],
    [
      "a function that outlasts the API",
      { routes: { "GET /v1/slow": { handler: handler("slow", 31) } } },
      /orderflow: GET \/v1\/slow has a function with a timeout of 31 s/,
    ],
  ];
  for (const [what, args, message] of wrong) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(deploy(args), (error: Error) => {
        assert.ok(error instanceof ConfigError);
        assert.match(error.message, message);
        return true;
      });
    });
  }
});
