import assert from "node:assert/strict";
import { SqsHarness } from "./testing.ts";

describe("SQS FIFO queues", () => {
  let h: SqsHarness;
  let url: string;
  beforeEach(async () => {
    h = new SqsHarness();
    url = await h.queue("orders.fifo", { FifoQueue: "true", ContentBasedDeduplication: "true" });
  });
  afterEach(() => h.close());

  const send = (body: string, MessageGroupId = "g", more: object = {}) =>
    h.send(url, body, { MessageGroupId, ...more });

  it("numbers messages in order and returns group and deduplication id", async () => {
    const first = await send("a", "g", { MessageDeduplicationId: "1" });
    const second = await send("b", "g", { MessageDeduplicationId: "2" });
    assert.match(first.SequenceNumber ?? "", /^\d{20}$/);
    assert.ok((second.SequenceNumber ?? "") > (first.SequenceNumber ?? ""));
    const [message] = await h.receive(url);
    assert.equal(message?.Attributes.MessageGroupId, "g");
    assert.equal(message?.Attributes.MessageDeduplicationId, "1");
    assert.equal(message?.Attributes.SequenceNumber, first.SequenceNumber);
  });

  it("gives several messages of a group in one receive, then none until they are deleted", async () => {
    for (const body of ["a", "b", "c"]) await send(body);
    await send("other", "h");
    const taken = await h.receive(url, { MaxNumberOfMessages: 2 });
    assert.deepEqual(
      taken.map(({ Body }) => Body),
      ["a", "b"],
    );
    assert.deepEqual(await h.bodies(url), ["other"]);
    const remove = (index: number) =>
      h.call("DeleteMessage", { QueueUrl: url, ReceiptHandle: taken[index]?.ReceiptHandle });
    await remove(0);
    assert.deepEqual(await h.bodies(url), []);
    await remove(1);
    assert.deepEqual(await h.bodies(url), ["c"]);
  });

  it("keeps a group's order when a visibility timeout ends", async () => {
    for (const body of ["a", "b", "c"]) await send(body);
    await h.receive(url, { MaxNumberOfMessages: 2 });
    await h.clock.advance(31_000);
    assert.deepEqual(await h.bodies(url), ["a", "b", "c"]);
  });

  it("wakes a long poll when a group is free again", async () => {
    await send("a");
    await send("b");
    const [first] = await h.receive(url);
    const waiting = h.receive(url, { WaitTimeSeconds: 20 });
    await h.call("DeleteMessage", { QueueUrl: url, ReceiptHandle: first?.ReceiptHandle });
    assert.equal((await waiting)[0]?.Body, "b");
  });

  it("takes a duplicate within five minutes for the message it had, also after its deletion", async () => {
    const first = await send("same");
    const [message] = await h.receive(url);
    await h.call("DeleteMessage", { QueueUrl: url, ReceiptHandle: message?.ReceiptHandle });
    await h.clock.advance(299_000);
    assert.deepEqual(await send("same", "other-group"), first);
    assert.deepEqual(await h.bodies(url), []);
    await h.clock.advance(2_000);
    await send("same");
    assert.deepEqual(await h.bodies(url), ["same"]);
  });

  it("deduplicates per group in high throughput mode", async () => {
    url = await h.queue("fast.fifo", {
      FifoQueue: "true",
      ContentBasedDeduplication: "true",
      DeduplicationScope: "messageGroup",
      FifoThroughputLimit: "perMessageGroupId",
    });
    await send("same", "g");
    await send("same", "g");
    await send("same", "h");
    assert.deepEqual(await h.bodies(url), ["same", "same"]);
  });

  it("throttles an action beyond 300 calls a second, a batch being one, but not in high throughput mode", async () => {
    const message = { MessageBody: "a", MessageGroupId: "g" };
    const batch = (QueueUrl: string) =>
      h.call("SendMessageBatch", {
        QueueUrl,
        Entries: Array.from({ length: 10 }, (_, index) => ({ Id: String(index), ...message })),
      });
    const burst = async (queue: string, calls: number) => {
      for (let call = 0; call < calls; call++) await batch(queue);
    };
    await assert.rejects(burst(url, 10_000), { code: "RequestThrottled" });
    await h.receive(url);
    await h.clock.advance(1_000);
    await send("b");
    const fast = await h.queue("fast.fifo", {
      FifoQueue: "true",
      ContentBasedDeduplication: "true",
      DeduplicationScope: "messageGroup",
      FifoThroughputLimit: "perMessageGroupId",
    });
    await burst(fast, 1_000);
  });

  it("refuses sends without group or deduplication id, and delays of a message", async () => {
    const strict = await h.queue("strict.fifo", { FifoQueue: "true" });
    await assert.rejects(h.send(strict, "a"), { code: "MissingRequiredParameterException" });
    await assert.rejects(h.send(strict, "a", { MessageGroupId: "g" }), /ContentBasedDeduplication enabled/);
    await assert.rejects(
      send("a", "g", { DelaySeconds: 2 }),
      /Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter/,
    );
    await assert.rejects(send("a", "spa ce"), { code: "InvalidParameterValueException" });
  });

  it("refuses to delete with a receipt handle that has expired", async () => {
    await send("a");
    const [message] = await h.receive(url, { VisibilityTimeout: 1 });
    await h.clock.advance(1_500);
    await assert.rejects(
      h.call("DeleteMessage", { QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }),
      /The receipt handle has expired/,
    );
  });

  it("repeats a receive for the same attempt id", async () => {
    for (const body of ["a", "b"]) await send(body);
    const attempt = { MaxNumberOfMessages: 10, ReceiveRequestAttemptId: "attempt-1" };
    const first = await h.receive(url, attempt);
    assert.deepEqual(await h.receive(url, attempt), first);
    assert.deepEqual(await h.bodies(url), []);
  });

  it("delays the messages in the queue anew when its delay changes", async () => {
    await h.call("SetQueueAttributes", { QueueUrl: url, Attributes: { DelaySeconds: "900" } });
    await send("a");
    await h.call("SetQueueAttributes", { QueueUrl: url, Attributes: { DelaySeconds: "1" } });
    await h.clock.advance(1_500);
    assert.deepEqual(await h.bodies(url), ["a"]);
  });
});
