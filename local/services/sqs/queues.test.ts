import assert from "node:assert/strict";
import { arnOf, SqsHarness } from "./testing.ts";

describe("SQS queues", () => {
  let h: SqsHarness;
  beforeEach(() => {
    h = new SqsHarness();
  });
  afterEach(() => h.close());

  const attributes = async (QueueUrl: string) => {
    const { Attributes } = await h.call<{ Attributes: Record<string, string> }>("GetQueueAttributes", {
      QueueUrl,
      AttributeNames: ["All"],
    });
    return Attributes;
  };

  it("creates a queue with AWS's defaults", async () => {
    const url = await h.queue("orders");
    assert.equal(url, "http://localhost:4566/000000000000/orders");
    const { CreatedTimestamp, LastModifiedTimestamp, ...rest } = await attributes(url);
    assert.match(`${CreatedTimestamp} ${LastModifiedTimestamp}`, /^\d{10} \d{10}$/);
    assert.deepEqual(rest, {
      QueueArn: arnOf("orders"),
      DelaySeconds: "0",
      MaximumMessageSize: "1048576",
      MessageRetentionPeriod: "345600",
      ReceiveMessageWaitTimeSeconds: "0",
      VisibilityTimeout: "30",
      SqsManagedSseEnabled: "true",
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesNotVisible: "0",
      ApproximateNumberOfMessagesDelayed: "0",
    });
  });

  it("creates again only what has the same attributes", async () => {
    const url = await h.queue("orders", { DelaySeconds: "5" });
    assert.equal(await h.queue("orders", { DelaySeconds: "5" }), url);
    assert.equal(await h.queue("orders"), url);
    await assert.rejects(h.queue("orders", { DelaySeconds: "6" }), {
      code: "QueueNameExists",
      message: "A queue already exists with the same name and a different value for attribute DelaySeconds",
      queryErrorCode: "QueueAlreadyExists",
    });
  });

  const refused: readonly [string, string, Record<string, string>, string][] = [
    ["a space in the name", "my queue", {}, "InvalidParameterValueException"],
    ["81 characters", "q".repeat(81), {}, "InvalidParameterValueException"],
    ["a FIFO queue without its suffix", "q", { FifoQueue: "true" }, "InvalidParameterValueException"],
    ["the FIFO suffix on a standard queue", "q.fifo", {}, "InvalidParameterValueException"],
    ["FifoQueue false", "q", { FifoQueue: "false" }, "InvalidAttributeName"],
    [
      "a FIFO attribute on a standard queue",
      "q",
      { ContentBasedDeduplication: "true" },
      "InvalidAttributeName",
    ],
    ["an unknown attribute", "q", { Visibility: "1" }, "InvalidAttributeName"],
    ["visibility over 12 hours", "q", { VisibilityTimeout: "43201" }, "InvalidAttributeValue"],
    ["retention under a minute", "q", { MessageRetentionPeriod: "59" }, "InvalidAttributeValue"],
    ["retention over 14 days", "q", { MessageRetentionPeriod: "1209601" }, "InvalidAttributeValue"],
    ["delay over 15 minutes", "q", { DelaySeconds: "901" }, "InvalidAttributeValue"],
    ["a wait over 20 seconds", "q", { ReceiveMessageWaitTimeSeconds: "21" }, "InvalidAttributeValue"],
    ["a size under 1 KiB", "q", { MaximumMessageSize: "1023" }, "InvalidAttributeValue"],
    ["a size over 1 MiB", "q", { MaximumMessageSize: "1048577" }, "InvalidAttributeValue"],
    ["text for a number", "q", { DelaySeconds: "soon" }, "InvalidAttributeValue"],
    ["a policy that is no policy", "q", { Policy: "{}" }, "InvalidAttributeValue"],
    [
      "two kinds of encryption",
      "q",
      { KmsMasterKeyId: "alias/k", SqsManagedSseEnabled: "true" },
      "InvalidAttributeName",
    ],
    [
      "a limit per group without deduplication per group",
      "q.fifo",
      { FifoQueue: "true", FifoThroughputLimit: "perMessageGroupId" },
      "InvalidAttributeValue",
    ],
  ];
  for (const [what, name, given, code] of refused)
    it(`refuses ${what}`, () => assert.rejects(h.queue(name, given), { code }));

  it("keeps a customer-managed key instead of its own encryption", async () => {
    const url = await h.queue("orders", { KmsMasterKeyId: "alias/orders" });
    const all = await attributes(url);
    assert.deepEqual(
      [all.KmsMasterKeyId, all.KmsDataKeyReusePeriodSeconds, all.SqsManagedSseEnabled],
      ["alias/orders", "300", "false"],
    );
  });

  it("does not give the name of a deleted queue away for 60 seconds", async () => {
    const QueueUrl = await h.queue("orders");
    await h.call("DeleteQueue", { QueueUrl });
    await assert.rejects(h.send(QueueUrl, "late"), {
      code: "QueueDoesNotExist",
      queryErrorCode: "AWS.SimpleQueueService.NonExistentQueue",
    });
    await assert.rejects(h.queue("orders"), { code: "QueueDeletedRecently" });
    await h.clock.advance(60_000);
    await h.queue("orders");
  });

  it("purges once a minute", async () => {
    const QueueUrl = await h.queue("orders");
    await h.send(QueueUrl, "a");
    await h.receive(QueueUrl);
    await h.send(QueueUrl, "b");
    await h.call("PurgeQueue", { QueueUrl });
    await h.clock.advance(31_000);
    assert.deepEqual(await h.bodies(QueueUrl), []);
    await assert.rejects(h.call("PurgeQueue", { QueueUrl }), {
      code: "PurgeQueueInProgress",
      statusCode: 403,
    });
    await h.clock.advance(29_000);
    await h.call("PurgeQueue", { QueueUrl });
  });

  it("lists queues by prefix and page", async () => {
    for (const name of ["a-1", "a-2", "a-3", "b-1"]) await h.queue(name);
    const first = await h.call<{ QueueUrls: string[]; NextToken: string }>("ListQueues", {
      QueueNamePrefix: "a-",
      MaxResults: 2,
    });
    const second = await h.call<{ QueueUrls: string[]; NextToken?: string }>("ListQueues", {
      QueueNamePrefix: "a-",
      MaxResults: 2,
      NextToken: first.NextToken,
    });
    const names = [...first.QueueUrls, ...second.QueueUrls].map((url) => url.split("/").at(-1));
    assert.deepEqual(names, ["a-1", "a-2", "a-3"]);
    assert.equal(second.NextToken, undefined);
  });

  it("tags and untags", async () => {
    const QueueUrl = await h.queue("orders");
    await h.call("TagQueue", { QueueUrl, Tags: { stack: "dev", tier: "orders" } });
    await h.call("UntagQueue", { QueueUrl, TagKeys: ["tier"] });
    assert.deepEqual(await h.call("ListQueueTags", { QueueUrl }), { Tags: { stack: "dev" } });
  });

  it("adds and removes statements of its policy", async () => {
    const QueueUrl = await h.queue("orders");
    const permission = { QueueUrl, Label: "peer", AWSAccountIds: ["111111111111"], Actions: ["SendMessage"] };
    await h.call("AddPermission", permission);
    assert.deepEqual(JSON.parse((await attributes(QueueUrl)).Policy ?? "").Statement, [
      {
        Sid: "peer",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::111111111111:root" },
        Action: "SQS:SendMessage",
        Resource: arnOf("orders"),
      },
    ]);
    await assert.rejects(h.call("AddPermission", permission), /Already exists/);
    await h.call("RemovePermission", { QueueUrl, Label: "peer" });
    assert.equal((await attributes(QueueUrl)).Policy, undefined);
  });

  it("hands its policy to the authorizer with every call", async () => {
    const QueueUrl = await h.queue("orders");
    const Statement = {
      Sid: "topic",
      Effect: "Allow",
      Principal: { Service: "sns.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: "*",
    };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    await h.call("SetQueueAttributes", { QueueUrl, Attributes: { Policy } });
    await h.call("SendMessageBatch", { QueueUrl, Entries: [{ Id: "1", MessageBody: "a" }] });
    const access = h.accesses.at(-1);
    assert.equal(access?.action, "sqs:SendMessage");
    assert.equal(access?.resource, arnOf("orders"));
    assert.deepEqual(
      access?.resourcePolicy?.Statement.map(({ Sid }) => Sid),
      ["topic"],
    );
  });
});
