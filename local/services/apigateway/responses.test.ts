import assert from "node:assert/strict";
import { AwsError } from "../../core/errors.ts";
import { GatewayFixture } from "./testing.ts";

describe("HTTP API: responses", () => {
  let fixture: GatewayFixture;
  let url: string;
  beforeEach(async () => {
    fixture = new GatewayFixture();
    url = `${(await fixture.serving(["GET /"])).apiEndpoint}/`;
  });
  afterEach(() => fixture.close());

  it("are what the function says, when it says a status code", async () => {
    fixture.lambda.answer = () => ({
      statusCode: 201,
      headers: { Location: "/v1/orders/7", "x-number": 7, "Content-Length": "999", connection: "close" },
      cookies: ["a=1; HttpOnly", "b=2"],
      body: '{"id":"7"}',
      multiValueHeaders: { "x-ignored": ["1"] },
    });
    const response = await fetch(url);
    assert.equal(response.status, 201);
    assert.equal(response.headers.get("location"), "/v1/orders/7");
    assert.equal(response.headers.get("x-number"), "7");
    assert.equal(response.headers.get("content-length"), "10");
    assert.equal(response.headers.get("content-type"), "text/plain;charset=UTF-8");
    assert.equal(response.headers.get("x-ignored"), null);
    assert.deepEqual(response.headers.getSetCookie(), ["a=1; HttpOnly", "b=2"]);
    assert.equal(await response.text(), '{"id":"7"}');
  });

  it("carry bytes that the function gives in base64", async () => {
    const bytes = Buffer.from([0, 255, 128, 10]);
    fixture.lambda.answer = () => ({
      statusCode: 200,
      headers: { "content-type": "image/png" },
      isBase64Encoded: true,
      body: bytes.toString("base64"),
    });
    const response = await fetch(url);
    assert.equal(response.headers.get("content-type"), "image/png");
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), bytes);
  });

  for (const [what, answer, body] of [
    ["an object", { message: "hi" }, '{"message":"hi"}'],
    ["a list", [1, 2], "[1,2]"],
    ["a string", '"Hello"', "Hello"],
    ["null", "null", "null"],
    ["a number", "7", "7"],
  ] as const) {
    it(`are 200 and JSON for ${what} without a status code`, async () => {
      fixture.lambda.answer = () => answer;
      const response = await fetch(url);
      assert.equal(response.status, 200);
      assert.equal(response.headers.get("content-type"), "application/json");
      assert.equal(await response.text(), body);
    });
  }

  for (const [what, answer] of [
    ["a status code that is no number", { statusCode: "created" }],
    ["a status code out of range", { statusCode: 1000 }],
    ["an informational status code", { statusCode: 100 }],
    ["a body that is an object", { statusCode: 200, body: { a: 1 } }],
    ["a header that is an object", { statusCode: 200, headers: { a: {} } }],
    ["a header that would split the response", { statusCode: 200, headers: { a: "1\r\nset-cookie: x=1" } }],
    ["a header name with a space", { statusCode: 200, headers: { "a b": "1" } }],
    ["cookies that are no list", { statusCode: 200, cookies: "a=1" }],
    ["what is no JSON", "nonsense"],
    ["a function error", new Error("thrown")],
    ["no permission to invoke", new AwsError("AccessDeniedException", "not authorized", 403)],
    ["a missing function", new AwsError("ResourceNotFoundException", "Function not found", 404)],
  ] as const) {
    it(`are 500 for ${what}`, async () => {
      fixture.lambda.answer = () => answer;
      const response = await fetch(url);
      assert.equal(response.status, 500);
      assert.equal(response.headers.get("content-type"), "application/json");
      assert.deepEqual(await response.json(), { message: "Internal Server Error" });
    });
  }

  it("are 503 for a throttled function, 413 for an event above Lambda's limit", async () => {
    fixture.lambda.answer = () => new AwsError("TooManyRequestsException", "Rate Exceeded.", 429);
    const throttled = await fetch(url);
    assert.equal(throttled.status, 503);
    assert.deepEqual(await throttled.json(), { message: "Service Unavailable" });
    fixture.lambda.answer = () =>
      new AwsError("RequestEntityTooLargeException", "Request must be smaller", 413);
    assert.equal((await fetch(url)).status, 413);
  });

  it("are 503 after 30 seconds, while the function goes on", async () => {
    const called = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<unknown>();
    let finished = false;
    fixture.lambda.answer = async () => {
      called.resolve();
      await finish.promise;
      finished = true;
      return { statusCode: 200 };
    };
    const response = fetch(url);
    await called.promise;
    await fixture.clock.advance(29_000);
    await fixture.clock.advance(1_000);
    assert.equal((await response).status, 503);
    assert.deepEqual(await (await response).json(), { message: "Service Unavailable" });
    assert.equal(finished, false);
    finish.resolve(undefined);
    await finish.promise;
    fixture.lambda.answer = () => ({ statusCode: 200 });
    assert.equal((await fetch(url)).status, 200);
    assert.equal(finished, true);
  });

  it("have no body with 204", async () => {
    fixture.lambda.answer = () => ({ statusCode: 204, body: "ignored" });
    const response = await fetch(url);
    assert.equal(response.status, 204);
    assert.equal(await response.text(), "");
  });
});

