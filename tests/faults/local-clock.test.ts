import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Platform } from "../../local/platform.ts";
import { logEvents } from "../kit/logs.ts";
import { OrdersApi } from "../kit/orders-api.ts";
import { freshPlatform } from "../kit/platform.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CREATE = "orders-create-dev";
const PROCESS = "orders-process-dev";

describe("the clock of the local cloud, under the program", function () {
  this.timeout(120_000);
  let platform: Platform;
  let customer: OrdersApi;

  before(async () => {
    platform = await freshPlatform();
    customer = await OrdersApi.as(platform, "demo");
    await customer.confirmed(await customer.createdId());
  });

  const advance = (ms: number) => platform.cloud.clock.advance(ms);

  it("takes a poison message to the dead-letter queue, in under a second", async () => {
    const { orderEventsQueueUrl, orderEventsDlqUrl } = platform.outputs;
    const start = performance.now();
    const call = (operation: string, input: object) =>
      platform.callAsRoot<{ Messages?: { Body: string }[] }>("sqs", operation, input);
    await call("SendMessage", { QueueUrl: orderEventsQueueUrl, MessageBody: "{poison" });
    for (let receives = 0; receives < 3; receives++) await advance(31_000);
    const { Messages: [dead] = [] } = await call("ReceiveMessage", { QueueUrl: orderEventsDlqUrl });
    assert.ok(performance.now() - start < 1_000, `${performance.now() - start} ms`);
    assert.equal(dead?.Body, "{poison");
  });

  describe("moves functions", () => {
    async function coldStarts(functionName: string): Promise<number> {
      await advance(0);
      const events = await logEvents(platform, `/aws/lambda/${functionName}`);
      return events.filter(({ message }) => message.includes("initDurationMs")).length;
    }

    it("retries of asynchronous invocations after one and two minutes more, in under a second", async () => {
      platform.faults.set({
        seed: 1,
        rules: [{ fault: "crash-before", service: "lambda", function: "orders-process*", times: 2 }],
      });
      const attempts = () => platform.faults.status().rules[0]?.matched;
      const start = performance.now();
      platform.cloud.lambda.invokeEvent({
        functionArn: PROCESS,
        payload: JSON.stringify({ Records: [] }),
        principal: platform.cloud.iam.rootPrincipal,
      });
      await advance(0);
      assert.equal(attempts(), 1);
      await advance(59_000);
      assert.equal(attempts(), 1);
      await advance(2_000);
      assert.equal(attempts(), 2);
      await advance(118_000);
      assert.equal(attempts(), 2);
      await advance(3_000);
      assert.equal(attempts(), 3);
      assert.ok(performance.now() - start < 1_000, `${performance.now() - start} ms`);
      platform.faults.clear();
    });

    it("their Date, with which they still may call AWS", async () => {
      await advance(3 * HOUR);
      customer = await OrdersApi.as(platform, "demo");
      const id = await customer.createdId();
      const { createdAt } = (await (await customer.get(id)).json()) as { createdAt: string };
      const age = platform.cloud.clock.now() - Date.parse(createdAt);
      assert.ok(age >= 0 && age < 5_000, `${age} ms`);
      assert.ok(Date.parse(createdAt) - Date.now() > 3 * HOUR - MINUTE);
    });

    it("the end of idle environments", async () => {
      await customer.createdId();
      const before = await coldStarts(CREATE);
      await advance(4 * MINUTE);
      await customer.createdId();
      assert.equal(await coldStarts(CREATE), before);
      await advance(6 * MINUTE);
      await customer.createdId();
      assert.equal(await coldStarts(CREATE), before + 1);
    });

    it("the end of an environment before its credentials expire, though it is never idle", async () => {
      await customer.createdId();
      const before = await coldStarts(CREATE);
      for (let passed = 0; passed < HOUR; passed += 4 * MINUTE) {
        await advance(4 * MINUTE);
        customer = await OrdersApi.as(platform, "demo");
        await customer.createdId();
      }
      assert.equal(await coldStarts(CREATE), before + 1);
    });
  });

  it("ends access tokens", async () => {
    customer = await OrdersApi.as(platform, "demo");
    assert.equal((await customer.get(randomUUID())).status, 404);
    await advance(59 * MINUTE);
    assert.equal((await customer.get(randomUUID())).status, 404);
    await advance(2 * MINUTE);
    assert.equal((await customer.get(randomUUID())).status, 401);
  });
});
