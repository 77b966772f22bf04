import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EVERYDAY_FAULTS } from "../../local/faults/default-plan.ts";
import type { FaultRule } from "../../local/faults/plan.ts";
import type { Platform } from "../../local/platform.ts";
import { alarmState, metricSum } from "../kit/cloudwatch.ts";
import { documentedCommand } from "../kit/documented-command.ts";
import { logEvents } from "../kit/logs.ts";
import { OrdersApi } from "../kit/orders-api.ts";
import { OrdersRecord } from "../kit/orders-record.ts";
import { freshPlatform, projectDirectory } from "../kit/platform.ts";
import { RootQueue } from "../kit/queues.ts";
import { stopSchedules } from "../kit/schedules.ts";
import { takeFromRole } from "../kit/statements.ts";
import { advanceUntil, waitFor } from "../kit/wait.ts";

const MINUTE = 60_000;
/** By `reconcileAfterMinutes`. */
const AFTER = 5 * MINUTE;
/** Runs may find the record in a conflict, one of ten among the everyday faults, and leave it to the next. */
const SPARE = 6 * MINUTE;
/** By `reconcileMaxSends`. */
const MAX_SENDS = 3;
const CREATE = "orders-create-dev";
const PROCESS = "orders-process-dev";
const RECONCILE = "orders-reconcile-dev";
const PARKED_ALARM = "orders-reconcile-outbox-parked-dev";

const SEND_FAILS: FaultRule = { fault: "error", service: "sqs", operation: "SendMessage", function: CREATE };
const PROCESS_FAILS: FaultRule = { fault: "error", operation: "TransactWriteItems", function: PROCESS };

