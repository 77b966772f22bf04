import assert from "node:assert/strict";
import { FUNCTION_ARN, GatewayFixture, LOG_GROUP_ARN } from "./testing.ts";

describe("HTTP API: throttling", () => {
  let fixture: GatewayFixture;
  beforeEach(() => {
    fixture = new GatewayFixture();
  });
  afterEach(() => fixture.close());

  const statuses = async (url: string, count: number) => {
    const all: number[] = [];
    for (let done = 0; done < count; done++) all.push((await fetch(url)).status);
    return all;
  };

  it("lets the burst through, then the rate of the clock", async () => {
    const stage = { defaultRouteSettings: { throttlingBurstLimit: 2, throttlingRateLimit: 0.001 } };
    const { apiEndpoint } = await fixture.serving(["GET /a", "GET /b"], { stage });
    assert.deepEqual(await statuses(`${apiEndpoint}/a`, 3), [200, 200, 429]);
    const refused = await fetch(`${apiEndpoint}/a`);
    assert.deepEqual(await refused.json(), { message: "Too Many Requests" });
    assert.deepEqual(await statuses(`${apiEndpoint}/b`, 1), [200]);
    await fixture.clock.advance(1_000_000);
    assert.deepEqual(await statuses(`${apiEndpoint}/a`, 2), [200, 429]);
  });

  it("takes a route's own limits before the stage's", async () => {
    const stage = {
      defaultRouteSettings: { throttlingBurstLimit: 0, throttlingRateLimit: 0 },
      routeSettings: { "GET /a": { throttlingBurstLimit: 5, throttlingRateLimit: 5 } },
    };
    const { apiEndpoint } = await fixture.serving(["GET /a", "GET /b"], { stage });
    assert.deepEqual(await statuses(`${apiEndpoint}/a`, 1), [200]);
    assert.deepEqual(await statuses(`${apiEndpoint}/b`, 1), [429]);
  });

  it("refuses settings of a route that is not there", async () => {
    const stage = { routeSettings: { "GET /b": { throttlingBurstLimit: 5 } } };
    await assert.rejects(fixture.serving(["GET /a"], { stage }), {
      code: "NotFoundException",
      message: "Unable to find Route by key GET /b within the provided RouteSettings",
    });
  });
});

