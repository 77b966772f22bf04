import assert from "node:assert/strict";
import { request } from "node:http";
import { connect } from "node:net";
import type { HttpApi } from "./http-api.ts";
import { GatewayFixture } from "./testing.ts";

describe("HTTP API: requests", () => {
  let fixture: GatewayFixture;
  beforeEach(() => {
    fixture = new GatewayFixture();
  });
  afterEach(() => fixture.close());

  it("hands a request over in payload format 2.0", async () => {
    const api = await fixture.serving(["POST /v1/orders/{id}"], {
      stage: { stageVariables: { color: "blue" } },
    });
    const response = await fetch(`${api.apiEndpoint}/v1/orders/a%20b?x=1&x=2&y=a%2Bb+c&flag`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-Custom": "one",
        Cookie: "a=1; b=2",
        "User-Agent": "tests",
      },
      body: '{"ä":1}',
    });
    assert.equal(response.status, 200);
    const { headers, requestContext, ...event } = fixture.lambda.lastEvent;
    assert.deepEqual(event, {
      version: "2.0",
      routeKey: "POST /v1/orders/{id}",
      rawPath: "/v1/orders/a b",
      rawQueryString: "x=1&x=2&y=a%2Bb+c&flag",
      cookies: ["a=1", "b=2"],
      queryStringParameters: { x: "1,2", y: "a+b c", flag: "" },
      pathParameters: { id: "a b" },
      stageVariables: { color: "blue" },
      body: '{"ä":1}',
      isBase64Encoded: false,
    });
    const { time, timeEpoch, requestId, ...context } = requestContext;
    assert.deepEqual(context, {
      accountId: "000000000000",
      apiId: api.apiId,
      domainName: "127.0.0.1",
      domainPrefix: "127",
      http: {
        method: "POST",
        path: "/v1/orders/a b",
        protocol: "HTTP/1.1",
        sourceIp: "127.0.0.1",
        userAgent: "tests",
      },
      routeKey: "POST /v1/orders/{id}",
      stage: "$default",
    });
    assert.match(String(time), /^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
    assert.ok(Math.abs(Number(timeEpoch) - fixture.clock.now()) < 5_000);
    assert.equal(requestId, response.headers.get("apigw-requestid"));
    assert.match(String(requestId), /^[\w-]{15}=$/);
    assert.equal(headers["x-custom"], "one");
    assert.equal(headers["content-length"], "8");
    assert.equal(headers["x-forwarded-for"], "127.0.0.1");
    assert.equal(headers["x-forwarded-port"], api.apiEndpoint.split(":").at(-1));
    assert.match(headers["x-amzn-trace-id"] ?? "", /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    assert.ok(!("cookie" in headers) && !("connection" in headers));
  });

  it("leaves out of the event what a request does not have", async () => {
    const api = await fixture.serving(["GET /"]);
    await fetch(`${api.apiEndpoint}/`);
    const { lastEvent } = fixture.lambda;
    for (const name of ["cookies", "queryStringParameters", "pathParameters", "stageVariables", "body"])
      assert.ok(!(name in lastEvent), name);
    assert.equal(lastEvent.rawQueryString, "");
    assert.ok(!("authorizer" in lastEvent.requestContext));
  });

  it("joins duplicate headers with commas, in their order", async () => {
    const api = await fixture.serving(["GET /"]);
    await new Promise<void>((resolve, reject) => {
      request(
        api.apiEndpoint,
        { headers: { "x-many": ["one", "two"], accept: ["a/b", "c/d"] } },
        (response) => {
          response.resume().on("end", resolve);
        },
      )
        .on("error", reject)
        .end();
    });
    assert.equal(fixture.lambda.lastEvent.headers["x-many"], "one,two");
    assert.equal(fixture.lambda.lastEvent.headers.accept, "a/b,c/d");
  });

  it("invokes as the service, for the API, stage, method and route", async () => {
    const api = await fixture.serving(["GET /v1/orders/{id}", "ANY /all/{proxy+}", "$default"]);
    for (const path of ["/v1/orders/7", "/all/x/y", "/else"]) await fetch(api.apiEndpoint + path);
    const arn = `arn:aws:execute-api:eu-west-1:000000000000:${api.apiId}/$default`;
    assert.deepEqual(
      fixture.lambda.invocations.map(({ sourceArn }) => sourceArn),
      [`${arn}/GET/v1/orders/{id}`, `${arn}/GET/all/{proxy+}`, `${arn}/$default`],
    );
    const [first] = fixture.lambda.invocations;
    assert.deepEqual(first?.principal, { kind: "service", service: "apigateway.amazonaws.com" });
  });

  for (const [contentType, isText] of [
    ["application/json", true],
    ["application/json; charset=utf-8", true],
    ["text/csv", true],
    ["application/xml", true],
    ["application/javascript", true],
    ["application/x-www-form-urlencoded", false],
    ["application/vnd.orders+json", false],
    ["application/octet-stream", false],
    [undefined, false],
  ] as const) {
    it(`hands a body of ${contentType ?? "no content type"} over ${isText ? "as text" : "in base64"}`, async () => {
      const api = await fixture.serving(["POST /"]);
      await fetch(`${api.apiEndpoint}/`, {
        method: "POST",
        body: Buffer.from("a=1"),
        headers: contentType === undefined ? {} : { "content-type": contentType },
      });
      const { body, isBase64Encoded } = fixture.lambda.lastEvent;
      assert.deepEqual(
        { body, isBase64Encoded },
        isText ? { body: "a=1", isBase64Encoded: false } : { body: "YT0x", isBase64Encoded: true },
      );
    });
  }

  describe("routing", () => {
    const routes = [
      "$default",
      "ANY /{proxy+}",
      "GET /pets/{proxy+}",
      "GET /pets/dog/{id}",
      "GET /pets/dog/1",
      "ANY /pets/dog/{id}",
      "GET /owners/{owner}/pets/{pet}",
    ];
    const cases: [method: string, path: string, routeKey: string, parameters?: Record<string, string>][] = [
      ["GET", "/pets/dog/1", "GET /pets/dog/1"],
      ["GET", "/pets/dog/2", "GET /pets/dog/{id}", { id: "2" }],
      ["PUT", "/pets/dog/1", "ANY /pets/dog/{id}", { id: "1" }],
      ["GET", "/pets/cat/1", "GET /pets/{proxy+}", { proxy: "cat/1" }],
      ["POST", "/test/5", "ANY /{proxy+}", { proxy: "test/5" }],
      ["GET", "/owners/a%2Fb/pets/%C3%A4", "GET /owners/{owner}/pets/{pet}", { owner: "a/b", pet: "ä" }],
      ["GET", "/owners//pets/x", "ANY /{proxy+}", { proxy: "owners//pets/x" }],
      ["GET", "/", "$default"],
    ];
    for (const [method, path, routeKey, parameters] of cases) {
      it(`takes ${method} ${path} to ${routeKey}`, async () => {
        const api = await fixture.serving(routes);
        await fetch(api.apiEndpoint + path, { method });
        assert.equal(fixture.lambda.lastEvent.routeKey, routeKey);
        assert.deepEqual(fixture.lambda.lastEvent.pathParameters, parameters);
      });
    }

    for (const path of ["/nothing", "/v1/orders/", "/v1/orders", "/V1/orders/1", "/v1/orders/1/2"]) {
      it(`has no route for ${path}`, async () => {
        const api = await fixture.serving(["GET /v1/orders/{id}"]);
        const response = await fetch(api.apiEndpoint + path);
        assert.equal(response.status, 404);
        assert.deepEqual(await response.json(), { message: "Not Found" });
        assert.equal(fixture.lambda.invocations.length, 0);
      });
    }
  });

  describe("what the gateway refuses by itself", () => {
    let api: HttpApi;
    beforeEach(async () => {
      api = await fixture.serving(["ANY /{proxy+}"]);
    });

    it("a body above 10 MB, announced or not", async () => {
      const big = Buffer.alloc(10 * 1024 * 1024 + 1, "x");
      const chunks = new ReadableStream({
        start(controller) {
          for (let start = 0; start < big.length; start += 1 << 20)
            controller.enqueue(big.subarray(start, start + (1 << 20)));
          controller.close();
        },
      });
      for (const init of [{ body: big }, { body: chunks, duplex: "half" as const }]) {
        const response = await fetch(`${api.apiEndpoint}/x`, { method: "POST", ...init });
        assert.equal(response.status, 413);
        assert.deepEqual(await response.json(), { message: "Request Entity Too Large" });
      }
      assert.equal(fixture.lambda.invocations.length, 0);
    });

    it("takes a body of exactly 10 MB", async () => {
      const response = await fetch(`${api.apiEndpoint}/x`, {
        method: "POST",
        body: Buffer.alloc(10 * 1024 * 1024, "x"),
      });
      assert.equal(response.status, 200);
    });

    it("headers above 10,240 bytes", async () => {
      for (const length of [10_241, 70_000]) {
        const response = await fetch(`${api.apiEndpoint}/x`, { headers: { "x-long": "x".repeat(length) } });
        assert.equal(response.status, 431);
        assert.deepEqual(await response.json(), { message: "Request Header Fields Too Large" });
      }
    });

    for (const target of ["/%zz", "/a/%C3%28", "*", "nonsense"]) {
      it(`the request target ${target}`, async () => {
        assert.match(
          await raw(api, `GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`),
          /^HTTP\/1.1 400 /,
        );
      });
    }

    it("what is no HTTP, and goes on serving", async () => {
      assert.match(await raw(api, "nonsense\r\n\r\n"), /^HTTP\/1.1 400 [\s\S]*{"message":"Bad Request"}$/);
      assert.equal((await fetch(`${api.apiEndpoint}/x`)).status, 200);
    });

    it("survives a client that goes away in the middle of its body, or before the answer", async () => {
      const { promise, resolve } = Promise.withResolvers<unknown>();
      const called = Promise.withResolvers<void>();
      fixture.lambda.answer = () => {
        called.resolve();
        return promise;
      };
      const half = connect(Number(new URL(api.apiEndpoint).port), "127.0.0.1");
      half.write("POST /x HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf");
      const abort = new AbortController();
      const gone = fetch(`${api.apiEndpoint}/x`, { signal: abort.signal });
      await called.promise;
      half.destroy();
      abort.abort();
      await assert.rejects(gone);
      resolve({ statusCode: 200 });
      fixture.lambda.answer = () => ({ statusCode: 204 });
      assert.equal((await fetch(`${api.apiEndpoint}/x`)).status, 204);
    });

    it("every request, when the default endpoint is disabled", async () => {
      api.update({ ...api.settings, disableExecuteApiEndpoint: true });
      const response = await fetch(`${api.apiEndpoint}/x`);
      assert.equal(response.status, 404);
      assert.deepEqual(await response.json(), { message: "Not Found" });
    });
  });

  it("answers HEAD without a body", async () => {
    const api = await fixture.serving(["ANY /"]);
    fixture.lambda.answer = () => ({ statusCode: 200, body: "hello" });
    const response = await fetch(`${api.apiEndpoint}/`, { method: "HEAD" });
    assert.equal(response.headers.get("content-length"), "5");
    assert.equal(await response.text(), "");
    assert.equal(fixture.lambda.lastEvent.requestContext.http.method, "HEAD");
  });

  it("serves a named stage below its name, from a deployment that later changes don't touch", async () => {
    const api = await fixture.serving(["GET /x"]);
    const { deploymentId } = api.createDeployment();
    await api.createStage({ stageName: "v1", deploymentId });
    api.createRoute({ routeKey: "GET /later" });
    assert.equal((await fetch(`${api.apiEndpoint}/v1/x`)).status, 200);
    assert.equal(fixture.lambda.lastEvent.rawPath, "/v1/x");
    assert.equal(fixture.lambda.lastEvent.requestContext.stage, "v1");
    assert.equal((await fetch(`${api.apiEndpoint}/v1/later`)).status, 404);
    assert.equal((await fetch(`${api.apiEndpoint}/later`)).status, 500);
    assert.throws(() => api.deleteDeployment(deploymentId), /Active stages/);
  });
});

function raw(api: HttpApi, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(api.apiEndpoint).port), "127.0.0.1");
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
    socket.write(text);
  });
}
