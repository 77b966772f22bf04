import assert from "node:assert/strict";
import { identifiers } from "./identifiers.ts";
import { deadLetter } from "./testing.ts";

describe("what is shown of a message", () => {
  it("are its ids, however deep, and none of the rest", () => {
    const body = {
      type: "OrderCreated",
      detail: { id: "o-1", customerName: "Ada", items: [{ sku: "SKU-1" }], metadata: { eventId: "e:1" } },
    };
    assert.deepEqual(identifiers(deadLetter(body, { correlationId: "c-1", customer: "Ada" })), {
      correlationId: "c-1",
      type: "OrderCreated",
      "detail.id": "o-1",
      "detail.metadata.eventId": "e:1",
    });
  });

  it("are those in JSON that is text within", () => {
    const Message = JSON.stringify({ orderId: "o-1", email: "ada@example.com" });
    assert.deepEqual(identifiers(deadLetter({ Type: "Notification", Message })), {
      "Message.orderId": "o-1",
    });
  });

  it("are none where the id is no id, or the body no object", () => {
    assert.deepEqual(identifiers(deadLetter({ id: "ada@example.com", orderId: "Ada Lovelace" })), {});
    assert.deepEqual(identifiers(deadLetter({ id: "x".repeat(101) })), {});
    assert.deepEqual(identifiers(deadLetter("{not json")), {});
    assert.deepEqual(identifiers(deadLetter("[]")), {});
  });
});
