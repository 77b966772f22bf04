import assert from "node:assert/strict";
import { sqsRecord } from "../testing/events.ts";
import { correlationIdOfEvent, parseBusEvent } from "./bus-event.ts";

const event = (detail: unknown) => JSON.stringify({ version: "0", "detail-type": "OrderConfirmed", detail });

describe("events of the bus in messages", () => {
  it("have a type and a detail", () => {
    assert.deepEqual(parseBusEvent(event({ a: 1 })), { detailType: "OrderConfirmed", detail: { a: 1 } });
  });

  for (const body of ["{not json", "[]", "null", "{}", '{"detail-type":1}'])
    it(`are not ${body}`, () => {
      assert.throws(() => parseBusEvent(body), { name: "PermanentError" });
    });

  it("have their correlation id in the metadata, where there is one", () => {
    const of = (body: string) => correlationIdOfEvent(sqsRecord("m", body));
    assert.equal(of(event({ metadata: { correlationId: "c1" } })), "c1");
    for (const other of [event({ metadata: { correlationId: 1 } }), event(null), "{not json"])
      assert.equal(of(other), undefined);
  });
});
