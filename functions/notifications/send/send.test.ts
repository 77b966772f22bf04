import assert from "node:assert/strict";
import { emailTemplate } from "../../../components/messaging/email-template.ts";
import { render } from "../../../local/services/ses/templates/rendering.ts";
import { context, sqsRecord } from "../../shared/testing/events.ts";
import { capturingOutput } from "../../shared/testing/standard-output.ts";
import { type SendNotificationDeps, sendNotification } from "./core.ts";
import { createHandler } from "./handler.ts";
import { type Notification, notificationOf, type Occasion } from "./notification.ts";

const ORDER = "5d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11";
const EVENT = `OrderConfirmed:${ORDER}`;
const ADDRESS = "ada@example.org";
const MINUTE = 60_000;
const OCCASIONS: Readonly<Record<Occasion, string>> = {
  OrderConfirmed: "order-confirmed",
  OrderFailed: "order-failed",
  OrderCancelled: "order-cancelled",
};

const body = (detailType: string, data: object = {}, eventId = `${detailType}:${ORDER}`) =>
  JSON.stringify({
    source: "orderflow.orders",
    "detail-type": detailType,
    detail: {
      metadata: { version: 1, eventId, correlationId: "c-1", occurredAt: "2026-11-26T09:00:00.000Z" },
      data: { orderId: ORDER, owner: "sub-1", totalCents: 123450, currency: "EUR", ...data },
    },
  });

/** Where the function may crash: a call that throws before its effect, or after it. */
type Fault = "claim" | "user" | "before mail" | "after mail";

class World {
  readonly mails: { to: string; template: string; data: Notification["data"] }[] = [];
  readonly records = new Map<
    string,
    { leasedUntil?: number; settledAt?: string; messageId?: string | undefined }
  >();
  address: string | undefined = ADDRESS;
  time = Date.parse("2026-11-26T09:00:00.000Z");
  fault: Fault | undefined;
  /** How often recording fails. */
  unrecorded = 0;

  readonly deps: SendNotificationDeps = {
    records: {
      claim: async (id, now) => {
        this.#crash("claim");
        const record = this.records.get(id);
        if (record?.settledAt !== undefined) return "settled";
        if ((record?.leasedUntil ?? 0) > now.getTime()) return "held";
        this.records.set(id, { leasedUntil: now.getTime() + MINUTE });
        return "ours";
      },
      settle: async (id, messageId, now) => {
        if (this.unrecorded-- > 0) throw new Error("not recorded");
        this.records.set(id, { settledAt: now.toISOString(), messageId });
      },
    },
    users: {
      verifiedEmail: async (sub) => {
        this.#crash("user");
        assert.equal(sub, "sub-1");
        return this.address;
      },
    },
    mailer: {
      send: async (mail) => {
        this.#crash("before mail");
        this.mails.push(mail);
        this.#crash("after mail");
        return `m-${this.mails.length}`;
      },
    },
    templates: OCCASIONS,
    now: () => new Date(this.time),
    sleep: async () => {},
  };

  #crash(at: Fault): void {
    if (this.fault !== at) return;
    this.fault = undefined;
    throw new Error(`crashed: ${at}`);
  }
}

describe("sendNotification", () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  const send = () => sendNotification(world.deps, notificationOf(body("OrderConfirmed")));

  it("sends one mail for an event, however often it comes", async () => {
    assert.equal(await send(), "sent");
    assert.equal(await send(), "repeated");
    assert.deepEqual(
      world.mails.map(({ to, template }) => [to, template]),
      [[ADDRESS, "order-confirmed"]],
    );
    assert.equal(world.records.get(EVENT)?.messageId, "m-1");
  });

  it("leaves an event alone that another invocation works on, until its lease is over", async () => {
    world.records.set(EVENT, { leasedUntil: world.time + MINUTE });
    await assert.rejects(send(), /Another invocation works on the same event/);
    assert.deepEqual(world.mails, []);
    world.time += MINUTE;
    assert.equal(await send(), "sent");
  });

  it("sends nothing to who has no address, and asks no more", async () => {
    world.address = undefined;
    assert.equal(await send(), "nobody");
    world.address = ADDRESS;
    assert.equal(await send(), "repeated");
    assert.deepEqual(world.mails, []);
  });

  for (const [fault, mails] of [
    ["claim", 1],
    ["user", 1],
    ["before mail", 1],
    // Where SES's acceptance is not known, the mail is sent again.
    ["after mail", 2],
  ] as const)
    it(`loses nothing to a crash: ${fault}`, async () => {
      world.fault = fault;
      await assert.rejects(send(), /crashed/);
      world.time += 2 * MINUTE;
      await send();
      assert.equal(world.mails.length, mails);
      assert.equal(await send(), "repeated");
    });
});