describe("HTTP API: CORS", () => {
  let fixture: GatewayFixture;
  beforeEach(() => {
    fixture = new GatewayFixture();
  });
  afterEach(() => fixture.close());

  const corsConfiguration = {
    allowOrigins: ["https://shop.example.com"],
    allowMethods: ["GET", "POST"],
    allowHeaders: ["authorization", "content-type"],
    exposeHeaders: ["location"],
    allowCredentials: true,
    maxAge: 600,
  };
  const preflight = (url: string, origin: string) =>
    fetch(url, { method: "OPTIONS", headers: { origin, "access-control-request-method": "POST" } });

  it("answers a preflight itself, also where every route needs a token", async () => {
    const api = await fixture.serving(["ANY /{proxy+}"], { api: { corsConfiguration } });
    const response = await preflight(`${api.apiEndpoint}/x`, "https://shop.example.com");
    assert.equal(response.status, 204);
    const headers = Object.fromEntries(
      [...response.headers].filter(([name]) => name.startsWith("access-control")),
    );
    assert.deepEqual(headers, {
      "access-control-allow-origin": "https://shop.example.com",
      "access-control-allow-methods": "GET,POST",
      "access-control-allow-headers": "authorization,content-type",
      "access-control-allow-credentials": "true",
      "access-control-max-age": "600",
    });
    assert.equal(fixture.lambda.invocations.length, 0);
  });

  it("gives an origin that is not allowed no headers", async () => {
    const api = await fixture.serving(["ANY /{proxy+}"], { api: { corsConfiguration } });
    const response = await preflight(`${api.apiEndpoint}/x`, "https://shop.example.com.evil.org");
    assert.equal(response.status, 204);
    assert.equal(response.headers.get("access-control-allow-origin"), null);
    const simple = await fetch(`${api.apiEndpoint}/x`, { headers: { origin: "https://evil.org" } });
    assert.equal(simple.headers.get("access-control-allow-origin"), null);
  });

  it("puts its own headers in place of the function's", async () => {
    const api = await fixture.serving(["ANY /{proxy+}"], { api: { corsConfiguration } });
    fixture.lambda.answer = () => ({
      statusCode: 200,
      headers: { "Access-Control-Allow-Origin": "*", location: "/x" },
    });
    const allowed = await fetch(`${api.apiEndpoint}/x`, { headers: { origin: "https://shop.example.com" } });
    assert.equal(allowed.headers.get("access-control-allow-origin"), "https://shop.example.com");
    assert.equal(allowed.headers.get("access-control-expose-headers"), "location");
    const without = await fetch(`${api.apiEndpoint}/x`);
    assert.equal(without.headers.get("access-control-allow-origin"), null);
    assert.equal(without.headers.get("location"), "/x");
  });

  it("leaves OPTIONS to the routes where there is no CORS, or no preflight", async () => {
    const plain = await fixture.serving(["OPTIONS /x"]);
    assert.equal((await preflight(`${plain.apiEndpoint}/x`, "https://a.example")).status, 200);
    const cors = await fixture.serving(["GET /x"], { api: { corsConfiguration } });
    assert.equal((await fetch(`${cors.apiEndpoint}/x`, { method: "OPTIONS" })).status, 404);
  });

  for (const [what, cors, reason] of [
    ["* with credentials", { allowOrigins: ["*"], allowCredentials: true }, /allowCredentials/],
    ["an origin without a scheme", { allowOrigins: ["example.com"] }, /origin example\.com/],
    ["an origin with a path", { allowOrigins: ["https://example.com/"] }, /origin https:\/\/example\.com\//],
    ["a method that is none", { allowMethods: ["FETCH"] }, /FETCH/],
    ["a maxAge above a day", { maxAge: 86_401 }, /86401/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(fixture.api({ corsConfiguration: cors }), {
        code: "BadRequestException",
        message: reason,
      });
    });
  }
});
