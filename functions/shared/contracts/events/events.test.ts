import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import type { z } from "zod";
import { isImageAnalyzed } from "../generated/image-analyzed.js";
import { isOrderCancelled } from "../generated/order-cancelled.js";
import { isOrderConfirmed } from "../generated/order-confirmed.js";
import { isOrderCreated } from "../generated/order-created.js";
import { isOrderFailed } from "../generated/order-failed.js";
import { isPaymentRefunded } from "../generated/payment-refunded.js";
import { isPaymentTaken } from "../generated/payment-taken.js";
import { isUserRegistered } from "../generated/user-registered.js";
import { eventSchemas, jsonFile } from "../generator.ts";
import type { Validator } from "../validation.ts";
import { EVENTS } from "./catalogue.ts";
import { PUBLISHED, publishedSchemas, refusedChanges } from "./published.ts";

const VALIDATORS: Readonly<Record<keyof typeof EVENTS, Validator<unknown>>> = {
  "order-created": isOrderCreated,
  "order-confirmed": isOrderConfirmed,
  "order-failed": isOrderFailed,
  "order-cancelled": isOrderCancelled,
  "payment-taken": isPaymentTaken,
  "payment-refunded": isPaymentRefunded,
  "user-registered": isUserRegistered,
  "image-analyzed": isImageAnalyzed,
};

const orderId = "5d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11";
const about = { orderId, owner: "sub-1", totalCents: 1900, currency: "EUR" };
const payment = { orderId, paymentIntentId: "pi_1", amountCents: 1900, currency: "EUR" };
const DATA: Readonly<Record<keyof typeof EVENTS, object>> = {
  "order-created": {
    ...about,
    items: [{ sku: "SKU-1", qty: 2, priceCents: 950 }],
    notes: "Ring twice.",
  },
  "order-confirmed": about,
  "order-failed": { ...about, reason: "Your card was declined." },
  "order-cancelled": about,
  "payment-taken": payment,
  "payment-refunded": payment,
  "user-registered": { userId: "sub-1" },
  "image-analyzed": { bucket: "uploads", key: "a b.jpg", safe: true, labels: ["Cat"] },
};
const metadata = {
  version: 1,
  eventId: `E:${orderId}`,
  correlationId: "c1",
  occurredAt: "2026-11-21T04:00:00.000Z",
};

const RUNS = process.env.TEST_FULL === undefined ? 200 : 2_000;

/** The event as it is, with one of its values, at any depth, replaced or taken away. */
function mutations(value: unknown): fc.Arbitrary<unknown> {
  const other = fc.oneof(fc.jsonValue(), fc.constantFrom("EUR", "USD", orderId, -1, 1.5, 2, "", null));
  if (typeof value !== "object" || value === null) return other;
  const members = Object.entries(value).map(([name, member]) =>
    fc.oneof(
      { weight: 4, arbitrary: mutations(member).map((next) => withMember(value, name, next)) },
      { weight: 1, arbitrary: fc.constant(withMember(value, name, undefined)) },
    ),
  );
  return fc.oneof({ weight: 1, arbitrary: other }, ...members.map((arbitrary) => ({ weight: 4, arbitrary })));
}

function withMember(value: object, name: string, member: unknown): unknown {
  if (Array.isArray(value)) return value.map((item, index) => (String(index) === name ? member : item));
  const { [name]: _, ...rest } = value as Record<string, unknown>;
  return member === undefined ? rest : { ...rest, [name]: member };
}

describe("events", () => {
  for (const [name, { contract }] of Object.entries(EVENTS)) {
    const kind = name as keyof typeof EVENTS;
    const event = { metadata, data: DATA[kind] };
    const agrees = (value: unknown): boolean => {
      const verdict = VALIDATORS[kind](value);
      assert.equal(verdict, (contract as z.ZodType).safeParse(value).success, JSON.stringify(value));
      return verdict;
    };

    it(`${name} is taken, with members that its consumers do not know yet`, () => {
      assert.ok(agrees(event));
      assert.ok(agrees({ ...event, data: { ...event.data, more: 1 }, more: 2 }));
    });

    it(`${name} of another version is refused`, () => {
      assert.ok(!agrees({ ...event, metadata: { ...metadata, version: 2 } }));
    });

    it(`${name} is taken and refused by contract and validator alike`, () => {
      let refused = 0;
      fc.assert(
        fc.property(mutations(event), (value) => {
          if (!agrees(value)) refused++;
        }),
        { numRuns: RUNS },
      );
      assert.ok(refused > RUNS / 3, `${refused} of ${RUNS} were refused: the test proves little`);
    });
  }

  for (const occurredAt of ["2026-11-21", "2026-11-21 04:00:00Z", "2026-11-21T04:00:00+01:00", "yesterday"]) {
    it(`does not happen at ${occurredAt}`, () => {
      const event = { metadata: { ...metadata, occurredAt }, data: DATA["order-confirmed"] };
      assert.ok(!isOrderConfirmed(event));
      assert.ok(!EVENTS["order-confirmed"].contract.safeParse(event).success);
    });
  }

  it("have gained nothing but optional members since their schemas were published", async () => {
    assert.deepEqual(refusedChanges(await publishedSchemas(), eventSchemas()), []);
  });

  it("are published as they are", async () => {
    const schemas = eventSchemas();
    const files = (await readdir(PUBLISHED)).filter((file) => file.endsWith(".json"));
    assert.deepEqual(files.sort(), [...schemas.keys()].sort());
    for (const [file, schema] of schemas)
      assert.equal(
        await readFile(join(PUBLISHED, file), "utf8"),
        jsonFile(schema),
        `${file}: run npm run generate`,
      );
  });

  it("neither go nor change their version in place", () => {
    const next = new Map(eventSchemas());
    const published = new Map(next);
    const failed = next.get("order-failed.v1.json") ?? assert.fail();
    next.delete("order-failed.v1.json");
    next.set("order-failed.v2.json", failed);
    assert.deepEqual(refusedChanges(published, next), [
      "order-failed.v1.json: no event has it any more, and the archive has its events",
    ]);
  });

  it("say in which file a change is refused", () => {
    const published = eventSchemas();
    const next = new Map(published);
    next.set("order-failed.v1.json", { type: "object" });
    assert.deepEqual(refusedChanges(published, next), [
      "order-failed.v1.json: /metadata is gone: consumers read it",
      "order-failed.v1.json: /data is gone: consumers read it",
    ]);
  });
});
