import assert from "node:assert/strict";
import type { PolicyStatement, Principal } from "../../core/access.ts";
import { queueArn, SnsHarness, topicArn } from "./testing.ts";

const PUBLISH: PolicyStatement = { Effect: "Allow", Action: "sns:Publish", Resource: topicArn("registered") };
const KEY_USE: PolicyStatement = {
  Effect: "Allow",
  Action: ["kms:GenerateDataKey", "kms:Decrypt"],
  Resource: "*",
  Condition: { StringEquals: { "kms:ViaService": "sns.eu-west-1.amazonaws.com" } },
};
const s3: Principal = { kind: "service", service: "s3.amazonaws.com", sourceArn: "arn:aws:s3:::uploads" };

describe("SNS Publish", () => {
  let h: SnsHarness;
  let topic: string;
  beforeEach(async () => {
    h = new SnsHarness();
    topic = await h.topic("registered");
  });
  afterEach(() => h.close());

  const string = (StringValue: string, DataType = "String") => ({ a: { DataType, StringValue } });
  const refused: readonly [string, object, string, RegExp][] = [
    ["an empty message", { Message: "" }, "InvalidParameter", /Empty message/],
    ["no message", { Message: undefined }, "InvalidParameter", /Message Reason: no value/],
    ["more than 256 KiB", { Message: "x".repeat(262_145) }, "InvalidParameter", /Message too long/],
    [
      "more than 256 KiB with its attributes",
      { Message: "x".repeat(262_140), MessageAttributes: string("12345") },
      "InvalidParameter",
      /Message too long/,
    ],
    ["a subject of 101 characters", { Subject: "x".repeat(101) }, "InvalidParameter", /Subject/],
    ["a subject with a line break", { Subject: "a\nb" }, "InvalidParameter", /Subject/],
    ["an unknown structure", { MessageStructure: "xml" }, "InvalidParameter", /xml is not json/],
    ["a structure that is no JSON", { MessageStructure: "json" }, "InvalidParameter", /failed to parse/],
    [
      "a structure without a default",
      { MessageStructure: "json", Message: '{"sqs":"a"}' },
      "InvalidParameter",
      /No default entry/,
    ],
    [
      "an attribute without a type",
      { MessageAttributes: string("a", "") },
      "ParameterValueInvalid",
      /non-empty/,
    ],
    [
      "an attribute of an odd type",
      { MessageAttributes: string("a", "Text") },
      "ParameterValueInvalid",
      /type/,
    ],
    [
      "an attribute that is no number",
      { MessageAttributes: string("a", "Number") },
      "ParameterValueInvalid",
      /number/,
    ],
    ["an empty attribute", { MessageAttributes: string("") }, "ParameterValueInvalid", /non-empty/],
    [
      "an attribute that is no list",
      { MessageAttributes: string("a", "String.Array") },
      "ParameterValueInvalid",
      /JSON list/,
    ],
    [
      "an attribute with a reserved name",
      { MessageAttributes: { "aws.a": { DataType: "String", StringValue: "a" } } },
      "ParameterValueInvalid",
      /name/,
    ],
    [
      "a phone number",
      { PhoneNumber: "+1", TopicArn: undefined },
      "UnsupportedOperationException",
      /PhoneNumber/,
    ],
    ["a topic that is not there", { TopicArn: topicArn("none") }, "NotFound", /Topic does not exist/],
    ["something that is no topic", { TopicArn: "registered" }, "InvalidParameter", /ARN of a topic/],
  ];
  for (const [what, change, code, message] of refused)
    it(`refuses ${what}`, async () => {
      await assert.rejects(h.call("Publish", { TopicArn: topic, Message: "m", ...change }), {
        code,
        message,
      });
      assert.equal(h.sum("NumberOfMessagesPublished"), 0);
    });

  it("takes a message of exactly 256 KiB", async () => {
    await h.publish(topic, "x".repeat(262_144));
    assert.equal(h.sum("PublishSize"), 262_144);
  });

  it("publishes the good entries of a batch and says what is wrong with the others", async () => {
    await h.subscribe(topic, await h.queue("q", topic), { RawMessageDelivery: "true" });
    const { Successful, Failed } = await h.call<Record<"Successful" | "Failed", Record<string, unknown>[]>>(
      "PublishBatch",
      {
        TopicArn: topic,
        PublishBatchRequestEntries: [
          { Id: "1", Message: "one" },
          { Id: "2", Message: "two", Subject: "" },
        ],
      },
    );
    assert.deepEqual(
      Successful.map(({ Id }) => Id),
      ["1"],
    );
    assert.deepEqual(
      Failed.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault]),
      [["2", "InvalidParameter", true]],
    );
    assert.deepEqual(
      (await h.receive(queueArn("q"))).map(({ Body }) => Body),
      ["one"],
    );
  });

  const badBatches: readonly [string, readonly object[], string][] = [
    ["without entries", [], "EmptyBatchRequest"],
    [
      "of eleven",
      Array.from({ length: 11 }, (_, i) => ({ Id: `${i}`, Message: "m" })),
      "TooManyEntriesInBatchRequest",
    ],
    [
      "with an id twice",
      [
        { Id: "a", Message: "m" },
        { Id: "a", Message: "m" },
      ],
      "BatchEntryIdsNotDistinct",
    ],
    ["with an odd id", [{ Id: "a b", Message: "m" }], "InvalidBatchEntryId"],
    [
      "of more than 256 KiB together",
      [
        { Id: "a", Message: "x".repeat(200_000) },
        { Id: "b", Message: "x".repeat(200_000) },
      ],
      "BatchRequestTooLong",
    ],
  ];
  for (const [what, PublishBatchRequestEntries, code] of badBatches)
    it(`refuses a batch ${what}`, () =>
      assert.rejects(h.call("PublishBatch", { TopicArn: topic, PublishBatchRequestEntries }), { code }));

  it("asks for sns:Publish on the topic, of a batch too", async () => {
    const stranger = h.session("stranger", []);
    await assert.rejects(h.publish(topic, "m", {}, stranger), /sns:Publish on resource: .*:registered/);
    await assert.rejects(h.call("PublishBatch", { TopicArn: topic }, stranger), /sns:Publish/);
    await h.publish(topic, "m", {}, h.session("publisher", [PUBLISH]));
  });

  it("lets a topic policy decide, which has to name a service to let it in", async () => {
    await assert.rejects(h.publish(topic, "m", {}, s3), /not authorized to perform: sns:Publish/);
    const allow = (arn: string) => ({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "s3.amazonaws.com" },
          Action: "sns:Publish",
          Resource: topic,
          Condition: { ArnLike: { "aws:SourceArn": arn } },
        },
      ],
    });
    const set = (policy: object) =>
      h.call("SetTopicAttributes", {
        TopicArn: topic,
        AttributeName: "Policy",
        AttributeValue: JSON.stringify(policy),
      });
    await set(allow("arn:aws:s3:::other"));
    await assert.rejects(h.publish(topic, "m", {}, s3), /sns:Publish/);
    await set(allow("arn:aws:s3:::uploads"));
    await h.publish(topic, "m", {}, s3);
  });

  it("takes a policy that denies what is not TLS, since calls here count as TLS", async () => {
    const deny = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Deny",
          Principal: "*",
          Action: "sns:Publish",
          Resource: topic,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    };
    await h.call("SetTopicAttributes", {
      TopicArn: topic,
      AttributeName: "Policy",
      AttributeValue: JSON.stringify(deny),
    });
    await h.publish(topic, "m", {}, h.session("publisher", [PUBLISH]));
    await assert.rejects(h.publish(topic, "m", {}, s3), /sns:Publish/);
  });

  it("asks of publishers to an encrypted topic the use of its key, through SNS", async () => {
    const encrypted = await h.topic("encrypted", { KmsMasterKeyId: h.key() });
    const publish = { ...PUBLISH, Resource: encrypted };
    await assert.rejects(h.publish(encrypted, "m", {}, h.session("without", [publish])), {
      code: "KMSAccessDenied",
      message: /kms:GenerateDataKey/,
    });
    await h.publish(encrypted, "m", {}, h.session("with", [publish, KEY_USE]));
    await assert.rejects(
      h.publish(
        encrypted,
        "m",
        {},
        h.session("half", [publish, { ...KEY_USE, Action: "kms:GenerateDataKey" }]),
      ),
      /kms:Decrypt/,
    );
  });

  it("shows a service's failure at the key in a metric", async () => {
    const allow = {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sns:Publish", Resource: "*" },
      ],
    };
    for (const key of [h.key(), "alias/aws/sns"]) {
      const attributes = { KmsMasterKeyId: key, Policy: JSON.stringify(allow) };
      const encrypted = await h.topic(`encrypted-${h.sum("NumberOfNotificationsFailed")}`, attributes);
      await assert.rejects(h.publish(encrypted, "m", {}, s3), { code: "KMSAccessDenied" });
    }
    assert.equal(h.sum("NumberOfNotificationsFailed"), 2);
    assert.equal(h.sum("NumberOfMessagesPublished"), 0);
  });
});
