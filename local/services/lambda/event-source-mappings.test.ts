import assert from "node:assert/strict";
import type { PolicyStatement } from "../../core/access.ts";
import type { EventSourceMappingInput } from "./event-source-mapping.ts";
import { LambdaHarness } from "./testing.ts";

const CONSUME: PolicyStatement = {
  Effect: "Allow",
  Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
  Resource: "*",
};

/** Writes what it got to its log, and fails the messages that say so. */
const CONSUMER = `
  exports.handler = async ({ Records }) => {
    console.log("batch " + JSON.stringify(Records.map(({ body }) => body)));
    if (Records.some(({ body }) => body === "throw")) throw new Error("whole batch");
    return {
      batchItemFailures: Records.filter(({ body }) => body === "fail").map(({ messageId }) => ({ itemIdentifier: messageId })),
    };
  };`;

describe("Lambda event source mappings", () => {
  let h: LambdaHarness;
  let queueArn: string;

  beforeEach(async () => {
    h = new LambdaHarness();
    queueArn = await h.queue("orders", { VisibilityTimeout: "30" });
  });

  afterEach(() => h.close());

  function consumer(code = CONSUMER, options: { Timeout?: number; statements?: PolicyStatement[] } = {}) {
    return h.function(code, { statements: [CONSUME], ...options });
  }

  const map = (input: Partial<EventSourceMappingInput> = {}) =>
    h.lambda.eventSourceMappings.create({
      EventSourceArn: queueArn,
      FunctionName: "f",
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ...input,
    });

  /** Waits until `condition` holds. */
  async function until(what: string, condition: () => Promise<boolean> | boolean): Promise<void> {
    const deadline = performance.now() + 10_000;
    while (!(await condition())) {
      if (performance.now() > deadline) assert.fail(`Waited in vain for ${what}; ${h.warnings.join("; ")}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  const drained = (arn = queueArn) => until(`${arn} to be empty`, async () => (await h.depth(arn)) === 0);

  async function batches(): Promise<string[][]> {
    await h.lambda.logsWritten();
    return h.logs.flatMap(({ message }) => {
      const match = /\tbatch (.*)$/.exec(message);
      return match?.[1] === undefined ? [] : [JSON.parse(match[1])];
    });
  }

  it("hands over records in Lambda's shape and deletes them", async () => {
    consumer("exports.handler = async (event) => console.log('event ' + JSON.stringify(event));");
    await map();
    const messageId = await h.send(queueArn, "hello", {
      MessageAttributes: {
        kind: { DataType: "String", StringValue: "a" },
        raw: { DataType: "Binary", BinaryValue: "AQI=" },
      },
    });
    await drained();
    await h.lambda.logsWritten();
    const line = h.logs.map(({ message }) => /\tevent (.*)$/.exec(message)?.[1]).find(Boolean) ?? "";
    const { Records } = JSON.parse(line);
    assert.equal(Records.length, 1);
    const { receiptHandle, attributes, md5OfMessageAttributes, ...record } = Records[0];
    assert.ok(receiptHandle.length > 0);
    assert.match(md5OfMessageAttributes, /^[0-9a-f]{32}$/);
    assert.equal(attributes.ApproximateReceiveCount, "1");
    assert.ok(Number(attributes.SentTimestamp) > 0);
    assert.deepEqual(record, {
      messageId,
      body: "hello",
      messageAttributes: {
        kind: { stringValue: "a", stringListValues: [], binaryListValues: [], dataType: "String" },
        raw: { binaryValue: "AQI=", stringListValues: [], binaryListValues: [], dataType: "Binary" },
      },
      md5OfBody: "5d41402abc4b2a76b9719d911017c592",
      eventSource: "aws:sqs",
      eventSourceARN: queueArn,
      awsRegion: "eu-west-1",
    });
  });

  it("wakes at once for a message to an idle queue", async () => {
    consumer();
    await map();
    await h.send(queueArn, "first");
    await drained();
    const sent = performance.now();
    await h.send(queueArn, "second");
    await drained();
    assert.ok(performance.now() - sent < 1_000);
  });

  it("long-polls where nothing tells it of activity", async () => {
    await h.close();
    h = new LambdaHarness({ activity: false });
    queueArn = await h.queue("orders", { VisibilityTimeout: "30" });
    consumer();
    await map();
    await h.send(queueArn, "late");
    await h.clock.advance(21_000);
    await drained();
  });

  it("leaves what failed to come back after the visibility timeout", async () => {
    consumer();
    await map();
    await h.send(queueArn, "fail");
    await h.send(queueArn, "good");
    await until("one message to be left", async () => (await h.depth(queueArn)) === 1);
    await h.clock.advance(31_000);
    await until(
      "the message to come again",
      async () => (await batches()).flat().filter((body) => body === "fail").length >= 2,
    );
    assert.equal((await batches()).flat().filter((body) => body === "good").length, 1);
  });

  it("leaves the whole batch when the function throws", async () => {
    consumer();
    await map({ BatchSize: 10, MaximumBatchingWindowInSeconds: 1 });
    await h.send(queueArn, "throw");
    await h.send(queueArn, "good");
    await until("both to be received", async () => (await receivedTogether()) > 0);
    await h.clock.advance(1_000);
    await until("the batch to fail", () => h.sum("Errors") > 0);
    assert.equal(await h.depth(queueArn), 2);
  });

  async function receivedTogether(): Promise<number> {
    const { Attributes } = await h.call<{ Attributes: Record<string, string> }>("GetQueueAttributes", {
      QueueUrl: await h.url(queueArn),
      AttributeNames: ["ApproximateNumberOfMessagesNotVisible"],
    });
    return Attributes.ApproximateNumberOfMessagesNotVisible === "2" ? 1 : 0;
  }

  it("moves what fails for good to the dead-letter queue", async () => {
    const dead = await h.queue("dead");
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead, maxReceiveCount: 3 });
    const arn = await h.queue("fragile", { VisibilityTimeout: "30", RedrivePolicy });
    consumer();
    await map({ EventSourceArn: arn });
    await h.send(arn, "fail");
    for (let receives = 1; receives <= 3; receives++) {
      await until(`receive ${receives}`, async () => (await batches()).length === receives);
      await h.clock.advance(31_000);
    }
    await until("the message to be dead", async () => (await h.depth(dead)) === 1);
    assert.equal(await h.depth(arn), 0);
  });

  it("gathers a batch for as long as its window", async () => {
    consumer();
    await map({ BatchSize: 100, MaximumBatchingWindowInSeconds: 5 });
    for (let n = 0; n < 25; n++) await h.send(queueArn, `m${n}`);
    await until("all to be received", async () => (await hidden()) === 25);
    await h.clock.advance(5_000);
    await drained();
    assert.deepEqual(
      (await batches()).map((batch) => batch.length),
      [25],
    );
  });

  async function hidden(): Promise<number> {
    const { Attributes } = await h.call<{ Attributes: Record<string, string> }>("GetQueueAttributes", {
      QueueUrl: await h.url(queueArn),
      AttributeNames: ["ApproximateNumberOfMessagesNotVisible"],
    });
    return Number(Attributes.ApproximateNumberOfMessagesNotVisible);
  }

  it("runs at most as many batches at a time as it may", async () => {
    consumer("exports.handler = async () => new Promise((r) => setTimeout(r, 100));");
    await map({ BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } });
    for (let n = 0; n < 6; n++) await h.send(queueArn, `m${n}`);
    await drained();
    const concurrent = h.metrics.filter(({ name }) => name === "ConcurrentExecutions");
    assert.equal(Math.max(...concurrent.map(({ value }) => value)), 2);
    assert.equal(h.sum("Invocations"), 6);
  });

  it("keeps a FIFO queue's order within a group", async () => {
    const arn = await h.queue("orders.fifo", { FifoQueue: "true", ContentBasedDeduplication: "true" });
    consumer();
    await map({ EventSourceArn: arn, BatchSize: 1 });
    for (let n = 0; n < 4; n++) await h.send(arn, `m${n}`, { MessageGroupId: "g" });
    await drained(arn);
    assert.deepEqual((await batches()).flat(), ["m0", "m1", "m2", "m3"]);
  });

  it("splits a batch that an invocation cannot carry", async () => {
    consumer(
      "exports.handler = async ({ Records }) => console.log('batch ' + JSON.stringify(Records.map(({ body }) => body.length)));",
    );
    const { UUID } = await map({ Enabled: false, BatchSize: 20, MaximumBatchingWindowInSeconds: 1 });
    for (let n = 0; n < 8; n++) await h.send(queueArn, "x".repeat(1_000_000));
    await h.lambda.eventSourceMappings.update(UUID, {
      FunctionName: "f",
      BatchSize: 20,
      MaximumBatchingWindowInSeconds: 1,
    });
    await until("all to be received", async () => (await hidden()) === 8);
    await h.clock.advance(1_000);
    await drained();
    const sizes = (await batches()).map((batch) => batch.length);
    assert.equal(
      sizes.reduce((sum, size) => sum + size, 0),
      8,
    );
    assert.ok(sizes.length >= 2, String(sizes));
  });

  it("tries throttled batches again until they would be visible, and then gives them back", async () => {
    consumer();
    h.lambda.putFunctionConcurrency("f", 0);
    await map();
    await h.send(queueArn, "patient");
    await until("a throttle", () => h.sum("Throttles") === 1);
    await h.clock.advance(1_000);
    await until("another", () => h.sum("Throttles") === 2);
    h.lambda.putFunctionConcurrency("f", 1);
    await h.clock.advance(2_000);
    await drained();
    assert.match(h.warnings.join(), /Rate Exceeded/);
  });

  it("uses up receives while throttled", async () => {
    const dead = await h.queue("dead");
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead, maxReceiveCount: 1 });
    const arn = await h.queue("fragile", { VisibilityTimeout: "30", RedrivePolicy });
    consumer();
    h.lambda.putFunctionConcurrency("f", 0);
    await map({ EventSourceArn: arn });
    await h.send(arn, "good");
    await until("a throttle", () => h.sum("Throttles") > 0);
    for (let seconds = 0; seconds < 60 && (await h.depth(dead)) === 0; seconds++)
      await h.clock.advance(1_000);
    await until("the good message to be dead", async () => (await h.depth(dead)) === 1);
  });

  it("says why it cannot poll any more, and goes on when it can", async () => {
    consumer();
    const { UUID } = await map();
    const mapping = () => h.lambda.eventSourceMappings.find(UUID);
    h.iam.roles.deletePolicy("f-role", "inline");
    await h.send(queueArn, "hello");
    await until("the denial", () => /sqs:ReceiveMessage/.test(mapping()?.LastProcessingResult ?? ""));
    h.iam.roles.putPolicy(
      "f-role",
      "inline",
      JSON.stringify({ Version: "2012-10-17", Statement: [CONSUME] }),
    );
    await h.clock.advance(61_000);
    await drained();
    await until("the result", () => mapping()?.LastProcessingResult === "OK");
  });

  describe("when it changes", () => {
    it("polls only while enabled", async () => {
      consumer();
      const { UUID, State } = await map({ Enabled: false });
      assert.equal(State, "Disabled");
      await h.send(queueArn, "waiting");
      await h.clock.advance(60_000);
      assert.equal(await h.depth(queueArn), 1);
      assert.equal(h.sum("Invocations"), 0);
      await h.lambda.eventSourceMappings.update(UUID, { FunctionName: "f" });
      await drained();
    });

    it("lets what is in flight finish when deleted", async () => {
      consumer("exports.handler = async () => new Promise((r) => setTimeout(r, 200));");
      const { UUID } = await map();
      await h.send(queueArn, "in flight");
      await until("the invocation", () => h.sum("Invocations") === 1);
      await h.lambda.eventSourceMappings.delete(UUID);
      assert.equal(await h.depth(queueArn), 0);
      await h.send(queueArn, "after");
      await h.clock.advance(60_000);
      assert.equal(await h.depth(queueArn), 1);
      await assert.rejects(h.lambda.eventSourceMappings.delete(UUID), { code: "ResourceNotFoundException" });
    });
  });

  describe("refuses", () => {
    const refused: Record<string, [Partial<EventSourceMappingInput>, string, RegExp]> = {
      "another event source": [
        { EventSourceArn: "arn:aws:kinesis:eu-west-1:000000000000:stream/s" },
        "InvalidParameterValueException",
        /stream\/s is not the ARN of one/,
      ],
      "a queue that does not exist": [
        { EventSourceArn: "arn:aws:sqs:eu-west-1:000000000000:none" },
        "InvalidParameterValueException",
        /Error occurred while ReceiveMessage.*none/,
      ],
      "a function that does not exist": [
        { FunctionName: "none" },
        "ResourceNotFoundException",
        /function:none/,
      ],
      "a batch of more than 10 without a window": [
        { BatchSize: 11 },
        "InvalidParameterValueException",
        /must be greater than 0 if maximum batch size is greater than 10/,
      ],
      "a batch of more than 10,000": [{ BatchSize: 10_001 }, "ValidationException", /10001/],
      "a window of more than 300 s": [{ MaximumBatchingWindowInSeconds: 301 }, "ValidationException", /301/],
      "a concurrency of 1": [
        { ScalingConfig: { MaximumConcurrency: 1 } },
        "ValidationException",
        /'1' at 'scalingConfig/,
      ],
      "an unknown response type": [{ FunctionResponseTypes: ["X"] }, "ValidationException", /got \[X\]/],
    };
    for (const [name, [input, code, message]] of Object.entries(refused)) {
      it(name, async () => {
        consumer();
        await assert.rejects(map(input), { code, message });
      });
    }

    it("windows and large batches of FIFO queues", async () => {
      const EventSourceArn = await h.queue("orders.fifo", { FifoQueue: "true" });
      consumer();
      await assert.rejects(
        map({ EventSourceArn, MaximumBatchingWindowInSeconds: 1 }),
        /not supported for FIFO/,
      );
      await assert.rejects(map({ EventSourceArn, BatchSize: 11 }), /FIFO queues support/);
    });

    for (const action of CONSUME.Action as string[]) {
      it(`a role without ${action}`, async () => {
        const Action = (CONSUME.Action as string[]).filter((other) => other !== action);
        consumer(CONSUMER, { statements: [{ ...CONSUME, Action }] });
        await assert.rejects(map(), {
          code: "InvalidParameterValueException",
          message: new RegExp(`does not have permissions to call ${action.split(":")[1]} on SQS`),
        });
      });
    }

    it("a visibility timeout shorter than the function's timeout", async () => {
      consumer(CONSUMER, { Timeout: 31 });
      await assert.rejects(map(), {
        code: "InvalidParameterValueException",
        message: "Queue visibility timeout: 30 seconds is less than Function timeout: 31 seconds",
      });
    });

    it("the same queue for the same function twice", async () => {
      consumer();
      await map();
      await assert.rejects(map(), { code: "ResourceConflictException", statusCode: 409 });
    });
  });
});
