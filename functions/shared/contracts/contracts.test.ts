import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import type { z } from "zod";
import { isIdempotencyRecord } from "./generated/idempotency-record.js";
import { isOrderBody } from "./generated/order-body.js";
import { isOrderCreatedMessage } from "./generated/order-created-message.js";
import { isOutboxRecord } from "./generated/outbox-record.js";
import { isReservation } from "./generated/reservation.js";
import { isStockItem } from "./generated/stock-item.js";
import { isStoredOrder } from "./generated/stored-order.js";
import { generatedFiles } from "./generator.ts";
import { idempotencyRecord } from "./idempotency.ts";
import { reservation, stockItem } from "./inventory.ts";
import { orderBody, orderCreatedMessage, storedOrder } from "./order.ts";
import { outboxRecord } from "./outbox.ts";
import type { Validator } from "./validation.ts";

const item = { sku: "SKU-1", qty: 2, price: 9.5 };
const body = { customerName: "Ada Lovelace", items: [item] };
const id = "5d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11";
const withItem = (change: object) => ({ ...body, items: [{ ...item, ...change }] });
const surrogate = String.fromCharCode(0xd800);

/** Each accepted or refused by zod and the generated validator alike. */
const TABLE: readonly (readonly [what: string, accepted: boolean, value: unknown])[] = [
  ["an order", true, body],
  ["a name of one character", true, { ...body, customerName: "A" }],
  ["a name of 200 characters", true, { ...body, customerName: "x".repeat(200) }],
  ["a name of 201 characters", false, { ...body, customerName: "x".repeat(201) }],
  ["a name of 200 characters beyond the basic plane", true, { ...body, customerName: "😀".repeat(200) }],
  ["a name of 201 characters beyond the basic plane", false, { ...body, customerName: "😀".repeat(201) }],
  ["an empty name", false, { ...body, customerName: "" }],
  ["a blank name", false, { ...body, customerName: " \t\n\u00a0\u3000" }],
  ["a name over several lines", true, { ...body, customerName: "\nAda\n" }],
  ["half a surrogate pair in the name", false, { ...body, customerName: `Ada${surrogate}` }],
  ["no items", false, { ...body, items: [] }],
  ["100 items", true, { ...body, items: Array(100).fill(item) }],
  ["101 items", false, { ...body, items: Array(101).fill(item) }],
  ["a sku of 64 characters", true, withItem({ sku: "x".repeat(64) })],
  ["a sku of 65 characters", false, withItem({ sku: "x".repeat(65) })],
  ["a sku with a blank", false, withItem({ sku: "SKU 1" })],
  ["a sku with a line feed at its end", false, withItem({ sku: "SKU-1\n" })],
  ["a qty of 0", false, withItem({ qty: 0 })],
  ["a qty of 10,000", true, withItem({ qty: 10_000 })],
  ["a qty of 10,001", false, withItem({ qty: 10_001 })],
  ["a qty of 1.5", false, withItem({ qty: 1.5 })],
  ["a qty in a string", false, withItem({ qty: "2" })],
  ["a price of 0", true, withItem({ price: 0 })],
  ["a price of -0", true, withItem({ price: -0 })],
  ["a price of -0.01", false, withItem({ price: -0.01 })],
  ["a price of 1,000,000", true, withItem({ price: 1_000_000 })],
  ["a price of 1,000,000.01", false, withItem({ price: 1_000_000.01 })],
  ["a price of 999,999.99", true, withItem({ price: 999_999.99 })],
  ["a price of 1.005", false, withItem({ price: 1.005 })],
  ["a price of 0.1 + 0.2", false, withItem({ price: 0.1 + 0.2 })],
  ["an infinite price", false, withItem({ price: Number.POSITIVE_INFINITY })],
  ["a price that is not a number", false, withItem({ price: Number.NaN })],
  ["a payment method", true, { ...body, paymentMethod: "pm_card_chargeDeclined" }],
  ["a payment method of 255 characters", true, { ...body, paymentMethod: `pm_${"x".repeat(252)}` }],
  ["a payment method of 256 characters", false, { ...body, paymentMethod: `pm_${"x".repeat(253)}` }],
  ["a card's number for a payment method", false, { ...body, paymentMethod: "4242424242424242" }],
  ["a payment method of null", false, { ...body, paymentMethod: null }],
  ["notes over several lines", true, { ...body, notes: "Ring twice.\nThe dog is \u{1F415}." }],
  ["notes of 1,000 characters beyond the basic plane", true, { ...body, notes: "😀".repeat(1_000) }],
  ["notes of 1,001 characters", false, { ...body, notes: "x".repeat(1_001) }],
  ["blank notes", false, { ...body, notes: " \n" }],
  ["half a surrogate pair in the notes", false, { ...body, notes: `Ring${surrogate}` }],
  ["an unknown member", false, { ...body, coupon: "x" }],
  ["an unknown member of an item", false, withItem({ coupon: "x" })],
  ["__proto__ as a member", false, JSON.parse(`{"__proto__": {}, ${JSON.stringify(body).slice(1)}`)],
  ["an array", false, []],
  ["null", false, null],
  ["nothing", false, undefined],
];

const RUNS = process.env.TEST_FULL === undefined ? 1_000 : 10_000;