describe("orders-reconcile", function () {
  this.timeout(120_000);
  let platform: Platform;
  let record: OrdersRecord;

  before(async () => {
    platform = await freshPlatform();
    record = await OrdersRecord.of(platform);
  });
  beforeEach(() => void injectAmongEveryday());

  const advance = (ms: number) => platform.cloud.clock.advance(ms);
  const injectAmongEveryday = (...rules: FaultRule[]) =>
    platform.faults.set({ rules: [...rules, ...EVERYDAY_FAULTS] });
  const injectOnly = (...rules: FaultRule[]) => platform.faults.set({ rules });
  /** Tokens last for an hour, and these tests pass many. */
  const customer = () => OrdersApi.as(platform, "demo");

  const outboxOf = async (orderId: string) => {
    const found = (await record.table()).outbox.find(({ id }) => id === `outbox#${orderId}`);
    assert.ok(found, `order ${orderId} has no outbox record`);
    return found;
  };
  const count = (functionName: string, metric: string) =>
    metricSum(platform, "Orderflow", metric, { function: functionName });
  const sent = () =>
    metricSum(platform, "AWS/SQS", "NumberOfMessagesSent", { QueueName: "order-events-dev" });

  /** An order that is accepted while its message can't be sent. */
  async function unsentOrder(): Promise<string> {
    const before = [await sent(), await count(CREATE, "OrderEventsNotSent")];
    const api = await customer();
    const id = await api.createdId();
    assert.equal(await api.status(id), "PENDING");
    assert.equal(await record.queued(), 0);
    await advance(0);
    assert.deepEqual([await sent(), (await count(CREATE, "OrderEventsNotSent")) - 1], before);
    return id;
  }

  async function confirmed(id: string): Promise<void> {
    await (await customer()).confirmed(id);
    const { settledAt, outboxShard } = await outboxOf(id);
    assert.ok(settledAt !== undefined && outboxShard === undefined);
  }

  describe("announces what could not be announced", () => {
    for (const [what, breakSending] of [
      ["SQS fails", () => void injectAmongEveryday(SEND_FAILS)],
      ["SQS throttles", () => void injectAmongEveryday({ ...SEND_FAILS, fault: "throttle" })],
      ["the role may not send", () => takeFromRole(platform, CREATE, "sqs:SendMessage")],
      ["the role may not use the key", () => takeFromRole(platform, CREATE, "kms:GenerateDataKey")],
    ] as const) {
      it(`while ${what}: 201, nothing in the queue, CONFIRMED after five minutes and not before`, async () => {
        const restore = breakSending();
        let id: string;
        try {
          id = await unsentOrder();
        } finally {
          restore?.();
        }
        await advance(AFTER - MINUTE);
        assert.equal(await (await customer()).status(id), "PENDING");
        const before = await count(RECONCILE, "OrderEventsResent");
        await advance(SPARE);
        await confirmed(id);
        assert.equal(await count(RECONCILE, "OrderEventsResent"), before + 1);
      });
    }

    it("since create died between its transaction and its send, and the client got a 500", async () => {
      injectOnly({
        fault: "crash-after",
        function: CREATE,
        operation: "TransactWriteItems",
        times: 1,
      });
      const known = new Set((await record.table()).orders.map(({ id }) => id));
      assert.equal((await (await customer()).create()).status, 500);
      const [accepted, ...others] = (await record.table()).orders.filter(({ id }) => !known.has(id));
      assert.ok(accepted && others.length === 0);
      await advance(AFTER + 2 * MINUTE);
      await confirmed(accepted.id);
    });
  });

  describe("is itself made good", () => {
    for (const [what, rule, minutes] of [
      ["its reads fail", { fault: "error", operation: "Query" }, 10],
      ["it dies at once", { fault: "crash-before", service: "lambda" }, 10],
      ["Lambda throttles it", { fault: "throttle", service: "lambda" }, 10],
    ] as const) {
      it(`when ${what} for ${minutes} minutes: nothing is lost`, async () => {
        injectAmongEveryday(SEND_FAILS);
        const id = await unsentOrder();
        injectAmongEveryday({ ...rule, function: RECONCILE });
        await advance(minutes * MINUTE);
        assert.equal(await (await customer()).status(id), "PENDING");
        assert.ok((platform.faults.status().rules[0]?.injected ?? 0) >= minutes);
        injectAmongEveryday();
        await advance(SPARE);
        await confirmed(id);
      });
    }

    for (const [what, rule] of [
      [
        "dies between counting a send and making it",
        { fault: "crash-after", operation: "UpdateItem", times: 1 },
      ],
      ["cannot make a send that it has counted", { fault: "error", operation: "SendMessage", times: 3 }],
    ] as const) {
      it(`when it ${what}: that costs five minutes and one of three sends, not the order`, async () => {
        injectOnly(SEND_FAILS);
        const id = await unsentOrder();
        injectOnly({ ...rule, function: RECONCILE });
        await advance(AFTER + 2 * MINUTE);
        assert.equal(await (await customer()).status(id), "PENDING");
        assert.equal((await outboxOf(id)).sends, 1);
        await advance(AFTER);
        await confirmed(id);
      });
    }

    it("by Lambda after one and two more minutes, and then its event is in orders-reconcile's dead letters", async () => {
      const dlq = await RootQueue.named(platform, "orders-reconcile-dlq-dev");
      await dlq.purge();
      injectOnly({ fault: "crash-before", service: "lambda", function: RECONCILE });
      await advanceUntil(platform.cloud.clock, "a dead letter", async () => (await dlq.depth()) > 0, {
        stepMs: MINUTE / 2,
        atMostMs: 6 * MINUTE,
      });
      injectOnly();
      const [message] = await dlq.take();
      const { requestContext, responsePayload } = JSON.parse(message?.Body ?? "{}");
      assert.equal(requestContext.condition, "RetriesExhausted");
      assert.equal(requestContext.approximateInvokeCount, 3);
      assert.match(requestContext.functionArn, /:function:orders-reconcile-dev/);
      assert.match(responsePayload.errorType, /Runtime/);
      await advance(0);
      const starts = (await logEvents(platform, `/aws/lambda/${RECONCILE}`))
        .map((event) => JSON.parse(event.message))
        .filter(
          ({ type, record: of }) => type === "platform.start" && of.requestId === requestContext.requestId,
        )
        .map(({ time }) => Date.parse(time));
      const [first = 0] = starts;
      const afterSeconds = starts.map((time) => Math.round((time - first) / 10_000) * 10);
      assert.deepEqual(afterSeconds, [0, 60, 180]);
    });
  });

  describe("gives up an order that does not come through", () => {
    let parked: string;
    /** The order whose message always fails is announced by create and then three times, each time in vain. */
    beforeEach(async () => {
      const dlq = new RootQueue(platform, String(platform.outputs.orderEventsDlqUrl));
      await dlq.purge();
      const before = await sent();
      const parkings = await count(RECONCILE, "OutboxParked");
      injectOnly(PROCESS_FAILS);
      parked = await (await customer()).createdId();
      await advanceUntil(
        platform.cloud.clock,
        `${PARKED_ALARM} to go off`,
        async () => {
          assert.ok((await sent()) - before <= 1 + MAX_SENDS);
          return (await alarmState(platform, PARKED_ALARM)) === "ALARM";
        },
        { stepMs: MINUTE / 2, atMostMs: 30 * MINUTE },
      );
      assert.equal(await sent(), before + 1 + MAX_SENDS);
      assert.equal(await count(RECONCILE, "OutboxParked"), parkings + 1);
      assert.equal(await dlq.depth(), 1 + MAX_SENDS);
      injectOnly();
    });

    it("after three times: it is parked, and nothing more happens to it by itself", async () => {
      const { parkedAt, sends, outboxShard, message } = await outboxOf(parked);
      assert.ok(parkedAt !== undefined && message !== undefined);
      assert.deepEqual({ sends, outboxShard }, { sends: MAX_SENDS, outboxShard: undefined });
      const before = await sent();
      await advance(3 * AFTER);
      assert.equal(await sent(), before);
      assert.equal(await (await customer()).status(parked), "PENDING");
      assert.equal(await alarmState(platform, PARKED_ALARM), "OK");
    });

    it("until an operator un-parks it as docs/orders.md says", async () => {
      const page = readFileSync(join(projectDirectory, "docs/orders.md"), "utf8");
      const { operation, input } = documentedCommand(page, "aws dynamodb update-item", {
        "orders-prod": String(platform.outputs.ordersTableName),
        "<order id>": parked,
      });
      await platform.callAsRoot("dynamodb", operation, input);
      await advance(MINUTE);
      await confirmed(parked);
      await assert.rejects(platform.callAsRoot("dynamodb", operation, input), {
        name: "ConditionalCheckFailedException",
      });
    });

    it("until an operator redrives its dead letters: confirmed once, and the parked record is settled", async () => {
      const before = await count(PROCESS, "OrdersConfirmed");
      await record.redrive();
      await waitFor("the queue to be empty", async () => (await record.queued()) === 0);
      await confirmed(parked);
      await advance(0);
      assert.equal(await count(PROCESS, "OrdersConfirmed"), before + 1);
    });
  });

  describe("does not double", () => {
    before(() => stopSchedules(platform));

    const reconcileNow = () =>
      platform.cloud.lambda.invokeEvent({
        functionArn: RECONCILE,
        payload: "{}",
        principal: platform.cloud.iam.rootPrincipal,
      });

    it("what two runs have seen at once", async () => {
      injectOnly(SEND_FAILS);
      const id = await unsentOrder();
      const before = await sent();
      await advance(AFTER + MINUTE);
      injectOnly({ fault: "delay", operation: "UpdateItem", function: RECONCILE, delayMs: 1_000, times: 2 });
      reconcileNow();
      reconcileNow();
      await waitFor("both runs to be about to take the record", () => platform.faults.status().count === 2);
      await advance(1_000);
      await confirmed(id);
      assert.deepEqual([await sent(), (await outboxOf(id)).sends], [before + 1, 1]);
    });

    it("what the index shows that is behind", async () => {
      injectOnly(SEND_FAILS);
      const id = await unsentOrder();
      const before = await sent();
      await advance(AFTER + MINUTE);
      injectOnly({ fault: "lag", resource: "*/index/outbox", lagMs: 30_000, function: RECONCILE });
      reconcileNow();
      await confirmed(id);
      reconcileNow();
      await advance(0);
      assert.deepEqual([await sent(), (await outboxOf(id)).sends], [before + 1, 1]);
      assert.ok((platform.faults.status().rules[0]?.injected ?? 0) >= 16);
    });
  });
});
