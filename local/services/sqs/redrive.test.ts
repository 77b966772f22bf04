import assert from "node:assert/strict";
import { AwsError } from "../../core/errors.ts";
import { arnOf, SqsHarness } from "./testing.ts";

describe("SQS dead-letter queues", () => {
  let h: SqsHarness;
  let dlq: string;
  let url: string;
  const redrive = (target: string, maxReceiveCount: unknown = 2) =>
    JSON.stringify({ deadLetterTargetArn: arnOf(target), maxReceiveCount });

  beforeEach(async () => {
    h = new SqsHarness();
    dlq = await h.queue("orders-dlq", { MessageRetentionPeriod: "120" });
    url = await h.queue("orders", { RedrivePolicy: redrive("orders-dlq"), VisibilityTimeout: "1" });
  });
  afterEach(() => h.close());

  /** Receives until the message moves: twice delivered, the third receive finds it too often received. */
  const exhaust = async () => {
    const counts: (string | undefined)[] = [];
    for (let receives = 0; receives < 3; receives++) {
      const [message] = await h.receive(url);
      counts.push(message?.Attributes.ApproximateReceiveCount);
      await h.clock.advance(1_500);
    }
    return counts;
  };

  it("moves a message on the receive after the last that is allowed", async () => {
    await h.send(url, "poison");
    assert.deepEqual(await h.bodies(dlq), []);
    assert.deepEqual(await exhaust(), ["1", "2", undefined]);
    const [message] = await h.receive(dlq);
    assert.equal(message?.Body, "poison");
    assert.equal(message?.Attributes.ApproximateReceiveCount, "3");
    assert.equal(message?.Attributes.DeadLetterQueueSourceArn, arnOf("orders"));
  });

  it("keeps the original enqueue time, so that a short retention of the dead-letter queue loses the message", async () => {
    await h.send(url, "poison");
    const sentAt = h.clock.now();
    await h.clock.advance(100_000);
    await exhaust();
    const [message] = await h.receive(dlq, { VisibilityTimeout: 0 });
    assert.ok(Number(message?.Attributes.SentTimestamp) <= sentAt);
    await h.clock.advance(20_000);
    assert.deepEqual(await h.bodies(dlq), []);
  });

  it("delivers others of the same receive when one moves", async () => {
    await h.send(url, "poison");
    await h.receive(url);
    await h.clock.advance(1_500);
    await h.receive(url);
    await h.clock.advance(1_500);
    await h.send(url, "good");
    assert.deepEqual(await h.bodies(url), ["good"]);
    assert.deepEqual(await h.bodies(dlq), ["poison"]);
  });

  it("goes on delivering when the dead-letter queue is gone", async () => {
    await h.call("DeleteQueue", { QueueUrl: dlq });
    await h.send(url, "poison");
    assert.deepEqual(await exhaust(), ["1", "2", "3"]);
  });

  it("lists its sources", async () => {
    assert.deepEqual(await h.call("ListDeadLetterSourceQueues", { QueueUrl: dlq }), { queueUrls: [url] });
  });

  const refused: readonly [string, string, RegExp][] = [
    ["text that is no JSON", "{", /not a valid JSON map/],
    [
      "no maxReceiveCount",
      JSON.stringify({ deadLetterTargetArn: arnOf("orders-dlq") }),
      /mandatory attribute: maxReceiveCount/,
    ],
    ["a count of 0", redrive("orders-dlq", 0), /valid values are from 1 to 1000/],
    ["a count of 1001", redrive("orders-dlq", 1001), /valid values are from 1 to 1000/],
    [
      "a target that is no ARN",
      JSON.stringify({ deadLetterTargetArn: "dlq", maxReceiveCount: 1 }),
      /Invalid value for deadLetterTargetArn/,
    ],
    ["a target that is not there", redrive("none"), /Dead letter target does not exist/],
    ["a target of the other type", redrive("other.fifo"), /must be same type of queue/],
    [
      "a target in another region",
      JSON.stringify({ deadLetterTargetArn: "arn:aws:sqs:us-east-1:000000000000:q", maxReceiveCount: 1 }),
      /account and region of the queue/,
    ],
  ];
  for (const [what, RedrivePolicy, message] of refused) {
    it(`refuses a redrive policy with ${what}`, async () => {
      await h.queue("other.fifo", { FifoQueue: "true" });
      const refusal = { code: "InvalidParameterValueException", message };
      await assert.rejects(h.queue("source", { RedrivePolicy }), refusal);
      await assert.rejects(
        h.call("SetQueueAttributes", { QueueUrl: url, Attributes: { RedrivePolicy } }),
        refusal,
      );
    });
  }

  it("lets only those be sources that the dead-letter queue permits", async () => {
    const allow = (policy: object) =>
      h.call("SetQueueAttributes", {
        QueueUrl: dlq,
        Attributes: { RedriveAllowPolicy: JSON.stringify(policy) },
      });
    await allow({ redrivePermission: "byQueue", sourceQueueArns: [arnOf("orders")] });
    await assert.rejects(h.queue("second", { RedrivePolicy: redrive("orders-dlq") }), /does not permit/);
    await allow({ redrivePermission: "denyAll" });
    await assert.rejects(
      h.call("SetQueueAttributes", {
        QueueUrl: url,
        Attributes: { RedrivePolicy: redrive("orders-dlq", 5) },
      }),
      /does not permit/,
    );
    await assert.rejects(allow({ redrivePermission: "byQueue" }), /must be a list of queue ARNs/);
    await assert.rejects(allow({ redrivePermission: "some" }), /redrivePermission must be one of/);
    await assert.rejects(
      allow({ redrivePermission: "byQueue", sourceQueueArns: Array(11).fill(arnOf("orders")) }),
      /up to 10 ARNs/,
    );
  });

  describe("message move tasks", () => {
    const source = arnOf("orders-dlq");
    const tasks = async () =>
      (
        await h.call<{ Results: Record<string, unknown>[] }>("ListMessageMoveTasks", {
          SourceArn: source,
          MaxResults: 10,
        })
      ).Results;

    it("moves messages back to where they came from, as new messages", async () => {
      const { MessageId } = await h.send(url, "poison");
      await exhaust();
      await h.call("StartMessageMoveTask", { SourceArn: source });
      await h.clock.advance(1);
      const [message] = await h.receive(url);
      assert.equal(message?.Body, "poison");
      assert.notEqual(message?.MessageId, MessageId);
      assert.equal(message?.Attributes.ApproximateReceiveCount, "1");
      const [task] = await tasks();
      assert.equal(task?.Status, "COMPLETED");
      assert.equal(task?.ApproximateNumberOfMessagesMoved, 1);
    });

    it("moves at the rate asked for and can be cancelled", async () => {
      for (const body of ["a", "b", "c"]) await h.send(dlq, body);
      const { TaskHandle } = await h.call<{ TaskHandle: string }>("StartMessageMoveTask", {
        SourceArn: source,
        DestinationArn: arnOf("orders"),
        MaxNumberOfMessagesPerSecond: 1,
      });
      await assert.rejects(h.call("StartMessageMoveTask", { SourceArn: source }), /already a task running/);
      await h.clock.advance(1_500);
      assert.deepEqual(await h.call("CancelMessageMoveTask", { TaskHandle }), {
        ApproximateNumberOfMessagesMoved: 2,
      });
      await h.clock.advance(5_000);
      assert.deepEqual(await h.bodies(dlq), ["c"]);
      assert.equal((await tasks())[0]?.Status, "CANCELLED");
      await assert.rejects(h.call("CancelMessageMoveTask", { TaskHandle }), {
        code: "ResourceNotFoundException",
      });
    });

    it("fails where it cannot know the destination, and leaves the message", async () => {
      await h.send(dlq, "direct");
      await h.call("StartMessageMoveTask", { SourceArn: source });
      await h.clock.advance(1);
      const [task] = await tasks();
      assert.equal(task?.Status, "FAILED");
      assert.equal(task?.FailureReason, "CouldNotDetermineMessageSource");
      assert.deepEqual(await h.bodies(dlq), ["direct"]);
    });

    it("fails where the starter may not use the destination's key", async () => {
      await h.queue("vault", { KmsMasterKeyId: "alias/vault" });
      await h.send(dlq, "a");
      h.keyError = new AwsError("AccessDeniedException", "no");
      await h.call("StartMessageMoveTask", { SourceArn: source, DestinationArn: arnOf("vault") });
      await h.clock.advance(1);
      assert.equal((await tasks())[0]?.FailureReason, "KMS.AccessDeniedException");
    });

    it("loses and doubles nothing when it is interrupted, whatever by, and started again", async () => {
      const bodies = Array.from({ length: 12 }, (_, number) => `m${number}`);
      for (const body of bodies) await h.send(dlq, body);
      const start = async (destination: string) => {
        const input = {
          SourceArn: source,
          DestinationArn: arnOf(destination),
          MaxNumberOfMessagesPerSecond: 2,
        };
        return (await h.call<{ TaskHandle: string }>("StartMessageMoveTask", input)).TaskHandle;
      };
      const arrived: string[] = [];
      const takeAll = async (QueueUrl: string) => {
        for (let page = await h.receive(QueueUrl, { MaxNumberOfMessages: 10 }); page.length > 0; ) {
          for (const { Body, ReceiptHandle } of page) {
            arrived.push(Body);
            await h.call("DeleteMessage", { QueueUrl, ReceiptHandle });
          }
          page = await h.receive(QueueUrl, { MaxNumberOfMessages: 10 });
        }
      };
      // By its starter.
      const TaskHandle = await start("orders");
      await h.clock.advance(1_500);
      await h.call("CancelMessageMoveTask", { TaskHandle });
      await h.clock.advance(5_000);
      // By the end of its destination.
      const vault = await h.queue("vault");
      await start("vault");
      await h.clock.advance(500);
      await takeAll(vault);
      await h.call("DeleteQueue", { QueueUrl: vault });
      await h.clock.advance(5_000);
      // By a permission that is gone.
      await start("orders");
      await h.clock.advance(500);
      h.denied.add("sqs:SendMessage");
      await h.clock.advance(5_000);
      h.denied.clear();
      assert.deepEqual(
        (await tasks()).map(({ Status, FailureReason }) => [Status, FailureReason]),
        [
          ["FAILED", "AccessDeniedException"],
          ["FAILED", "AWS.SimpleQueueService.NonExistentQueue"],
          ["CANCELLED", undefined],
        ],
      );
      await start("orders");
      await h.clock.advance(10_000);
      await takeAll(url);
      assert.deepEqual(arrived.sort(), [...bodies].sort());
    });

    it("needs to receive and delete at the source and to send to the destination", async () => {
      h.accesses.length = 0;
      await h.call("StartMessageMoveTask", { SourceArn: source });
      assert.deepEqual(
        h.accesses.map(({ action, resource }) => `${action} ${resource}`),
        [
          `sqs:StartMessageMoveTask ${source}`,
          `sqs:ReceiveMessage ${source}`,
          `sqs:DeleteMessage ${source}`,
          `sqs:GetQueueAttributes ${source}`,
          `sqs:SendMessage ${arnOf("orders")}`,
        ],
      );
    });

    it("refuses a source that is nobody's dead-letter queue, or not there", async () => {
      await assert.rejects(
        h.call("StartMessageMoveTask", { SourceArn: arnOf("orders") }),
        /must be configured as a Dead Letter Queue/,
      );
      await assert.rejects(h.call("StartMessageMoveTask", { SourceArn: arnOf("none") }), {
        code: "ResourceNotFoundException",
      });
      await assert.rejects(h.call("ListMessageMoveTasks", { SourceArn: "none" }), /use this format/);
    });
  });
});
