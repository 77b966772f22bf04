import assert from "node:assert/strict";
import { type IncomingHttpHeaders, IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { readBody } from "./body.ts";

describe("readBody", () => {
  const message = (headers: IncomingHttpHeaders) =>
    Object.assign(new IncomingMessage(new Socket()), { headers });

  it("waits for nothing where a request declares no body", async () => {
    assert.deepEqual(await readBody(message({ host: "api" })), Buffer.alloc(0));
  });

  for (const headers of [{ "content-length": "6" }, { "transfer-encoding": "chunked" }])
    it(`waits for the end of a body declared by ${Object.keys(headers)}`, async () => {
      const request = message(headers);
      const body = readBody(request);
      request.push("abc");
      request.push("def");
      request.push(null);
      assert.deepEqual(await body, Buffer.from("abcdef"));
    });

  it("takes 10 MB, and no more", async () => {
    const bytes = 10 * 1024 * 1024;
    const largest = message({ "transfer-encoding": "chunked" });
    const body = readBody(largest);
    largest.push(Buffer.alloc(bytes));
    largest.push(null);
    assert.equal((await body).length, bytes);

    assert.equal(await readBody(message({ "content-length": String(bytes + 1) })), "too large");
    const larger = message({ "transfer-encoding": "chunked" });
    const refused = readBody(larger);
    larger.push(Buffer.alloc(bytes));
    larger.push("x");
    assert.equal(await refused, "too large");
  });

  it("tells that the sender went away", async () => {
    const request = message({ "content-length": "6" });
    const body = readBody(request);
    request.push("abc");
    request.destroy();
    assert.equal(await body, "aborted");
  });
});
