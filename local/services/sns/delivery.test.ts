import assert from "node:assert/strict";
import { createVerify } from "node:crypto";
import type { PolicyStatement } from "../../core/access.ts";
import { AwsError } from "../../core/errors.ts";
import { retryDelayMs } from "./retries.ts";
import { canonical } from "./signature.ts";
import { allowTopic, queueArn, SnsHarness, topicArn, unavailable } from "./testing.ts";

describe("SNS delivery", () => {
  let h: SnsHarness;
  let topic: string;
  beforeEach(async () => {
    h = new SnsHarness();
    topic = await h.topic("registered");
  });
  afterEach(() => h.close());

  const attributes = {
    kind: { DataType: "String", StringValue: "new" },
    blob: { DataType: "Binary", BinaryValue: "AAE=" },
  };

  it("wraps a message for a queue as SNS does, with a signature that verifies", async () => {
    const subscription = await h.subscribe(topic, await h.queue("q", topic));
    const id = await h.publish(topic, "héllo", { Subject: "Hi", MessageAttributes: attributes });
    const [received] = await h.receive(queueArn("q"));
    assert.equal(received?.MessageAttributes, undefined);
    assert.match(received?.Body ?? "", /^\{\n {2}"Type" : "Notification",\n {2}"MessageId" : /);
    const body = JSON.parse(received?.Body ?? "");
    assert.deepEqual(Object.keys(body), [
      "Type",
      "MessageId",
      "TopicArn",
      "Subject",
      "Message",
      "Timestamp",
      "SignatureVersion",
      "Signature",
      "SigningCertURL",
      "UnsubscribeURL",
      "MessageAttributes",
    ]);
    assert.deepEqual(
      [body.MessageId, body.TopicArn, body.Subject, body.Message, body.SignatureVersion],
      [id, topic, "Hi", "héllo", "1"],
    );
    assert.match(body.Timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.match(
      body.SigningCertURL,
      /^https:\/\/sns\.eu-west-1\.amazonaws\.com\/SimpleNotificationService-[0-9a-f]{32}\.pem$/,
    );
    assert.equal(
      body.UnsubscribeURL,
      `http://localhost:4566/?Action=Unsubscribe&SubscriptionArn=${subscription}`,
    );
    assert.deepEqual(body.MessageAttributes, {
      kind: { Type: "String", Value: "new" },
      blob: { Type: "Binary", Value: "AAE=" },
    });
    const verified = createVerify("RSA-SHA1")
      .update(canonical(body))
      .verify(await h.sns.signer.publicKey(), body.Signature, "base64");
    assert.equal(verified, true);
    assert.equal(h.sum("NumberOfMessagesPublished"), 1);
    await h.until("the metric", () => h.sum("NumberOfNotificationsDelivered") === 1);
  });

  it("leaves out what a message does not have", async () => {
    await h.subscribe(topic, await h.queue("q", topic));
    await h.publish(topic, "m");
    const body = JSON.parse((await h.receive(queueArn("q")))[0]?.Body ?? "");
    assert.equal("Subject" in body || "MessageAttributes" in body, false);
  });

  it("delivers raw, with the attributes as the queue's", async () => {
    await h.subscribe(topic, await h.queue("q", topic), { RawMessageDelivery: "true" });
    await h.publish(topic, "raw", { Subject: "unseen", MessageAttributes: attributes });
    const [received] = await h.receive(queueArn("q"));
    assert.equal(received?.Body, "raw");
    assert.deepEqual(received?.MessageAttributes, attributes);
  });

  it("gives each protocol its own text of a structured message", async () => {
    await h.subscribe(topic, await h.queue("q", topic), { RawMessageDelivery: "true" });
    const Message = JSON.stringify({ default: "d", sqs: "for queues", email: "e" });
    await h.publish(topic, Message, { MessageStructure: "json" });
    assert.equal((await h.receive(queueArn("q")))[0]?.Body, "for queues");
  });

  it("invokes a function asynchronously with SNS's event", async () => {
    const functionArn = "arn:aws:lambda:eu-west-1:000000000000:function:welcome";
    const subscription = await h.subscribe(topic, functionArn, {}, "lambda");
    await h.publish(topic, "m");
    await h.until("the invocation", () => h.invocations.length === 1);
    const invocation = h.invocations[0];
    assert.equal(invocation?.sourceArn, topic);
    assert.deepEqual(invocation?.principal, {
      kind: "service",
      service: "sns.amazonaws.com",
      sourceArn: topic,
    });
    const { Records } = JSON.parse(invocation?.payload ?? "");
    assert.equal(Records[0].EventSubscriptionArn, subscription);
    assert.equal(Records[0].Sns.Message, "m");
    assert.equal(Records[0].Sns.Subject, null);
    assert.ok(Records[0].Sns.SigningCertUrl && Records[0].Sns.UnsubscribeUrl);
  });

  const lockedOut: readonly [string, readonly PolicyStatement[]][] = [
    ["no policy", []],
    ["the policy of another topic", [allowTopic("q", topicArn("other"))]],
    [
      "the policy of another account",
      [
        {
          ...allowTopic("q", topicArn("registered")),
          Condition: { StringEquals: { "aws:SourceAccount": "111111111111" } },
        },
      ],
    ],
  ];
  for (const [what, statements] of lockedOut)
    it(`loses a message to a queue with ${what}, without a retry`, async () => {
      await h.subscribe(topic, await h.queue("q", topic, {}, statements));
      await h.publish(topic, "m");
      await h.until("the failure", () => h.sum("NumberOfNotificationsFailed") === 1);
      await h.clock.advance(3_600_000);
      assert.equal(h.sum("NumberOfNotificationsFailed"), 1);
      assert.equal(h.sum("NumberOfNotificationsDelivered"), 0);
      assert.match(h.warnings.join(), /could not be delivered to .*:q: .*sqs:SendMessage/);
    });

  it("sends what fails to the subscription's dead-letter queue", async () => {
    await h.subscribe(topic, queueArn("gone"), {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: await h.queue("dlq", topic) }),
    });
    await h.publish(topic, "lost");
    assert.equal(JSON.parse((await h.receive(queueArn("dlq")))[0]?.Body ?? "").Message, "lost");
    await h.until("the metric", () => h.sum("NumberOfNotificationsRedrivenToDlq") === 1);
  });

  it("loses it for good when the dead-letter queue does not let SNS in", async () => {
    await h.queue("dlq", topic, {}, []);
    await h.subscribe(topic, queueArn("gone"), {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn("dlq") }),
    });
    await h.publish(topic, "lost");
    await h.until("the metric", () => h.sum("NumberOfNotificationsFailedToRedriveToDlq") === 1);
  });

  it("tries again after server-side errors, on the clock", async () => {
    await h.subscribe(topic, await h.queue("q", topic), { RawMessageDelivery: "true" });
    h.fail = { times: 6, error: unavailable() };
    await h.publish(topic, "late");
    await h.until("the immediate retries", () => h.fail?.times === 2);
    assert.deepEqual(await h.receive(queueArn("q"), 0), []);
    for (let second = 0; second < 5; second++) await h.clock.advance(1_100);
    assert.equal((await h.receive(queueArn("q")))[0]?.Body, "late");
    assert.equal(h.sum("NumberOfNotificationsFailed"), 0);
  });

  it("does not try again what the queue refuses", async () => {
    await h.subscribe(topic, await h.queue("q", topic));
    h.fail = { times: 1, error: new AwsError("InvalidParameterValueException", "no") };
    await h.publish(topic, "m");
    await h.until("the failure", () => h.sum("NumberOfNotificationsFailed") === 1);
    assert.equal(h.fail.times, 0);
  });

  it("has SNS's delays: none, a second, then growing to twenty", () => {
    const delays = Array.from({ length: 17 }, (_, retry) => retryDelayMs(retry));
    assert.deepEqual(delays.slice(0, 6), [0, 0, 0, 1_000, 1_000, 1_000]);
    assert.deepEqual(delays.slice(14), [20_000, 20_000, 20_000]);
    assert.equal(retryDelayMs(100_014), 20_000);
    assert.equal(retryDelayMs(100_015), undefined);
  });

  it("reaches an encrypted queue only through a key that lets SNS in", async () => {
    const use: PolicyStatement = {
      Effect: "Allow",
      Principal: { Service: "sns.amazonaws.com" },
      Action: ["kms:GenerateDataKey", "kms:Decrypt"],
      Resource: "*",
      Condition: { ArnEquals: { "aws:SourceArn": topic } },
    };
    await h.subscribe(topic, await h.queue("closed", topic, { KmsMasterKeyId: h.key() }));
    await h.subscribe(topic, await h.queue("open", topic, { KmsMasterKeyId: h.key(use) }));
    await h.publish(topic, "m");
    assert.equal((await h.receive(queueArn("open"))).length, 1);
    await h.until("the failure", () => h.sum("NumberOfNotificationsFailed") === 1);
    assert.match(h.warnings.join(), /:closed: .*kms:GenerateDataKey/);
  });
});
