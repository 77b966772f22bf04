import assert from "node:assert/strict";
import { queueArn, SnsHarness, topicArn } from "./testing.ts";

type TextMap = ReadonlyMap<string, string>;

describe("SNS topics and subscriptions", () => {
  let h: SnsHarness;
  beforeEach(() => {
    h = new SnsHarness();
  });
  afterEach(() => h.close());

  const attributes = async (TopicArn: string) =>
    (await h.call<{ Attributes: TextMap }>("GetTopicAttributes", { TopicArn })).Attributes;
  const subscriptionAttributes = async (SubscriptionArn: string) =>
    (await h.call<{ Attributes: TextMap }>("GetSubscriptionAttributes", { SubscriptionArn })).Attributes;

  it("creates a topic with AWS's defaults, once", async () => {
    const topic = await h.topic("t", { DisplayName: "Topic" });
    assert.equal(topic, topicArn("t"));
    assert.equal(await h.topic("t", { DisplayName: "Topic" }), topic);
    assert.equal(await h.topic("t"), topic);
    await assert.rejects(h.topic("t", { DisplayName: "Other" }), /already exists with different attributes/);
    await assert.rejects(
      h.call("CreateTopic", { Name: "t", Tags: [{ Key: "a", Value: "b" }] }),
      /already exists with different tags/,
    );
    const all = await attributes(topic);
    assert.equal(all.get("DisplayName"), "Topic");
    assert.equal(all.get("Owner"), "000000000000");
    assert.equal(JSON.parse(all.get("Policy") ?? "").Statement[0].Sid, "__default_statement_ID");
    assert.equal(
      JSON.parse(all.get("EffectiveDeliveryPolicy") ?? "").http.defaultHealthyRetryPolicy.numRetries,
      3,
    );
    assert.deepEqual(await h.call("ListTopics", {}), { Topics: [{ TopicArn: topic }] });
  });

  it("reads maps in the query protocol's form", async () => {
    await h.call("CreateTopic", { Name: "t", Attributes: { entry: [{ key: "DisplayName", value: "D" }] } });
    assert.equal((await attributes(topicArn("t"))).get("DisplayName"), "D");
  });

  const refusedTopics: readonly [string, string, Readonly<Record<string, string>>, RegExp][] = [
    ["a name with a dot", "a.b", {}, /Topic Name/],
    ["a name of 257 characters", "x".repeat(257), {}, /Topic Name/],
    ["a FIFO topic's name", "t.fifo", {}, /no FIFO topics/],
    ["a FIFO topic", "t", { FifoTopic: "true" }, /no topic attribute FifoTopic/],
    ["a delivery policy", "t", { DeliveryPolicy: "{}" }, /DeliveryPolicy/],
    ["status logs", "t", { SQSSuccessFeedbackRoleArn: "r" }, /delivery status logs/],
    ["active tracing", "t", { TracingConfig: "Active" }, /PassThrough/],
    ["an unknown attribute", "t", { Colour: "red" }, /not an attribute/],
    ["a long display name", "t", { DisplayName: "x".repeat(101) }, /DisplayName/],
    ["an unknown signature", "t", { SignatureVersion: "3" }, /SignatureVersion/],
    ["a policy that is none", "t", { Policy: "{}" }, /Policy Error/],
    [
      "a policy on another service",
      "t",
      {
        Policy: '{"Statement":{"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"*"}}',
      },
      /out of service scope/,
    ],
  ];
  for (const [what, name, given, message] of refusedTopics)
    it(`refuses ${what}`, () => assert.rejects(h.topic(name, given), message));

  it("deletes a topic with its subscriptions, and one that is gone", async () => {
    const topic = await h.topic("t");
    const SubscriptionArn = await h.subscribe(topic, queueArn("q"));
    await h.call("DeleteTopic", { TopicArn: topic });
    await h.call("DeleteTopic", { TopicArn: topic });
    await assert.rejects(attributes(topic), { code: "NotFound", statusCode: 404 });
    await assert.rejects(subscriptionAttributes(SubscriptionArn), { code: "NotFound" });
  });

  it("adds permissions to the policy and removes them", async () => {
    const TopicArn = await h.topic("t");
    const add = { TopicArn, Label: "l", AWSAccountId: ["111111111111"], ActionName: ["Publish"] };
    await h.call("AddPermission", add);
    const policy = async () => JSON.parse((await attributes(TopicArn)).get("Policy") ?? "");
    assert.deepEqual((await policy()).Statement[1], {
      Sid: "l",
      Effect: "Allow",
      Principal: { AWS: ["arn:aws:iam::111111111111:root"] },
      Action: ["SNS:Publish"],
      Resource: TopicArn,
    });
    await assert.rejects(h.call("AddPermission", add), /Statement already exists/);
    await assert.rejects(
      h.call("AddPermission", { ...add, Label: "m", ActionName: ["ListTopics"] }),
      /out of/,
    );
    await h.call("RemovePermission", { TopicArn, Label: "l" });
    assert.equal((await policy()).Statement.length, 1);
  });

  it("tags", async () => {
    const ResourceArn = await h.topic("t");
    await h.call("TagResource", {
      ResourceArn,
      Tags: [
        { Key: "a", Value: "1" },
        { Key: "b", Value: "2" },
      ],
    });
    await h.call("UntagResource", { ResourceArn, TagKeys: ["a"] });
    assert.deepEqual(await h.call("ListTagsForResource", { ResourceArn }), {
      Tags: [{ Key: "b", Value: "2" }],
    });
    const Tags = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: "" }));
    await assert.rejects(h.call("TagResource", { ResourceArn, Tags }), { code: "TagLimitExceeded" });
    await assert.rejects(h.call("ListTagsForResource", { ResourceArn: topicArn("none") }), {
      code: "ResourceNotFound",
    });
  });

  it("subscribes an endpoint once", async () => {
    const topic = await h.topic("t");
    const first = await h.subscribe(topic, queueArn("q"), { RawMessageDelivery: "true" });
    assert.match(first, /^arn:aws:sns:eu-west-1:000000000000:t:[0-9a-f-]{36}$/);
    assert.equal(await h.subscribe(topic, queueArn("q"), { RawMessageDelivery: "true" }), first);
    await assert.rejects(
      h.subscribe(topic, queueArn("q"), { RawMessageDelivery: "false" }),
      /already exists with/,
    );
    const all = await subscriptionAttributes(first);
    assert.equal(all.get("RawMessageDelivery"), "true");
    assert.equal(all.get("PendingConfirmation"), "false");
    assert.equal(all.get("SubscriptionPrincipal"), "arn:aws:iam::000000000000:root");
    await h.call("Unsubscribe", { SubscriptionArn: first });
    assert.deepEqual(await h.call("ListSubscriptionsByTopic", { TopicArn: topic }), { Subscriptions: [] });
    assert.equal((await attributes(topic)).get("SubscriptionsDeleted"), "1");
  });

  it("keeps an e-mail subscription pending until its token confirms it", async () => {
    const TopicArn = await h.topic("t");
    assert.equal(await h.subscribe(TopicArn, "ops@example.com", {}, "email"), "pending confirmation");
    const [subscription] = h.sns.topics.require(TopicArn).subscriptions;
    assert.ok(subscription?.pending);
    const listed = await h.call<{ Subscriptions: { SubscriptionArn: string }[] }>("ListSubscriptions", {});
    assert.equal(listed.Subscriptions[0]?.SubscriptionArn, "PendingConfirmation");
    await assert.rejects(h.call("ConfirmSubscription", { TopicArn, Token: "no" }), {
      code: "InvalidParameter",
    });
    const { token, arn } = subscription;
    assert.deepEqual(await h.call("ConfirmSubscription", { TopicArn, Token: token }), {
      SubscriptionArn: arn,
    });
    assert.equal((await attributes(TopicArn)).get("SubscriptionsConfirmed"), "1");
    await h.publish(TopicArn, "nobody reads this");
    assert.equal(h.sum("NumberOfNotificationsDelivered") + h.sum("NumberOfNotificationsFailed"), 0);
  });

  const refusedSubscriptions: readonly [string, string, string, Readonly<Record<string, string>>, RegExp][] =
    [
      ["an unknown protocol", "pigeon", "roof", {}, /does not support this protocol string: pigeon/],
      [
        "a protocol of AWS's that is not here",
        "https",
        "https://example.com",
        {},
        /does not deliver by https/,
      ],
      ["a queue by URL", "sqs", "http://localhost/000000000000/q", {}, /SQS endpoint ARN/],
      ["a FIFO queue", "sqs", queueArn("q.fifo"), {}, /FIFO SQS Queues/],
      ["a function by name", "lambda", "f", {}, /Lambda endpoint ARN/],
      ["something that is no address", "email", "ops", {}, /Email address/],
      ["raw delivery of an e-mail", "email", "a@b.c", { RawMessageDelivery: "true" }, /does not support raw/],
      [
        "an unknown scope",
        "sqs",
        queueArn("q"),
        { FilterPolicyScope: "Body" },
        /MessageBody or MessageAttributes/,
      ],
      ["a delivery policy", "sqs", queueArn("q"), { DeliveryPolicy: "{}" }, /DeliveryPolicy/],
      ["an unknown attribute", "sqs", queueArn("q"), { Colour: "red" }, /not an attribute/],
      [
        "a redrive policy that is no JSON",
        "sqs",
        queueArn("q"),
        { RedrivePolicy: "x" },
        /failed to parse JSON/,
      ],
      ["a redrive policy without an ARN", "sqs", queueArn("q"), { RedrivePolicy: "{}" }, /invalid arn/],
      [
        "a FIFO dead-letter queue",
        "sqs",
        queueArn("q"),
        { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn("d.fifo") }) },
        /standard queue as DLQ/,
      ],
      [
        "a bad filter policy",
        "sqs",
        queueArn("q"),
        { FilterPolicy: '{"a":1}' },
        /must be an object or an array/,
      ],
    ];
  for (const [what, protocol, endpoint, given, message] of refusedSubscriptions)
    it(`refuses to subscribe ${what}`, async () => {
      const topic = await h.topic("t");
      await assert.rejects(h.subscribe(topic, endpoint, given, protocol), message);
    });

  it("asks for each action on the topic, or on everything where there is no topic", async () => {
    const TopicArn = await h.topic("t");
    const reader = h.session("reader", [
      { Effect: "Allow", Action: ["sns:GetTopicAttributes", "sns:Unsubscribe"], Resource: TopicArn },
      {
        Effect: "Allow",
        Action: "sns:Subscribe",
        Resource: TopicArn,
        Condition: { StringEquals: { "sns:Protocol": "sqs" } },
      },
    ]);
    await h.call("GetTopicAttributes", { TopicArn }, reader);
    const subscribe = (Protocol: string, Endpoint: string) =>
      h.call<{ SubscriptionArn: string }>("Subscribe", { TopicArn, Protocol, Endpoint }, reader);
    await assert.rejects(subscribe("email", "a@b.c"), /sns:Subscribe/);
    const { SubscriptionArn } = await subscribe("sqs", queueArn("q"));
    await assert.rejects(
      h.call("Unsubscribe", { SubscriptionArn }, reader),
      /sns:Unsubscribe on resource: \*/,
    );
    await assert.rejects(h.call("DeleteTopic", { TopicArn }, reader), /sns:DeleteTopic/);
    await assert.rejects(h.call("ListTopics", {}, reader), /sns:ListTopics/);
  });
});