describe("HTTP API: access logs and metrics", () => {
  let fixture: GatewayFixture;
  beforeEach(() => {
    fixture = new GatewayFixture();
  });
  afterEach(() => fixture.close());

  const format = JSON.stringify({
    requestId: "$context.requestId",
    method: "$context.httpMethod",
    path: "$context.path",
    routeKey: "$context.routeKey",
    status: "$context.status",
    length: "$context.responseLength",
    integration: "$context.integration.status",
    integrationError: "$context.integrationErrorMessage",
    error: "$context.error.message",
    agent: "$context.identity.userAgent",
    sub: "$context.authorizer.claims.sub",
    nothing: "$context.nothing",
  });
  const accessLogSettings = { destinationArn: `${LOG_GROUP_ARN}:*`, format };

  it("write one line of JSON per request, whatever the client sends", async () => {
    const api = await fixture.serving(["GET /x"], { stage: { accessLogSettings } });
    fixture.lambda.answer = () => ({ statusCode: 201, body: "four" });
    const served = await fetch(`${api.apiEndpoint}/x`, { headers: { "user-agent": 'a"b\\c' } });
    await fetch(`${api.apiEndpoint}/%22none`);
    fixture.lambda.answer = () => new Error("thrown");
    await fetch(`${api.apiEndpoint}/x`);
    await api.flushed();
    const [first, second, third] = fixture.logs.lines.map(
      (line) => JSON.parse(line) as Record<string, string>,
    );
    assert.deepEqual(first, {
      requestId: served.headers.get("apigw-requestid"),
      method: "GET",
      path: "/x",
      routeKey: "GET /x",
      status: "201",
      length: "4",
      integration: "201",
      integrationError: "-",
      error: "-",
      agent: 'a"b\\c',
      sub: "-",
      nothing: "-",
    });
    assert.deepEqual(
      [second?.path, second?.status, second?.routeKey, second?.error],
      ['/"none', "404", "-", "Not Found"],
    );
    assert.deepEqual(
      [third?.status, third?.integrationError, third?.error],
      ["500", "Unhandled", "Internal Server Error"],
    );
    assert.equal(fixture.logs.lines.length, 3);
  });

  for (const denied of ["logs:CreateLogStream", "logs:PutLogEvents"]) {
    it(`refuse a stage whose logs can't be delivered for lack of ${denied}`, async () => {
      fixture.logs.denied = denied;
      await assert.rejects(fixture.serving(["GET /x"], { stage: { accessLogSettings } }), {
        code: "BadRequestException",
        message: /^Insufficient permissions to enable logging/,
      });
    });
  }

  it("lose lines, never requests, when delivery is denied later", async () => {
    const api = await fixture.serving(["GET /x"], { stage: { accessLogSettings } });
    fixture.logs.denied = "logs:PutLogEvents";
    assert.equal((await fetch(`${api.apiEndpoint}/x`)).status, 200);
    await api.flushed();
    fixture.logs.denied = "";
    assert.equal((await fetch(`${api.apiEndpoint}/x`)).status, 200);
    await api.flushed();
    assert.equal(fixture.logs.lines.length, 1);
  });

  for (const [what, settings, reason] of [
    ["a log group that is not there", accessLogSettings, /does not exist/],
    [
      "a destination that is no log group",
      { destinationArn: "arn:aws:s3:::bucket", format },
      /Invalid access log destination/,
    ],
    [
      "a format without the request id",
      { destinationArn: LOG_GROUP_ARN, format: "$context.status" },
      /requestId/,
    ],
    [
      "a format of two lines",
      { destinationArn: LOG_GROUP_ARN, format: "$context.requestId\n" },
      /single line/,
    ],
  ] as const) {
    it(`refuse ${what}`, async () => {
      fixture.logs.missing = true;
      await assert.rejects(fixture.serving(["GET /x"], { stage: { accessLogSettings: settings } }), {
        code: "BadRequestException",
        message: reason,
      });
    });
  }

  it("count each request under its API and stage, in detail where asked for", async () => {
    const api = await fixture.serving(["GET /x"], {
      stage: { defaultRouteSettings: { detailedMetricsEnabled: true } },
    });
    await fetch(`${api.apiEndpoint}/x`);
    fixture.lambda.answer = () => ({ statusCode: 502 });
    await fetch(`${api.apiEndpoint}/x`);
    await fetch(`${api.apiEndpoint}/none`);
    const sum = (name: string, dimensions: Record<string, string>) =>
      fixture.metrics
        .filter(
          (datum) => datum.name === name && JSON.stringify(datum.dimensions) === JSON.stringify(dimensions),
        )
        .reduce((total, { value }) => total + value, 0);
    const perApi = { ApiId: api.apiId };
    const perStage = { ApiId: api.apiId, Stage: "$default" };
    for (const dimensions of [perApi, perStage]) {
      assert.equal(sum("Count", dimensions), 3);
      assert.equal(sum("4xx", dimensions), 1);
      assert.equal(sum("5xx", dimensions), 1);
    }
    assert.equal(sum("Count", { ...perStage, Method: "GET", Resource: "/x" }), 2);
    assert.equal(fixture.metrics.filter(({ name }) => name === "IntegrationLatency").length, 6);
    assert.ok(fixture.metrics.every(({ namespace }) => namespace === "AWS/ApiGateway"));
  });
});

