import assert from "node:assert/strict";
import { OrdersApi, order } from "../kit/orders-api.ts";
import { sharedPlatform } from "../kit/platform.ts";

interface Problem {
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

describe("bad input, over HTTP", function () {
  this.timeout(60_000);
  let customer: OrdersApi;

  before(async () => {
    customer = await OrdersApi.as(await sharedPlatform(), "demo");
  });

  async function problem(response: Response, status: number): Promise<Problem> {
    const text = await response.text();
    assert.equal(response.status, status, text);
    assert.match(response.headers.get("content-type") ?? "", /^application\/problem\+json/);
    const body = JSON.parse(text) as Problem;
    assert.equal(body.status, status);
    return body;
  }

  const post = (body: string | null, contentType?: string) =>
    customer.request("POST", "/v1/orders", {
      body,
      ...(contentType === undefined ? {} : { headers: { "content-type": contentType } }),
    });

  it("names every bad field at once", async () => {
    const response = await customer.create({
      customerName: "",
      items: [
        { sku: "SKU-1", qty: 0, price: -1 },
        { sku: "SKU-2", qty: "two" },
      ],
      coupon: "x",
    });
    const { errors = [] } = await problem(response, 400);
    const pointers = errors.map((error) => error.pointer);
    for (const pointer of [
      "/customerName",
      "/items/0/qty",
      "/items/0/price",
      "/items/1/qty",
      "/items/1/price",
      "/coupon",
    ]) {
      assert.ok(pointers.includes(pointer), `${pointer} is not among ${pointers.join(", ")}`);
    }
  });

  for (const [what, body] of [
    ["cut-off JSON", '{"customerName":'],
    ["nothing", ""],
    ["plain text", "hello"],
  ] as const) {
    it(`refuses ${what} as no JSON`, async () => {
      await problem(await post(body, "application/json"), 400);
    });
  }

  for (const [what, body] of [
    ["an array", []],
    ["null", null],
    ["a string", "order"],
    ["no items", { customerName: "Ada", items: [] }],
    ["items of the wrong type", { customerName: "Ada", items: "SKU-1" }],
    ["a name of the wrong type", { ...order, customerName: 7 }],
    ["three decimals", { ...order, items: [{ sku: "SKU-1", qty: 1, price: 1.005 }] }],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await problem(await customer.create(body), 400);
    });
  }

  it("refuses a form, which the gateway hands over in base64", async () => {
    await problem(await post("customerName=Ada&items=1", "application/x-www-form-urlencoded"), 415);
  });

  it("takes JSON that arrives in base64 because of its content type's spelling", async () => {
    const response = await post(JSON.stringify(order), "application/vnd.orders+json");
    assert.equal(response.status, 201, await response.text());
  });

  it("refuses a body above 64 KiB", async () => {
    const { detail } = await problem(
      await customer.create({ ...order, customerName: "x".repeat(70_000) }),
      413,
    );
    assert.match(detail ?? "", /64 KiB|65,?536/);
  });

  it("is cut off by the gateway above 10 MB, in the gateway's own words", async () => {
    const response = await customer.create({ ...order, customerName: "x".repeat(10_500_000) });
    assert.equal(response.status, 413);
    assert.deepEqual(await response.json(), { message: "Request Entity Too Large" });
  });

  for (const id of ["1", "not-a-uuid", "%27%20or%201%3D1", "..%2F..%2Fetc"]) {
    it(`refuses ${id} as an order id`, async () => {
      const { detail } = await problem(await customer.get(id), 400);
      assert.match(detail ?? "", /UUID/);
    });
  }

  it("answers a route that does not exist in the gateway's own words", async () => {
    const response = await customer.request("GET", "/v2/orders");
    assert.equal(response.status, 404);
    assert.deepEqual(await response.json(), { message: "Not Found" });
  });
});
