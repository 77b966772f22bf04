import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { AwsError } from "../../core/errors.ts";
import { queueGauges } from "./metrics.ts";
import { ROOT, SESSION, SqsHarness } from "./testing.ts";

describe("SQS messages", () => {
  let h: SqsHarness;
  let url: string;
  beforeEach(async () => {
    h = new SqsHarness();
    url = await h.queue("orders");
  });
  afterEach(() => h.close());

  it("delivers what was sent, with its digests and system attributes", async () => {
    const sentAt = h.clock.now();
    const { MessageId } = await h.call<{ MessageId: string }>(
      "SendMessage",
      {
        QueueUrl: url,
        MessageBody: "hello",
        MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: "Root=1-a" } },
      },
      SESSION,
    );
    const [message] = await h.receive(url);
    assert.ok(message);
    assert.equal(message.MessageId, MessageId);
    assert.equal(message.MD5OfBody, createHash("md5").update("hello").digest("hex"));
    const { SenderId, SentTimestamp, ApproximateFirstReceiveTimestamp, ...rest } = message.Attributes;
    assert.match(SenderId ?? "", /^AROA[0-9A-F]{17}:orders-create$/);
    assert.ok(Number(SentTimestamp) >= sentAt && Number(ApproximateFirstReceiveTimestamp) >= sentAt);
    assert.deepEqual(rest, { ApproximateReceiveCount: "1", AWSTraceHeader: "Root=1-a" });
  });

  it("digests message attributes as AWS does and returns those asked for", async () => {
    const MessageAttributes = {
      Hello: { DataType: "String", StringValue: "There" },
      General: { DataType: "String", StringValue: "Kenobi" },
      "Help.Me": { DataType: "String", StringValue: "Me" },
    };
    const sent = await h.send(url, "msg", { MessageAttributes });
    assert.equal(sent.MD5OfMessageAttributes, "4c360f3fdafd970e05fae2f149d997f5");
    const cases: readonly [readonly string[], string | undefined, readonly string[]][] = [
      [[], undefined, []],
      [["All"], "4c360f3fdafd970e05fae2f149d997f5", ["Hello", "General", "Help.Me"]],
      [["Hello", "Nope"], "a311262e065454b75da111d535b8dacd", ["Hello"]],
      [["Hel.*"], "83fee93c1bcd8b9a5a923ffacdc636c7", ["Hello", "Help.Me"]],
    ];
    for (const [MessageAttributeNames, md5, names] of cases) {
      const [message] = await h.receive(url, { MessageAttributeNames, VisibilityTimeout: 0 });
      assert.equal(message?.MD5OfMessageAttributes, md5);
      assert.deepEqual(Object.keys(message?.MessageAttributes ?? {}), names);
    }
  });

  it("digests binary attributes", async () => {
    const value = Buffer.from("traceparent\u001e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01");
    const sent = await h.send(url, "test", {
      MessageAttributes: { attr1: { DataType: "Binary", BinaryValue: value.toString("base64") } },
    });
    assert.equal(sent.MD5OfMessageAttributes, "8cbe4db156db8a94db8b801b7addb984");
  });

  const attribute = (value: object) => ({ MessageAttributes: { a: value } });
  const refusedSends: readonly [string, string, object, string][] = [
    ["an empty body", "", {}, "MissingRequiredParameterException"],
    ["a control character", "a\u0000", {}, "InvalidMessageContents"],
    ["a lone surrogate", "a\ud800", {}, "InvalidMessageContents"],
    ["a body over 1 MiB", "x".repeat(1_048_577), {}, "InvalidParameterValueException"],
    ["a delay over 15 minutes", "a", { DelaySeconds: 901 }, "InvalidParameterValueException"],
    ["a deduplication id", "a", { MessageDeduplicationId: "1" }, "InvalidParameterValueException"],
    [
      "an empty attribute",
      "a",
      attribute({ DataType: "String", StringValue: "" }),
      "InvalidParameterValueException",
    ],
    ["an attribute without a type", "a", attribute({ StringValue: "x" }), "InvalidParameterValueException"],
    [
      "an attribute of another type",
      "a",
      attribute({ DataType: "Date", StringValue: "x" }),
      "InvalidParameterValueException",
    ],
    [
      "a Number that is none",
      "a",
      attribute({ DataType: "Number", StringValue: "x" }),
      "InvalidParameterValueException",
    ],
    [
      "another system attribute",
      "a",
      { MessageSystemAttributes: { Other: { DataType: "String", StringValue: "x" } } },
      "InvalidParameterValueException",
    ],
    [
      "a reserved attribute name",
      "a",
      { MessageAttributes: { "AWS.x": { DataType: "String", StringValue: "x" } } },
      "InvalidParameterValueException",
    ],
    [
      "eleven attributes",
      "a",
      {
        MessageAttributes: Object.fromEntries(
          Array.from({ length: 11 }, (_, i) => [`a${i}`, { DataType: "String", StringValue: "x" }]),
        ),
      },
      "InvalidParameterValueException",
    ],
    ["a number for a body", 7 as unknown as string, {}, "SerializationException"],
  ];
  for (const [what, body, more, code] of refusedSends)
    it(`refuses to send ${what}`, () => assert.rejects(h.send(url, body, more), { code }));

  it("accepts emoji and what XML allows", async () => {
    await h.send(url, "tab\t newline\n \u{1F600} \ue000");
    assert.deepEqual(await h.bodies(url), ["tab\t newline\n \u{1F600} \ue000"]);
  });

  it("hides a received message until its visibility timeout is over", async () => {
    await h.send(url, "a");
    assert.deepEqual(await h.bodies(url), ["a"]);
    await h.clock.advance(29_000);
    assert.deepEqual(await h.bodies(url), []);
    await h.clock.advance(1_500);
    const [again] = await h.receive(url);
    assert.equal(again?.Attributes.ApproximateReceiveCount, "2");
  });

  it("changes visibility, up to 12 hours since the receive", async () => {
    await h.send(url, "a");
    const [message] = await h.receive(url);
    const change = (VisibilityTimeout: number) =>
      h.call("ChangeMessageVisibility", {
        QueueUrl: url,
        ReceiptHandle: message?.ReceiptHandle,
        VisibilityTimeout,
      });
    await change(100);
    await h.clock.advance(60_000);
    assert.deepEqual(await h.bodies(url), []);
    await assert.rejects(change(43_190), /Total VisibilityTimeout for the message is beyond the limit/);
    await change(0);
    assert.deepEqual(await h.bodies(url), ["a"]);
  });

  it("refuses to change the visibility of what is not in flight", async () => {
    await h.send(url, "a");
    const [message] = await h.receive(url, { VisibilityTimeout: 1 });
    await h.clock.advance(1_500);
    const change = { QueueUrl: url, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 5 };
    await assert.rejects(h.call("ChangeMessageVisibility", change), { code: "MessageNotInflight" });
    await h.call("DeleteMessage", { QueueUrl: url, ReceiptHandle: message?.ReceiptHandle });
    await assert.rejects(h.call("ChangeMessageVisibility", change), /does not exist or is not available/);
  });

  it("deletes by the latest receipt handle only, and twice without complaint", async () => {
    await h.send(url, "a");
    const [first] = await h.receive(url, { VisibilityTimeout: 0 });
    const [second] = await h.receive(url, { VisibilityTimeout: 0 });
    const remove = (handle: string | undefined) =>
      h.call("DeleteMessage", { QueueUrl: url, ReceiptHandle: handle });
    await remove(first?.ReceiptHandle);
    assert.deepEqual(await h.bodies(url, { VisibilityTimeout: 0 }), ["a"]);
    const [third] = await h.receive(url);
    await remove(third?.ReceiptHandle);
    await remove(third?.ReceiptHandle);
    await remove(second?.ReceiptHandle);
    await h.clock.advance(60_000);
    assert.deepEqual(await h.bodies(url), []);
  });

  it("refuses receipt handles that are garbage or another queue's", async () => {
    const other = await h.queue("other");
    await h.send(other, "a");
    const [message] = await h.receive(other);
    for (const ReceiptHandle of ["garbage", "AQEBgarbage", message?.ReceiptHandle]) {
      await assert.rejects(h.call("DeleteMessage", { QueueUrl: url, ReceiptHandle }), {
        code: "ReceiptHandleIsInvalid",
      });
    }
  });

  it("delays by the message, else by the queue", async () => {
    const slow = await h.queue("slow", { DelaySeconds: "10" });
    await h.send(slow, "queue");
    await h.send(slow, "message", { DelaySeconds: 0 });
    assert.deepEqual(await h.bodies(slow), ["message"]);
    await h.clock.advance(10_500);
    assert.deepEqual(await h.bodies(slow), ["queue"]);
  });

  it("drops a message when its retention is over", async () => {
    const brief = await h.queue("brief", { MessageRetentionPeriod: "60" });
    await h.send(brief, "a");
    await h.clock.advance(59_000);
    assert.deepEqual(await h.bodies(brief, { VisibilityTimeout: 0 }), ["a"]);
    await h.clock.advance(1_500);
    assert.deepEqual(await h.bodies(brief), []);
  });

  it("wakes a long poll at once when a message is sent", async () => {
    const waiting = h.receive(url, { WaitTimeSeconds: 20 });
    await h.send(url, "a");
    assert.equal((await waiting)[0]?.Body, "a");
  });

  it("ends a long poll when its time on the clock is over, or its queue goes", async () => {
    const waiting = h.receive(url, { WaitTimeSeconds: 20 });
    await h.clock.advance(20_000);
    assert.deepEqual(await waiting, []);
    const orphaned = h.receive(url, { WaitTimeSeconds: 20 });
    await h.call("DeleteQueue", { QueueUrl: url });
    assert.deepEqual(await orphaned, []);
  });

  it("wakes a long poll when a visibility timeout or a delay ends", async () => {
    await h.send(url, "delayed", { DelaySeconds: 5 });
    const waiting = h.receive(url, { WaitTimeSeconds: 20, VisibilityTimeout: 10 });
    await h.clock.advance(5_000);
    assert.equal((await waiting)[0]?.Body, "delayed");
    const again = h.receive(url, { WaitTimeSeconds: 20 });
    await h.clock.advance(10_000);
    assert.equal((await again)[0]?.Body, "delayed");
  });

  it("gives each of two long polls its own message", async () => {
    const polls = [h.receive(url, { WaitTimeSeconds: 20 }), h.receive(url, { WaitTimeSeconds: 20 })];
    await h.send(url, "a");
    await h.send(url, "b");
    const bodies = (await Promise.all(polls)).map((messages) => messages.map(({ Body }) => Body));
    assert.deepEqual(bodies, [["a"], ["b"]]);
  });

  it("tells listeners that messages became visible", async () => {
    let told = 0;
    const end = h.sqs.onAvailable("arn:aws:sqs:eu-west-1:000000000000:orders", () => told++);
    await h.send(url, "a");
    assert.equal(told, 1);
    await h.receive(url, { VisibilityTimeout: 5 });
    await h.clock.advance(5_000);
    assert.equal(told, 2);
    end();
    await h.send(url, "b");
    assert.equal(told, 2);
    assert.throws(() => h.sqs.onAvailable("arn:aws:sqs:eu-west-1:000000000000:none", () => {}), {
      code: "QueueDoesNotExist",
    });
  });

  it("answers a batch entry by entry", async () => {
    const result = await h.call<{ Successful: { Id: string }[]; Failed: object[] }>("SendMessageBatch", {
      QueueUrl: url,
      Entries: [
        { Id: "good", MessageBody: "a" },
        { Id: "bad", MessageBody: "b", DelaySeconds: 901 },
      ],
    });
    assert.deepEqual(
      result.Successful.map(({ Id }) => Id),
      ["good"],
    );
    assert.deepEqual(result.Failed, [
      {
        Id: "bad",
        SenderFault: true,
        Code: "InvalidParameterValue",
        Message:
          "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
      },
    ]);
    const deleted = await h.call<{ Failed: { Code: string }[] }>("DeleteMessageBatch", {
      QueueUrl: url,
      Entries: [{ Id: "1", ReceiptHandle: "garbage" }],
    });
    assert.equal(deleted.Failed[0]?.Code, "ReceiptHandleIsInvalid");
  });

  const entries = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ Id: `${i}`, MessageBody: "a" }));
  const refusedBatches: readonly [string, readonly object[], string][] = [
    ["no entries", [], "EmptyBatchRequest"],
    ["eleven entries", entries(11), "TooManyEntriesInBatchRequest"],
    ["one id twice", [...entries(1), ...entries(1)], "BatchEntryIdsNotDistinct"],
    ["an id with a colon", [{ Id: "a:b", MessageBody: "a" }], "InvalidBatchEntryId"],
    [
      "over 1 MiB in all",
      [
        { Id: "1", MessageBody: "x".repeat(600_000) },
        { Id: "2", MessageBody: "x".repeat(600_000) },
      ],
      "BatchRequestTooLong",
    ],
  ];
  for (const [what, Entries, code] of refusedBatches)
    it(`refuses a batch with ${what}`, () =>
      assert.rejects(h.call("SendMessageBatch", { QueueUrl: url, Entries }), {
        code,
        queryErrorCode: `AWS.SimpleQueueService.${code}`,
      }));

  for (const [member, value] of [
    ["MaxNumberOfMessages", 11],
    ["MaxNumberOfMessages", 0],
    ["WaitTimeSeconds", 21],
    ["VisibilityTimeout", 43_201],
    ["ReceiveRequestAttemptId", "x"],
  ] as const)
    it(`refuses a receive with ${member} ${value}`, () =>
      assert.rejects(h.receive(url, { [member]: value }), { code: "InvalidParameterValueException" }));

  it("refuses a queue URL that is none, and another account's", async () => {
    await assert.rejects(h.send("orders", "a"), { code: "InvalidAddress" });
    await assert.rejects(h.send("http://localhost:4566/111111111111/orders", "a"), {
      code: "QueueDoesNotExist",
    });
  });

  describe("in a queue with a customer-managed key", () => {
    beforeEach(async () => {
      url = await h.queue("secret", { KmsMasterKeyId: "alias/orders" });
    });

    it("uses the key in the sender's and the receiver's name", async () => {
      await h.call("SendMessage", { QueueUrl: url, MessageBody: "a" }, SESSION);
      await h.receive(url);
      assert.deepEqual(
        h.keyUses.map(({ principal, use }) => [principal.kind, use.action, use.via, use.encryptionContext]),
        [
          [
            "session",
            "kms:GenerateDataKey",
            "sqs",
            { "aws:sqs:arn": "arn:aws:sqs:eu-west-1:000000000000:secret" },
          ],
          ["session", "kms:Decrypt", "sqs", { "aws:sqs:arn": "arn:aws:sqs:eu-west-1:000000000000:secret" }],
          ["root", "kms:Decrypt", "sqs", { "aws:sqs:arn": "arn:aws:sqs:eu-west-1:000000000000:secret" }],
        ],
      );
    });

    for (const [from, to, query] of [
      ["AccessDeniedException", "KmsAccessDenied", "KMS.AccessDeniedException"],
      ["DisabledException", "KmsDisabled", "KMS.DisabledException"],
      ["NotFoundException", "KmsNotFound", "KMS.NotFoundException"],
      ["KMSInvalidStateException", "KmsInvalidState", "KMS.InvalidStateException"],
    ] as const) {
      it(`passes on ${from} as ${to}, and neither takes nor gives a message`, async () => {
        await h.send(url, "earlier");
        h.keyError = new AwsError(from, "no");
        const refusal = { code: to, message: "no", queryErrorCode: query };
        await assert.rejects(h.send(url, "a"), refusal);
        await assert.rejects(h.receive(url), refusal);
        h.keyError = undefined;
        const [message] = await h.receive(url, { MaxNumberOfMessages: 10 });
        assert.equal(message?.Body, "earlier");
        assert.equal(message?.Attributes.ApproximateReceiveCount, "1");
      });
    }

    it("lets the account but no service use the AWS managed key", async () => {
      const managed = await h.queue("managed", { KmsMasterKeyId: "alias/aws/sqs" });
      await h.call("SendMessage", { QueueUrl: managed, MessageBody: "a" }, ROOT);
      const service = { kind: "service", service: "sns.amazonaws.com" } as const;
      await assert.rejects(h.call("SendMessage", { QueueUrl: managed, MessageBody: "b" }, service), {
        code: "KmsAccessDenied",
      });
    });
  });

  it("counts what it does in CloudWatch, and shows its queues' state", async () => {
    await h.send(url, "a");
    await h.send(url, "b");
    await h.send(url, "c", { DelaySeconds: 900 });
    const [message] = await h.receive(url);
    await h.call("DeleteMessage", { QueueUrl: url, ReceiptHandle: message?.ReceiptHandle });
    await h.receive(url);
    await h.clock.advance(7_000);
    assert.deepEqual(
      h.data
        .filter(({ name }) => name !== "SentMessageSize")
        .map(({ namespace, name }) => `${namespace} ${name}`),
      [
        ...Array(3).fill("AWS/SQS NumberOfMessagesSent"),
        "AWS/SQS NumberOfMessagesReceived",
        "AWS/SQS NumberOfMessagesDeleted",
        "AWS/SQS NumberOfMessagesReceived",
      ],
    );
    const gauges = [...queueGauges(h.sqs.queues, h.clock.now())].map(({ name, value, dimensions }) => [
      name,
      value,
      dimensions.QueueName,
    ]);
    assert.deepEqual(gauges, [
      ["ApproximateNumberOfMessagesVisible", 0, "orders"],
      ["ApproximateNumberOfMessagesNotVisible", 1, "orders"],
      ["ApproximateNumberOfMessagesDelayed", 1, "orders"],
      ["ApproximateAgeOfOldestMessage", 7, "orders"],
    ]);
  });

  it("delivers twice and out of order where the delivery policy says so", async () => {
    let duplicates = 1;
    const faulty = new SqsHarness({
      delivery: () => ({ pick: (visible) => visible - 1, duplicate: () => duplicates-- > 0 }),
    });
    const queue = await faulty.queue("orders");
    for (const body of ["a", "b", "c"]) await faulty.send(queue, body);
    const seen: string[] = [];
    for (let receives = 0; receives < 4; receives++) {
      const [message] = await faulty.receive(queue);
      seen.push(message?.Body ?? "");
      await faulty.call("DeleteMessage", { QueueUrl: queue, ReceiptHandle: message?.ReceiptHandle });
    }
    assert.deepEqual(seen, ["c", "c", "b", "a"]);
    assert.deepEqual(await faulty.bodies(queue), []);
    faulty.close();
  });
});