describe("HTTP API: control plane", () => {
  let fixture: GatewayFixture;
  beforeEach(() => {
    fixture = new GatewayFixture();
  });
  afterEach(() => fixture.close());

  const integration = {
    integrationType: "AWS_PROXY",
    integrationUri: FUNCTION_ARN,
    payloadFormatVersion: "2.0",
  };

  for (const [what, settings, reason] of [
    ["a WebSocket API", { protocolType: "WEBSOCKET" }, /no WebSocket APIs/],
    ["a name that is too long", { name: "x".repeat(129) }, /from 1 to 128/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(fixture.api(settings), { code: "BadRequestException", message: reason });
    });
  }

  for (const routeKey of [
    "GET v1",
    "FETCH /x",
    "get /x",
    "GET /x y",
    "GET  /x",
    "GET /{proxy+}/x",
    "GET /{a}/{a}",
    "GET /a{b}",
    "GET /{a",
    "/x",
    "",
  ]) {
    it(`refuses the route key '${routeKey}'`, async () => {
      const api = await fixture.api();
      assert.throws(() => api.createRoute({ routeKey }), { code: "BadRequestException" });
    });
  }

  for (const [what, change, reason] of [
    ["an HTTP proxy", { integrationType: "HTTP_PROXY" }, /HTTP_PROXY/],
    ["payload format 1.0", { payloadFormatVersion: "1.0" }, /payload format 1\.0/],
    ["a timeout above 30 seconds", { timeoutInMillis: 30_001 }, /30001/],
    ["a timeout below 50 milliseconds", { timeoutInMillis: 49 }, /49/],
    ["a URI that is no function", { integrationUri: "https://example.com" }, /https:\/\/example\.com/],
  ] as const) {
    it(`refuses an integration with ${what}`, async () => {
      const api = await fixture.api();
      assert.throws(() => api.createIntegration({ ...integration, ...change }), {
        code: "BadRequestException",
        message: reason,
      });
    });
  }

  it("takes the invoke ARN of an alias for its function", async () => {
    const api = await fixture.api();
    const integrationUri = `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${FUNCTION_ARN}:live/invocations`;
    assert.equal(
      api.createIntegration({ ...integration, integrationUri }).functionArn,
      `${FUNCTION_ARN}:live`,
    );
  });

  it("refuses references to what is not there, and the deletion of what is referred to", async () => {
    const api = await fixture.api();
    assert.throws(() => api.createRoute({ routeKey: "GET /x", target: "integrations/none" }), {
      code: "NotFoundException",
    });
    assert.throws(() => api.createRoute({ routeKey: "GET /x", target: "none" }), {
      code: "BadRequestException",
    });
    assert.throws(
      () => api.createRoute({ routeKey: "GET /x", authorizationType: "JWT", authorizerId: "none" }),
      /Invalid authorizer ID specified: none\. Setting the authorization type to JWT requires a valid JWT authorizer\./,
    );
    assert.throws(() => api.createRoute({ routeKey: "GET /x", authorizationType: "AWS_IAM" }), /AWS_IAM/);
    await assert.rejects(api.createStage({ stageName: "v1", deploymentId: "none" }), {
      code: "NotFoundException",
    });
    const { integrationId } = api.createIntegration(integration);
    const { routeId } = api.createRoute({ routeKey: "GET /x", target: `integrations/${integrationId}` });
    assert.throws(() => api.createRoute({ routeKey: "GET /x" }), { code: "ConflictException" });
    assert.throws(() => api.deleteIntegration(integrationId), { code: "ConflictException" });
    api.deleteRoute(routeId);
    api.deleteIntegration(integrationId);
    assert.throws(() => fixture.gateway.api("none"), { code: "NotFoundException" });
  });

  it("keeps to the quota of routes", async () => {
    const api = await fixture.api();
    for (let count = 0; count < 300; count++) api.createRoute({ routeKey: `GET /${count}` });
    assert.throws(() => api.createRoute({ routeKey: "GET /one-more" }), /limit is 300/);
  });

  it("gives each API an origin of its own, which ends with it", async () => {
    const one = await fixture.api();
    const other = await fixture.api();
    assert.notEqual(one.apiEndpoint, other.apiEndpoint);
    assert.match(one.apiEndpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(one.executionArn, `arn:aws:execute-api:eu-west-1:000000000000:${one.apiId}`);
    assert.equal((await fetch(one.apiEndpoint)).status, 404);
    await fixture.gateway.deleteApi(one.apiId);
    await fixture.gateway.deleteApi(one.apiId);
    await assert.rejects(fetch(one.apiEndpoint));
  });

  it("takes the next port where one is taken", async () => {
    const { apiEndpoint } = await fixture.api();
    fixture.ports = [Number(new URL(apiEndpoint).port), 0];
    const other = await fixture.api();
    assert.deepEqual(fixture.ports, []);
    assert.notEqual(other.apiEndpoint, apiEndpoint);
  });
});
