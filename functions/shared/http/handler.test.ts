import assert from "node:assert/strict";
import { context, gatewayRequestId, type HttpEventOptions, httpEvent, requestId } from "../testing/events.ts";
import { capturingOutput } from "../testing/standard-output.ts";
import { BadRequestError, InvalidFieldsError } from "./errors.ts";
import { type HttpRequest, httpHandler } from "./handler.ts";
import { json } from "./responses.ts";

const call = (
  respond: (request: HttpRequest) => Promise<ReturnType<typeof json>>,
  options?: HttpEventOptions,
) => capturingOutput(() => httpHandler("orders", "Test", respond)(httpEvent(options), context));

describe("httpHandler", () => {
  it("answers with the correlation id of the request", async () => {
    const { result } = await call(async ({ correlationId }) => json(200, { correlationId }), {
      headers: { "x-correlation-id": "cart-17:retry=2" },
    });
    assert.deepEqual(result, {
      statusCode: 200,
      headers: { "content-type": "application/json", "x-correlation-id": "cart-17:retry=2" },
      body: '{"correlationId":"cart-17:retry=2"}',
    });
  });

  for (const given of ["", "two words", "a\nb", "x".repeat(129), '"', "é"]) {
    it(`takes the gateway's request id instead of ${JSON.stringify(given).slice(0, 20)}`, async () => {
      const { result } = await call(async () => json(200, {}), { headers: { "x-correlation-id": given } });
      assert.equal(result.headers?.["x-correlation-id"], gatewayRequestId);
    });
  }

  it("answers a refusal as problem details, and logs it without the client's words", async () => {
    const { result, lines, text } = await call(async () => {
      throw new InvalidFieldsError("The body is wrong.", [{ pointer: "/lovelace", detail: "is required" }]);
    });
    assert.equal(result.statusCode, 400);
    assert.equal(result.headers?.["content-type"], "application/problem+json");
    assert.equal(result.headers?.["x-correlation-id"], gatewayRequestId);
    assert.deepEqual(JSON.parse(result.body ?? ""), {
      type: "about:blank",
      title: "Bad Request",
      status: 400,
      detail: "The body is wrong.",
      correlationId: gatewayRequestId,
      errors: [{ pointer: "/lovelace", detail: "is required" }],
    });
    assert.equal(lines[0]?.level, "INFO");
    assert.equal(lines[0]?.badFields, 1);
    assert.ok(!text.includes("lovelace"));
  });

  it("leaves errors out of a problem that has none", async () => {
    const { result } = await call(async () => {
      throw new BadRequestError("No.");
    });
    assert.ok(!("errors" in JSON.parse(result.body ?? "")));
  });

  it("says nothing internal with a 500, and logs all of it", async () => {
    const { result, lines } = await call(async () => {
      throw new Error("User: arn:aws:sts::1:assumed-role/x is not authorized", {
        cause: new Error("the cause"),
      });
    });
    assert.equal(result.statusCode, 500);
    assert.ok(!result.body?.includes("arn:aws"));
    assert.match(result.body ?? "", /Internal Server Error/);
    const [line] = lines;
    assert.ok(line);
    assert.equal(line.level, "ERROR");
    assert.equal(line.service, "orders");
    assert.equal(line.function, context.functionName);
    assert.equal(line.requestId, requestId);
    assert.equal(line.correlationId, gatewayRequestId);
    const { message, cause } = line.error as { message: string; cause: { message: string } };
    assert.match(message, /not authorized/);
    assert.equal(cause.message, "the cause");
  });

  it("refuses a caller without a subject with 401", async () => {
    const { result } = await call(async () => assert.fail("called"), { claims: {} });
    assert.equal(result.statusCode, 401);
  });
});
