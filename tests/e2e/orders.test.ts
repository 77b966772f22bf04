import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Platform } from "../../local/platform.ts";
import { logEvents } from "../kit/logs.ts";
import { OrdersApi, order } from "../kit/orders-api.ts";
import { sharedPlatform } from "../kit/platform.ts";
import { waitFor } from "../kit/wait.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("orders, over HTTP", function () {
  this.timeout(120_000);
  let platform: Platform;
  let customer: OrdersApi;

  before(async () => {
    platform = await sharedPlatform();
    customer = await OrdersApi.as(platform, "demo");
  });

  it("takes an order to CONFIRMED and shows the five attributes of the data model", async () => {
    const created = await customer.create();
    assert.equal(created.status, 201);
    const body = (await created.json()) as { id: string };
    assert.deepEqual(Object.keys(body), ["id"]);
    assert.match(body.id, UUID);
    assert.equal(created.headers.get("location"), `/v1/orders/${body.id}`);

    await customer.confirmed(body.id);
    const shown = (await (await customer.get(body.id)).json()) as Record<string, unknown>;
    assert.deepEqual(Object.keys(shown).sort(), ["createdAt", "customerName", "id", "items", "status"]);
    assert.deepEqual(
      { customerName: shown.customerName, items: shown.items, status: shown.status },
      { ...order, status: "CONFIRMED" },
    );
    assert.equal(new Date(String(shown.createdAt)).toISOString(), shown.createdAt);
  });

  it("takes 200 orders one after another, each polled every 50 ms until CONFIRMED", async () => {
    const ids: string[] = [];
    for (let count = 0; count < 200; count++) ids.push(await customer.createdId());
    assert.equal(new Set(ids).size, 200);
    for (const id of ids) await customer.confirmed(id);
  });

  it("shows an order to its customer and to operators, and to nobody else", async () => {
    const id = await customer.createdId();
    const stranger = await OrdersApi.as(platform, "new customer");
    const operator = await OrdersApi.as(platform, "operator");
    const refused = await stranger.get(id);
    const unknown = await stranger.get(randomUUID());
    assert.equal(refused.status, 404);
    assert.equal(unknown.status, 404);
    assert.equal((await operator.get(id)).status, 200);
    assert.equal((await customer.get(id)).status, 200);
  });

  it("echoes a sane correlation id, and the function's log carries it without personal data", async () => {
    const correlationId = randomUUID();
    const response = await customer.request("POST", "/v1/orders", {
      headers: { "content-type": "application/json", "x-correlation-id": correlationId },
      body: JSON.stringify(order),
    });
    assert.equal(response.headers.get("x-correlation-id"), correlationId);
    const { id } = (await response.json()) as { id: string };
    await customer.confirmed(id);
    for (const functionName of ["orders-create-dev", "orders-process-dev"]) {
      const logGroupName = `/aws/lambda/${functionName}`;
      const carrying = await waitFor(`the correlation id in ${logGroupName}`, async () => {
        const events = await logEvents(platform, logGroupName);
        return events.some(({ message }) => message.includes(correlationId)) && events;
      });
      assert.ok(!carrying.some(({ message }) => message.includes("Lovelace")));
    }
  });
});