/** Mostly right, with one wrong value in every few: random values alone would all be refused at the first field. */
const mostly = <T>(right: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 12, arbitrary: right as fc.Arbitrary<unknown> },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
const text = fc.string({ unit: fc.constantFrom("a", " ", "\n", "é", "😀", surrogate), maxLength: 220 });
const name = fc.oneof(fc.constant("Ada Lovelace"), fc.string({ unit: "binary", minLength: 1 }), text);
const cents = fc.integer({ min: 0, max: 100_000_100 }).map((amount) => amount / 100);
const generatedItem = fc.record({
  sku: mostly(fc.oneof(fc.stringMatching(/^[A-Za-z0-9._-]{1,66}$/), fc.constant("SKU-1"))),
  qty: mostly(fc.integer({ min: 0, max: 10_002 })),
  price: mostly(fc.oneof({ weight: 9, arbitrary: cents }, { weight: 1, arbitrary: fc.double() })),
});
const extra = fc.oneof({ weight: 9, arbitrary: fc.constant({}) }, fc.dictionary(fc.string(), fc.jsonValue()));
const generatedBody = fc
  .tuple(
    fc.record(
      {
        customerName: mostly(name),
        items: mostly(fc.array(mostly(generatedItem), { maxLength: 4 })),
        paymentMethod: mostly(fc.stringMatching(/^pm_[A-Za-z0-9_]{1,9}$/)),
        notes: mostly(name),
      },
      { requiredKeys: [] },
    ),
    extra,
  )
  .map(([known, unknown]): unknown => ({ ...unknown, ...known }));

describe("contracts", () => {
  for (const [what, accepted, value] of TABLE) {
    it(`${accepted ? "accept" : "refuse"} ${what}`, () => {
      assert.equal(isOrderBody(value), accepted);
      assert.equal(orderBody.safeParse(value).success, accepted);
    });
  }

  it("accept every price from 0.00 to 9,999.99 and refuse a tenth of a cent more", () => {
    for (let amount = 0; amount < 1_000_000; amount++) {
      const price = Number(`${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, "0")}`);
      if (!isOrderBody(withItem({ price }))) assert.fail(`refused ${price}`);
    }
    for (let amount = 0; amount < 10_000; amount++) {
      const price = Number(`${amount}.001`);
      if (isOrderBody(withItem({ price }))) assert.fail(`accepted ${price}`);
    }
  });

  const agree = <T>(values: fc.Arbitrary<unknown>, validator: Validator<T>, contract: z.ZodType): void => {
    let accepted = 0;
    fc.assert(
      fc.property(values, (value) => {
        const verdict = validator(value);
        if (verdict) accepted++;
        assert.equal(verdict, contract.safeParse(value).success);
      }),
      { numRuns: RUNS },
    );
    assert.ok(
      accepted > RUNS / 20 && accepted < RUNS,
      `${accepted} of ${RUNS} were accepted: the test proves little`,
    );
  };

  it(`agree with their generated validators on ${RUNS} bodies`, () => {
    agree(generatedBody, isOrderBody, orderBody);
  });

  it(`agree with their generated validators on ${RUNS} messages`, () => {
    const detail = generatedBody.map((order) => ({ id, ...(order as object) }));
    const message = fc.record({ type: mostly(fc.constant("OrderCreated")), detail: mostly(detail) });
    agree(message, isOrderCreatedMessage, orderCreatedMessage);
  });

  it(`agree with their generated validators on ${RUNS} stored orders`, () => {
    const stored = fc.tuple(
      generatedBody,
      mostly(fc.constantFrom("PENDING", "CONFIRMED", "FAILED", "OTHER")),
    );
    const record = stored.map(([order, status]) => ({
      id,
      owner: id,
      createdAt: "",
      ...(order as object),
      status,
    }));
    agree(record, isStoredOrder, storedOrder);
  });

  it(`agree with their generated validators on ${RUNS} products and reservations`, () => {
    const number = mostly(fc.nat());
    const text = mostly(fc.string());
    const product = { id: text, sku: text, name: text, priceCents: number, stock: number };
    agree(fc.record(product), isStockItem, stockItem);
    const items = fc.array(fc.record({ sku: text, qty: number }), { maxLength: 2 });
    const status = mostly(fc.constantFrom("RESERVED", "RELEASED", "OTHER"));
    const record = { id: text, orderId: text, status, items, changedAt: text, expiresAt: number };
    agree(fc.record(record), isReservation, reservation);
  });

  it(`agree with their generated validators on ${RUNS} outbox and idempotency records`, () => {
    const number = mostly(fc.nat());
    const text = mostly(fc.string());
    const detail = generatedBody.map((order) => ({ id, ...(order as object) }));
    const message = fc.record({ type: mostly(fc.constant("OrderCreated")), detail });
    const outbox = { id: text, orderId: mostly(fc.constant(id)), correlationId: text, message };
    const index = { sends: number, outboxShard: number, outboxSince: number };
    agree(fc.record({ ...outbox, ...index }), isOutboxRecord, outboxRecord);
    const key = { id: text, fingerprint: text, orderId: text, expiresAt: number };
    agree(fc.record(key), isIdempotencyRecord, idempotencyRecord);
  });

  it("let a message carry members that its consumer does not know yet", () => {
    const message = { type: "OrderCreated", detail: { id, ...body, coupon: "x" }, version: 2 };
    assert.ok(isOrderCreatedMessage(message));
    assert.ok(!isOrderCreatedMessage({ ...message, type: "OrderShipped" }));
    assert.ok(!isOrderCreatedMessage({ ...message, detail: { ...message.detail, id: "no-uuid" } }));
  });

  it("are what the committed validators and JSON Schemas were generated from", async () => {
    const directory = join(import.meta.dirname, "generated");
    const files = generatedFiles();
    assert.deepEqual((await readdir(directory)).sort(), [...files.keys()].sort());
    for (const [file, content] of files) {
      assert.equal(await readFile(join(directory, file), "utf8"), content, `${file}: run npm run generate`);
    }
  });

  it("come as validators that import nothing", () => {
    for (const [file, content] of generatedFiles()) {
      if (file.endsWith(".js")) assert.doesNotMatch(content, /^\s*import\b|\brequire\(/m, file);
    }
  });
});
