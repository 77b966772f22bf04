import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Platform } from "../../local/platform.ts";
import { logEvents } from "../kit/logs.ts";
import { OrdersApi } from "../kit/orders-api.ts";
import { OrdersRecord } from "../kit/orders-record.ts";
import { freshPlatform } from "../kit/platform.ts";
import { RootQueue } from "../kit/queues.ts";
import { stopSchedules } from "../kit/schedules.ts";
import { takeFromRole } from "../kit/statements.ts";
import { advanceUntil } from "../kit/wait.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const RECONCILE = "orders-reconcile-dev";

describe("minutes cost a test less than a second:", function () {
  this.timeout(120_000);
  // Others may have the processor when it is measured.
  this.retries(4);
  let platform: Platform;
  let record: OrdersRecord;
  let customer: OrdersApi;

  before(async () => {
    platform = await freshPlatform();
    // Their retries would be measured too.
    platform.faults.clear();
    record = await OrdersRecord.of(platform);
    customer = await OrdersApi.as(platform, "demo");
    await customer.confirmed(await customer.createdId());
    await platform.cloud.clock.advance(MINUTE);
  });

  const advance = (ms: number) => platform.cloud.clock.advance(ms);

  async function passage(work: () => Promise<void>): Promise<void> {
    const from = { real: performance.now(), clock: platform.cloud.clock.now() };
    await work();
    const real = Math.round(performance.now() - from.real);
    const minutes = (platform.cloud.clock.now() - from.clock) / MINUTE;
    console.log(`      ${minutes.toFixed(1)} minutes took ${real} ms`);
    assert.ok(real < SECOND, `${real} ms`);
  }

  it("a poison message's way to the dead-letter queue", async () => {
    const queue = new RootQueue(platform, String(platform.outputs.orderEventsQueueUrl));
    const deadLetters = new RootQueue(platform, String(platform.outputs.orderEventsDlqUrl));
    const poison = `{poison ${randomUUID()}`;
    await passage(async () => {
      await queue.send(poison);
      await advanceUntil(
        platform.cloud.clock,
        "the message to be in the dead-letter queue",
        async () => (await deadLetters.take()).some(({ Body }) => Body === poison),
        { stepMs: 31 * SECOND, atMostMs: 4 * MINUTE },
      );
    });
  });

  it("a schedule, which announces an order that create could not announce", async () => {
    const giveBack = takeFromRole(platform, "orders-create-dev", "sqs:SendMessage");
    const id = await customer.createdId();
    giveBack();
    assert.equal(await customer.status(id), "PENDING");
    await passage(async () => {
      await advance(7 * MINUTE);
      await customer.confirmed(id);
    });
  });

  it("a deletion by time to live", async () => {
    // Its runs would be most of what is measured.
    stopSchedules(platform);
    const id = await customer.createdId();
    await customer.confirmed(id);
    const outboxId = `outbox#${id}`;
    const isThere = async () => (await record.table()).outbox.some((found) => found.id === outboxId);
    await platform.callAsRoot("dynamodb", "UpdateItem", {
      TableName: platform.outputs.ordersTableName,
      Key: { id: { S: outboxId } },
      UpdateExpression: "SET expiresAt = :now",
      ExpressionAttributeValues: { ":now": { N: String(Math.floor(platform.cloud.clock.now() / SECOND)) } },
    });
    await passage(async () => {
      await advance(5 * MINUTE);
      assert.equal(await isThere(), true);
      await advance(7 * MINUTE);
      assert.equal(await isThere(), false);
    });
    assert.equal(await customer.status(id), "CONFIRMED");
  });

  it("retries of an asynchronous invocation after one and two minutes", async () => {
    stopSchedules(platform);
    const giveBack = takeFromRole(platform, RECONCILE, "dynamodb:Query");
    const deadLetters = await RootQueue.named(platform, "orders-reconcile-dlq-dev");
    let requestId = "";
    const starts = async (): Promise<number> => {
      const events = await logEvents(platform, `/aws/lambda/${RECONCILE}`);
      return events
        .map(({ message }) => JSON.parse(message))
        .filter(({ type, record: of }) => type === "platform.start" && of.requestId === requestId).length;
    };
    const passUntilStarts = async (ms: number, count: number) => {
      await advance(ms);
      assert.equal(await starts(), count);
    };
    try {
      await passage(async () => {
        ({ requestId } = platform.cloud.lambda.invokeEvent({
          functionArn: RECONCILE,
          payload: "{}",
          principal: platform.cloud.iam.rootPrincipal,
        }));
        await passUntilStarts(0, 1);
        await passUntilStarts(55 * SECOND, 1);
        await passUntilStarts(10 * SECOND, 2);
        giveBack();
        await passUntilStarts(110 * SECOND, 2);
        await passUntilStarts(20 * SECOND, 3);
      });
    } finally {
      giveBack();
    }
    await advance(5 * MINUTE);
    assert.equal(await starts(), 3);
    assert.equal(await deadLetters.depth(), 0);
  });
});
