import assert from "node:assert/strict";
import { isOrderCreatedMessage } from "../contracts/generated/order-created-message.js";
import { PermanentError } from "../errors.ts";
import { context, requestId, sqsRecord } from "../testing/events.ts";
import { capturingOutput } from "../testing/standard-output.ts";
import { parseMessage, type QueueMessage, queueHandler } from "./queue.ts";

const records = ["a", "b", "c"].map((id) => sqsRecord(id, id, `correlation-${id}`));

const run = (process: (message: QueueMessage) => Promise<void>, Records = records) =>
  capturingOutput(() => queueHandler("orders", "Test", process)({ Records }, context));
const failed = (...ids: string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

describe("queueHandler", () => {
  it("acknowledges what succeeded", async () => {
    const seen: string[] = [];
    const { result } = await run(async ({ record }) => {
      seen.push(record.messageId);
    });
    assert.deepEqual(result, failed());
    assert.deepEqual(seen.sort(), ["a", "b", "c"]);
  });

  it("fails the one that failed, and not its neighbours", async () => {
    const { result, lines } = await run(async ({ record }) => {
      if (record.messageId === "b") throw new Error("transient");
    });
    assert.deepEqual(result, failed("b"));
    assert.equal(lines.length, 1);
    const [line] = lines;
    assert.equal(line?.level, "WARN");
    assert.equal(line?.correlationId, "correlation-b");
    assert.equal(line?.messageId, "b");
    assert.equal(line?.receiveCount, 1);
    assert.equal(line?.requestId, requestId);
  });

  it("fails every message of a batch that failed as a whole, instead of throwing", async () => {
    const { result } = await run(async () => {
      throw new Error("down");
    });
    assert.deepEqual(result, failed("a", "b", "c"));
  });

  for (const thrown of [undefined, null, "text", { status: 500 }]) {
    it(`fails only the message whose processing threw ${JSON.stringify(thrown)}`, async () => {
      const { result } = await run(({ record }) =>
        record.messageId === "c" ? Promise.reject(thrown) : Promise.resolve(),
      );
      assert.deepEqual(result, failed("c"));
    });
  }

  it("fails, logs and counts what can never succeed", async () => {
    const { result, lines } = await run(async ({ record }) => {
      if (record.messageId === "a") throw new PermanentError("poison");
    });
    assert.deepEqual(result, failed("a"));
    assert.equal(lines[0]?.level, "ERROR");
    assert.equal(lines[1]?.PoisonMessages, 1);
    assert.equal(lines[1]?.correlationId, "correlation-a");
  });

  it("forgets the last batch's failures", async () => {
    let down = true;
    const handler = queueHandler("orders", "Test", async () => {
      if (down) throw new Error("down");
    });
    await capturingOutput(async () => {
      assert.deepEqual(await handler({ Records: records }, context), failed("a", "b", "c"));
      down = false;
      assert.deepEqual(await handler({ Records: records }, context), failed());
    });
  });

  it("keeps the log fields of messages apart that run side by side", async () => {
    const { lines } = await run(async ({ record, telemetry }) => {
      await new Promise((resolve) => setImmediate(resolve));
      telemetry.log.info("seen", { body: record.body });
    });
    assert.deepEqual(
      lines.map((line) => [line.body, line.messageId, line.correlationId]),
      records.map(({ messageId: id }) => [id, id, `correlation-${id}`]),
    );
  });

  it("takes the message id for the correlation id of a message without one", async () => {
    const { lines } = await run(async ({ telemetry }) => telemetry.log.info("seen"), [sqsRecord("d", "")]);
    assert.equal(lines[0]?.correlationId, "d");
  });
});

describe("parseMessage", () => {
  const detail = {
    id: "5d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11",
    customerName: "Ada Lovelace",
    items: [{ sku: "SKU-1", qty: 2, price: 9.5 }],
  };

  it("gives the message", () => {
    const message = { type: "OrderCreated", detail };
    assert.deepEqual(parseMessage(JSON.stringify(message), isOrderCreatedMessage), message);
  });

  const poison: readonly (readonly [body: string, message: RegExp])[] = [
    ["{not json", /not JSON/],
    ["", /not JSON/],
    ["[]", /contract: \/ \(type\)/],
    [JSON.stringify({ type: "Other", detail }), /\/type \(const\)/],
    [JSON.stringify({ type: "OrderCreated", detail: { ...detail, id: "x" } }), /\/detail\/id \(pattern\)/],
  ];
  for (const [body, message] of poison) {
    it(`refuses ${body.slice(0, 40) || "an empty body"} for good, without repeating it`, () => {
      assert.throws(
        () => parseMessage(body, isOrderCreatedMessage),
        (error) =>
          error instanceof PermanentError && message.test(error.message) && !/Lovelace/.test(error.message),
      );
    });
  }
});