describe("recording a mail", () => {
  const event = notificationOf(body("OrderConfirmed"));

  it("is tried again, so that nobody is told twice", async () => {
    const world = new World();
    world.unrecorded = 4;
    assert.equal(await sendNotification(world.deps, event), "sent");
    assert.equal(await sendNotification(world.deps, event), "repeated");
  });

  it("leaves the event for its next turn when it never succeeds", async () => {
    const world = new World();
    world.unrecorded = 5;
    await assert.rejects(sendNotification(world.deps, event), /not recorded/);
    world.time += 2 * MINUTE;
    assert.equal(await sendNotification(world.deps, event), "sent");
  });
});

describe("what customers are told", () => {
  for (const [occasion, template] of Object.entries(OCCASIONS))
    it(`is rendered whole for ${occasion}`, () => {
      const { data, owner, orderId } = notificationOf(body(occasion, { reason: "Sold out." }));
      assert.deepEqual([owner, orderId], ["sub-1", ORDER]);
      const { subject, html, text } = emailTemplate(`functions/notifications/templates/${template}`);
      assert.match(render(subject, data), /^Your order /);
      for (const part of [render(html, data), render(text, data)]) {
        assert.ok(part.includes(ORDER) && part.includes("€1,234.50"), part);
        if (occasion === "OrderFailed") assert.ok(part.includes("Sold out."), part);
      }
    });

  it("is no markup, whatever the reason is", () => {
    const { data } = notificationOf(body("OrderFailed", { reason: `<b>"5" & '6'</b>` }));
    assert.equal(data.reasonHtml, "&lt;b&gt;&quot;5&quot; &amp; &#39;6&#39;&lt;/b&gt;");
    assert.equal(data.reason, `<b>"5" & '6'</b>`);
  });

  for (const [what, message] of [
    ["an event of another type", body("OrderCreated")],
    ["a failure without a reason", body("OrderFailed")],
    ["an order without an owner", body("OrderConfirmed", { owner: undefined })],
    ["no event", "{}"],
    ["no JSON", "{not json"],
  ] as const)
    it(`is nothing for ${what}`, () => {
      assert.throws(() => notificationOf(message), { name: "PermanentError" });
    });
});

describe("consumer of notifications", () => {
  it("sends past poison and repeats, under the correlation id of the event, and logs no address", async () => {
    const world = new World();
    const other = "6d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11";
    const bodies = [
      "{not json",
      body("OrderConfirmed"),
      body("OrderFailed", { orderId: other, reason: "Sold out." }, `OrderFailed:${other}`),
      body("OrderCreated"),
    ];
    const handler = createHandler(world.deps);
    const run = () =>
      capturingOutput(() =>
        handler({ Records: bodies.map((text, index) => sqsRecord(String(index), text)) }, context),
      );
    const { result, lines, text } = await run();
    const failed = ({ batchItemFailures }: typeof result) =>
      batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort();
    assert.deepEqual(failed(result), ["0", "3"]);
    assert.deepEqual(world.mails.map(({ template }) => template).sort(), ["order-confirmed", "order-failed"]);
    assert.equal(lines.filter((line) => line.NotificationsSent === 1).length, 2);
    assert.equal(lines.filter((line) => line.PoisonMessages === 1).length, 2);
    assert.ok(lines.some((line) => line.correlationId === "c-1" && line.eventId === EVENT));
    assert.ok(!text.includes(ADDRESS));

    const again = await run();
    assert.deepEqual(failed(again.result), ["0", "3"]);
    assert.equal(world.mails.length, 2);
  });
});
