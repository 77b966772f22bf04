import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { OrderFailed } from "../../functions/shared/contracts/events/order-failed.ts";
import type { Platform } from "../../local/platform.ts";
import { Operator } from "../kit/operators.ts";
import { sharedPlatform } from "../kit/platform.ts";

describe("the bus orderflow", function () {
  this.timeout(60_000);
  let platform: Platform;
  let operator: Operator;

  before(async () => {
    platform = await sharedPlatform();
    operator = await Operator.subscribe(platform);
  });

  const put = async (DetailType: string, Detail: string, Source = "orderflow.orders") => {
    const entry = { EventBusName: platform.outputs.eventBusName, Source, DetailType, Detail };
    await platform.callAsRoot("events", "PutEvents", { Entries: [entry] });
  };
  const failed = (orderId: string, reason: string): OrderFailed => ({
    metadata: {
      version: 1,
      eventId: `OrderFailed:${orderId}`,
      correlationId: `c-${orderId}`,
      occurredAt: "2026-11-21T04:00:00.000Z",
    },
    data: { orderId, owner: "somebody", totalCents: 1900, currency: "EUR", reason },
  });

  it("tells the operators of an order that failed, in words", async () => {
    const orderId = randomUUID();
    const { data, metadata } = failed(orderId, 'The bank said: "No <way>".\nTry another card.');
    await put("OrderConfirmed", JSON.stringify({ metadata, data: { ...data, orderId: randomUUID() } }));
    await put("OrderFailed", JSON.stringify({ metadata, data }), "somebody.else");
    await put("OrderFailed", JSON.stringify({ metadata, data }));
    const texts = await operator.nextTexts(orderId);
    assert.deepEqual(
      texts.map((text) => text.split("\n")),
      [
        [
          `"The order ${orderId} failed at 2026-11-21T04:00:00.000Z: The bank said: \\"No <way>\\".\\nTry another card."`,
          `"It was of 1900 cents (EUR). Its logs and traces have the correlation id c-${orderId}."`,
        ],
      ],
    );
  });
});
