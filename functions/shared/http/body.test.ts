import assert from "node:assert/strict";
import { isOrderBody } from "../contracts/generated/order-body.js";
import { httpEvent } from "../testing/events.ts";
import { parseBody } from "./body.ts";
import { HttpError, InvalidFieldsError } from "./errors.ts";

const order = { customerName: "Ada Lovelace", items: [{ sku: "SKU-1", qty: 2, price: 9.5 }] };
const json = JSON.stringify(order);
const post = (body: string, contentType?: string, isBase64Encoded = false) =>
  httpEvent({
    body,
    isBase64Encoded,
    headers: contentType === undefined ? {} : { "content-type": contentType },
  });
const base64 = (bytes: string | Uint8Array) => Buffer.from(bytes as string).toString("base64");

describe("parseBody", () => {
  for (const contentType of [
    "application/json",
    "Application/JSON; charset=UTF-8",
    'application/json;charset="utf-8"',
    "application/vnd.orders+json",
    "application/problem+json; v=1",
  ]) {
    it(`takes ${contentType}`, () => {
      assert.deepEqual(parseBody(post(json, contentType), isOrderBody), order);
    });
  }

  it("takes a body in base64", () => {
    assert.deepEqual(parseBody(post(base64(json), "application/vnd.orders+json", true), isOrderBody), order);
  });

  function refuses(event: ReturnType<typeof post>, status: number, detail: RegExp): void {
    assert.throws(
      () => parseBody(event, isOrderBody),
      (error) => {
        assert.ok(error instanceof HttpError);
        assert.equal(error.status, status);
        assert.match(error.message, detail);
        return true;
      },
    );
  }

  for (const contentType of [
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/jsonp",
    "application/+json",
    "text/html, application/json",
  ]) {
    it(`refuses ${contentType} with 415`, () => refuses(post(json, contentType), 415, /application\/json/));
  }
  it("refuses a body without a content type with 415", () => refuses(post(json), 415, /no content type/));
  it("refuses another charset with 415", () => {
    refuses(post(json, "application/json; charset=iso-8859-1"), 415, /iso-8859-1.*UTF-8/);
  });

  const MAX = 64 * 1024;
  const padded = (bytes: number) => json + " ".repeat(bytes - json.length);
  it("takes 64 KiB", () => {
    assert.deepEqual(parseBody(post(padded(MAX), "application/json"), isOrderBody), order);
  });
  it("refuses one byte more with 413", () => {
    refuses(post(padded(MAX + 1), "application/json"), 413, /65537 bytes.*64 KiB/);
    refuses(post(base64(padded(MAX + 1)), "application/json", true), 413, /64 KiB/);
  });
  it("counts bytes, not characters", () =>
    refuses(post("é".repeat(MAX - 1), "application/json"), 413, /64 KiB/));

  it("refuses what is not JSON with 400", () =>
    refuses(post('{"customerName":', "application/json"), 400, /not JSON/));
  it("refuses an empty body with 400", () => refuses(post(" ", "application/json"), 400, /empty/));
  it("refuses no body with 400", () => {
    refuses(httpEvent(), 400, /empty/);
  });
  it("refuses what is not UTF-8 with 400", () => {
    refuses(post(base64(Uint8Array.of(0x22, 0xff, 0x22)), "application/json", true), 400, /not UTF-8/);
  });

  const errorsOf = (body: unknown): InvalidFieldsError => {
    try {
      parseBody(post(JSON.stringify(body), "application/json"), isOrderBody);
    } catch (error) {
      assert.ok(error instanceof InvalidFieldsError);
      return error;
    }
    return assert.fail("accepted");
  };
  it("refuses bad fields with 400 and names each", () => {
    assert.deepEqual(
      errorsOf({ customerName: "", items: "none" }).errors.map(({ pointer }) => pointer),
      ["/customerName", "/items"],
    );
    assert.deepEqual(errorsOf([]).errors, [{ pointer: "", detail: "must be an object" }]);
  });
  it("names all of what an order of full size can have wrong", () => {
    const items = Array(100).fill({ sku: "", qty: 0, price: -1 });
    assert.equal(errorsOf({ customerName: "", items }).errors.length, 301);
  });
  it("bounds what it names", () => {
    const { errors, message } = errorsOf({ customerName: "Ada", items: Array(20_000).fill(0) });
    assert.equal(errors.length, 500);
    assert.match(message, /20001 bad fields.*first 500/);
  });
});
