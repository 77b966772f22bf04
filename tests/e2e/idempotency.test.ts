import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { EVERYDAY_FAULTS } from "../../local/faults/default-plan.ts";
import type { FaultRule } from "../../local/faults/plan.ts";
import type { Platform } from "../../local/platform.ts";
import { OrdersApi, order } from "../kit/orders-api.ts";
import { OrdersRecord } from "../kit/orders-record.ts";
import { freshPlatform } from "../kit/platform.ts";
import { stopSchedules } from "../kit/schedules.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CREATE = "orders-create-*";

interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly contentType: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

describe("Idempotency-Key", function () {
  this.timeout(120_000);
  let platform: Platform;
  let record: OrdersRecord;
  let customer: OrdersApi;

  before(async () => {
    platform = await freshPlatform();
    record = await OrdersRecord.of(platform);
    customer = await OrdersApi.as(platform, "demo");
  });
  beforeEach(() => void inject());

  const inject = (...rules: FaultRule[]) => platform.faults.set({ rules: [...rules, ...EVERYDAY_FAULTS] });
  const injections = () => platform.faults.status().rules[0]?.injected;

  async function post(
    key: string | undefined,
    text = JSON.stringify(order),
    api = customer,
  ): Promise<Answer> {
    const headers = {
      "content-type": "application/json",
      ...(key !== undefined && { "idempotency-key": key }),
    };
    const response = await api.request("POST", "/v1/orders", { headers, body: text });
    return {
      status: response.status,
      location: response.headers.get("location"),
      contentType: response.headers.get("content-type"),
      body: (await response.json()) as Answer["body"],
    };
  }

  const orderIds = async () => (await record.table()).orders.map(({ id }) => id);

  /** Runs `work` and answers the ids of the orders that it has left. */
  async function ordersOf(work: () => Promise<void>): Promise<readonly string[]> {
    const before = new Set(await orderIds());
    await work();
    return (await orderIds()).filter((id) => !before.has(id));
  }

  function assertFirstAnswer(answers: readonly Answer[], ids: readonly string[]): void {
    assert.equal(ids.length, 1, `orders: ${ids.join(", ")}`);
    const [id] = ids;
    for (const { status, location, body } of answers)
      assert.deepEqual(
        { status, location, body },
        { status: 201, location: `/v1/orders/${id}`, body: { id } },
      );
  }

  describe("makes a repeat return the first answer", () => {
    it("afterwards, also once the order is confirmed", async () => {
      const key = randomUUID();
      const answers: Answer[] = [];
      const ids = await ordersOf(async () => {
        answers.push(await post(key), await post(key));
        await customer.confirmed(String(answers[0]?.body.id));
        answers.push(await post(key));
      });
      assertFirstAnswer(answers, ids);
    });

    for (const count of [2, 10]) {
      it(`when ${count} arrive at once`, async () => {
        const key = randomUUID();
        let answers: readonly Answer[] = [];
        const ids = await ordersOf(async () => {
          answers = await Promise.all(Array.from({ length: count }, () => post(key)));
        });
        assertFirstAnswer(answers, ids);
      });
    }

    it("when ten arrive at once and their transactions conflict", async () => {
      // One less than the attempts, all of which may be made for the same request.
      const conflicts = { fault: "conflict", function: CREATE, operation: "TransactWriteItems" } as const;
      platform.faults.set({ rules: [{ ...conflicts, times: 5 }] });
      const key = randomUUID();
      let answers: readonly Answer[] = [];
      const ids = await ordersOf(async () => {
        answers = await Promise.all(Array.from({ length: 10 }, () => post(key)));
      });
      assertFirstAnswer(answers, ids);
      assert.equal(injections(), 5);
    });

    for (const [what, rule] of [
      [
        "the transaction's answer was lost once",
        { fault: "drop", operation: "TransactWriteItems", times: 1 },
      ],
      ["the send's answer was lost once", { fault: "drop", operation: "SendMessage", times: 1 }],
    ] as const) {
      it(`when ${what}, which nobody notices`, async () => {
        inject({ ...rule, function: CREATE });
        const key = randomUUID();
        const answers: Answer[] = [];
        const ids = await ordersOf(async () => {
          answers.push(await post(key), await post(key));
        });
        assertFirstAnswer(answers, ids);
        assert.equal(injections(), 1);
      });
    }

    for (const [what, rule] of [
      [
        "every answer of the transaction was lost",
        { fault: "drop", operation: "TransactWriteItems", times: 3 },
      ],
      ["the function died after its transaction", { fault: "crash-after", operation: "TransactWriteItems" }],
      ["the function died after its send", { fault: "crash-after", operation: "SendMessage" }],
    ] as const) {
      it(`when the first was lost since ${what}`, async () => {
        inject({ ...rule, function: CREATE });
        const key = randomUUID();
        let repeat: Answer | undefined;
        const ids = await ordersOf(async () => {
          assert.equal((await post(key)).status, 500);
          inject();
          repeat = await post(key);
        });
        assert.ok(repeat);
        assertFirstAnswer([repeat], ids);
      });
    }

    const { customerName, items } = order;
    const [first, second] = items;
    for (const [what, text] of [
      ["indented", JSON.stringify(order, undefined, 2)],
      ["with its members in another order", JSON.stringify({ items, customerName })],
      [
        "with its numbers written otherwise",
        JSON.stringify(order).replace("9.5", "95e-1").replace(":120", ":120.00"),
      ],
      ["with its letters escaped", JSON.stringify(order).replace("Ada", "\\u0041da")],
      ["with blanks around the name", JSON.stringify({ customerName: `  ${customerName}\t`, items })],
    ] as const) {
      it(`for the same body ${what}`, async () => {
        assert.notEqual(text, JSON.stringify(order));
        const key = randomUUID();
        const answers: Answer[] = [];
        const ids = await ordersOf(async () => {
          answers.push(await post(key), await post(key, text));
        });
        assertFirstAnswer(answers, ids);
      });
    }

    for (const [what, other] of [
      ["another name", { customerName: "Ada Byron", items }],
      ["another quantity", { customerName, items: [{ ...first, qty: 3 }, second] }],
      ["another price", { customerName, items: [{ ...first, price: 9.51 }, second] }],
      ["an item less", { customerName, items: [first] }],
      ["its items in another order", { customerName, items: [second, first] }],
    ] as const) {
      it(`but refuses a body with ${what}: 422, and nothing is left of it`, async () => {
        const key = randomUUID();
        const firstAnswer = await post(key);
        const ids = await ordersOf(async () => {
          const { status, contentType, body } = await post(key, JSON.stringify(other));
          assert.equal(status, 422);
          assert.equal(contentType, "application/problem+json");
          assert.deepEqual([body.status, body.title], [422, "Unprocessable Content"]);
          assert.match(String(body.detail), /another body.*new key/);
        });
        assert.deepEqual(ids, []);
        assert.deepEqual((await post(key)).body, firstAnswer.body);
      });
    }
  });

  it("is the caller's own: the same key of another caller is another order", async () => {
    const key = randomUUID();
    const other = await OrdersApi.as(platform, "new customer");
    const mine = await post(key);
    const theirs = await post(key, JSON.stringify(order), other);
    assert.deepEqual([mine.status, theirs.status], [201, 201]);
    assert.notEqual(mine.body.id, theirs.body.id);
    assert.equal((await other.get(String(mine.body.id))).status, 404);
  });

  it("is free again after a request that was refused", async () => {
    const key = randomUUID();
    assert.equal((await post(key, "{}")).status, 400);
    assert.equal((await post(key)).status, 201);
  });

  for (const [what, key, detail] of [
    ["256 characters", "k".repeat(256), "has 256 characters"],
    ["a blank in it", "two words", "has 9 characters"],
    ["a letter beyond ASCII", "clé", "has 3 characters"],
    ["nothing in it", "", "has 0 characters"],
  ] as const) {
    it(`is refused with ${what}: 400, and nothing is left of the request`, async () => {
      const ids = await ordersOf(async () => {
        const { status, contentType, body } = await post(key);
        assert.equal(status, 400);
        assert.equal(contentType, "application/problem+json");
        assert.match(
          String(body.detail),
          new RegExp(`The Idempotency-Key ${detail}; send 1 to 255 visible ASCII`),
        );
      });
      assert.deepEqual(ids, []);
    });
  }

  it("may have 255 characters", async () => {
    const key = `!~${"k".repeat(253)}`;
    const { status, body } = await post(key);
    assert.equal(status, 201);
    assert.deepEqual((await post(key)).body, body);
  });

  it("is needed for that: without one each post is a new order", async () => {
    const ids = await ordersOf(async () => {
      for (let posts = 0; posts < 3; posts++) assert.equal((await post(undefined)).status, 201);
    });
    assert.equal(ids.length, 3);
  });

  it("holds for 24 hours and not longer, however late its record is deleted", async () => {
    // A run of the reconciler for each minute of the day would take half a minute.
    stopSchedules(platform);
    const key = randomUUID();
    const created = platform.cloud.clock.now();
    const first = await post(key);
    assert.equal(first.status, 201);
    const passUntil = async (age: number) => {
      await platform.cloud.clock.advance(created + age - platform.cloud.clock.now());
      customer = await OrdersApi.as(platform, "demo");
    };
    const recordOf = async (orderId: unknown) =>
      (await record.table()).idempotency.find((found) => found.orderId === orderId);

    await passUntil(24 * HOUR - MINUTE);
    assert.deepEqual((await post(key)).body, first.body);
    await passUntil(24 * HOUR + MINUTE);
    const expired = await recordOf(first.body.id);
    assert.ok(expired, "the record was deleted in time");
    const next = await post(key);
    assert.equal(next.status, 201);
    assert.notEqual(next.body.id, first.body.id);
    assert.equal((await recordOf(next.body.id))?.id, expired.id);
    assert.deepEqual((await post(key)).body, next.body);
  });
});
