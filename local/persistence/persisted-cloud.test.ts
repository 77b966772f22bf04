import assert from "node:assert/strict";
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "../../tests/kit/platform.ts";
import { Cloud } from "../cloud.ts";
import type { ByteSource } from "../core/byte-source.ts";
import { isControlOperation } from "./control-operations.ts";
import { StateStore } from "./state-store.ts";

const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };

/** A cloud that persists, and what it would be if its process was killed at this moment. */
class Life {
  readonly cloud: Cloud;
  readonly #store: StateStore;
  readonly #directory: string;

  private constructor(cloud: Cloud, store: StateStore, directory: string) {
    this.cloud = cloud;
    this.#store = store;
    this.#directory = directory;
  }

  static async begin(directory = join(temporaryDirectory(), "state")): Promise<Life> {
    const store = StateStore.open(directory);
    const seed = store.note<string>("seed") ?? "a seed";
    const port = store.note<number>("port") ?? 0;
    const cloud = await Cloud.start({ account, port, workDirectory: temporaryDirectory(), seed });
    store.setNote("seed", seed);
    store.setNote("port", cloud.port);
    await cloud.commands.replay(store.commands, store.assets);
    cloud.persist(store);
    cloud.resume();
    return new Life(cloud, store, directory);
  }

  /** As a client: durable when it is answered. */
  async call<Output = Record<string, never>>(
    service: string,
    operation: string,
    input: object,
  ): Promise<Output> {
    const { dispatcher, iam } = this.cloud;
    const { accessKeyId } = iam.rootCredentials;
    const output = await dispatcher.call<Output>(
      service,
      operation,
      input,
      iam.rootPrincipal,
      undefined,
      accessKeyId,
    );
    await this.#store.committed();
    return output;
  }

  /** The next life after this one was killed just now; this one goes on unseen, until it is closed. */
  async next(): Promise<Life> {
    const copy = join(temporaryDirectory(), "state");
    cpSync(this.#directory, copy, { recursive: true });
    await this.cloud.close();
    return await Life.begin(copy);
  }
}

describe("What persists", function () {
  this.timeout(30_000);
  let life: Life;
  beforeEach(async () => {
    life = await Life.begin();
  });
  afterEach(() => life.cloud.close());
  const die = async () => {
    life = await life.next();
  };
  const call = <Output = Record<string, never>>(service: string, operation: string, input: object) =>
    life.call<Output>(service, operation, input);

  interface Received {
    readonly Messages?: readonly {
      readonly Body: string;
      readonly ReceiptHandle: string;
      readonly Attributes: { readonly ApproximateReceiveCount: string };
    }[];
  }
  const receive = (QueueUrl: string) =>
    call<Received>("sqs", "ReceiveMessage", {
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 30,
      AttributeNames: ["ApproximateReceiveCount"],
    });
  const queue = async (QueueName: string, Attributes: Readonly<Record<string, string>> = {}) =>
    (await call<{ QueueUrl: string }>("sqs", "CreateQueue", { QueueName, Attributes })).QueueUrl;

  it("is events on their way to targets, archives and replays", async () => {
    const arn = (service: string, resource: string) =>
      `arn:aws:${service}:eu-west-1:000000000000:${resource}`;
    const allow = {
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: arn("sqs", "q"),
    };
    const url = await queue("q", { Policy: JSON.stringify({ Version: "2012-10-17", Statement: [allow] }) });
    const bus = { EventBusName: "orders" };
    await call("events", "CreateEventBus", { Name: "orders" });
    await call("events", "PutRule", { ...bus, Name: "r", EventPattern: '{"source":["orders"]}' });
    await call("events", "PutTargets", { ...bus, Rule: "r", Targets: [{ Id: "q", Arn: arn("sqs", "q") }] });
    await call("events", "CreateArchive", {
      ArchiveName: "a",
      EventSourceArn: arn("events", "event-bus/orders"),
    });
    const throttle = { fault: "throttle", service: "sqs", operation: "SendMessage" } as const;
    life.cloud.faults.set({ seed: 1, rules: [throttle] });
    const Entries = [{ ...bus, Source: "orders", DetailType: "t", Detail: '{"id":"o1"}' }];
    await call("events", "PutEvents", { Entries });
    await die();
    await life.cloud.clock.advance(1);
    const messages = (await receive(url)).Messages ?? [];
    assert.deepEqual(
      messages.map(({ Body }) => JSON.parse(Body).detail),
      [{ id: "o1" }],
    );
    await call("events", "StartReplay", {
      ReplayName: "p",
      EventSourceArn: arn("events", "archive/a"),
      EventStartTime: 0,
      EventEndTime: 9_000_000_000,
      Destination: { Arn: arn("events", "event-bus/orders") },
    });
    await die();
    await life.cloud.clock.advance(1);
    const { State } = await call<{ State: string }>("events", "DescribeReplay", { ReplayName: "p" });
    assert.equal(State, "COMPLETED");
    const again = (await receive(url)).Messages ?? [];
    assert.deepEqual([...new Set(again.map(({ Body }) => JSON.parse(Body)["replay-name"]))], ["p"]);
  });

  it("is parameters with their versions, labels and tags, encrypted under the same key", async () => {
    const { KeyMetadata } = await call<{ KeyMetadata: { Arn: string } }>("kms", "CreateKey", {});
    const secret = { Name: "/a", Type: "SecureString", Value: "hush", KeyId: KeyMetadata.Arn };
    await call("ssm", "PutParameter", { ...secret, Tags: [{ Key: "stack", Value: "dev" }] });
    await call("ssm", "PutParameter", { Name: "/a", Value: "hush2", Overwrite: true });
    await call("ssm", "LabelParameterVersion", { Name: "/a", Labels: ["first"], ParameterVersion: 1 });
    await call("ssm", "PutParameter", { Name: "/b", Type: "String", Value: "gone" });
    await call("ssm", "DeleteParameter", { Name: "/b" });
    const history = () => call<object>("ssm", "GetParameterHistory", { Name: "/a", WithDecryption: true });
    const before = await history();
    await die();
    assert.deepEqual(await history(), before);
    const resource = { ResourceType: "Parameter", ResourceId: "/a" };
    const { TagList } = await call<{ TagList: object[] }>("ssm", "ListTagsForResource", resource);
    assert.deepEqual(TagList, [{ Key: "stack", Value: "dev" }]);
    await assert.rejects(call("ssm", "GetParameter", { Name: "/b" }), { code: "ParameterNotFound" });
  });

  it("is the account's own key, the clock, and what the clock makes due", async () => {
    const { rootCredentials, rootPrincipal } = life.cloud.iam;
    const url = await queue("delayed");
    await call("sqs", "SendMessage", { QueueUrl: url, MessageBody: "late", DelaySeconds: 900 });
    await life.cloud.clock.advance(10 * 60_000);
    await life.cloud.store?.committed();
    await die();
    assert.deepEqual(life.cloud.iam.rootCredentials, rootCredentials);
    assert.equal(life.cloud.iam.rootPrincipal.arn, rootPrincipal.arn);
    assert.ok(life.cloud.clock.offset > 9 * 60_000);
    const again = await queue("delayed");
    assert.deepEqual((await receive(again)).Messages ?? [], []);
    await life.cloud.clock.advance(5 * 60_000);
    assert.equal((await receive(again)).Messages?.[0]?.Body, "late");
  });

  it("is every message, its receives, and that it is in flight until its timeout", async () => {
    const url = await queue("orders", { MessageRetentionPeriod: "3600" });
    for (const MessageBody of ["gone", "taken", "waiting"])
      await call("sqs", "SendMessage", { QueueUrl: url, MessageBody });
    const { Messages: [gone] = [] } = await call<Received>("sqs", "ReceiveMessage", { QueueUrl: url });
    await call("sqs", "DeleteMessage", { QueueUrl: url, ReceiptHandle: gone?.ReceiptHandle });
    const { Messages: [taken] = [] } = await call<Received>("sqs", "ReceiveMessage", {
      QueueUrl: url,
      VisibilityTimeout: 30,
    });
    await die();
    const again = await queue("orders", { MessageRetentionPeriod: "3600" });
    assert.deepEqual(
      (await receive(again)).Messages?.map(({ Body }) => Body),
      ["waiting"],
    );
    await life.cloud.clock.advance(31_000);
    const counts = (await receive(again)).Messages?.map(({ Body, Attributes }) => [
      Body,
      Attributes.ApproximateReceiveCount,
    ]);
    assert.deepEqual(counts?.sort(), [
      ["taken", "2"],
      ["waiting", "2"],
    ]);
    assert.ok(taken);
    await call("sqs", "PurgeQueue", { QueueUrl: again });
    await die();
    await life.cloud.clock.advance(31_000);
    assert.deepEqual(
      (await receive(await queue("orders", { MessageRetentionPeriod: "3600" }))).Messages ?? [],
      [],
    );
  });

  it("is the order of a FIFO queue, the group that is in flight, and what it has accepted", async () => {
    const attributes = { FifoQueue: "true", ContentBasedDeduplication: "true" };
    const url = await queue("q.fifo", attributes);
    const send = (QueueUrl: string, MessageBody: string, MessageGroupId: string) =>
      call<{ MessageId: string; SequenceNumber: string }>("sqs", "SendMessage", {
        QueueUrl,
        MessageBody,
        MessageGroupId,
      });
    const first = await send(url, "a1", "a");
    await send(url, "a2", "a");
    await send(url, "b1", "b");
    await call("sqs", "ReceiveMessage", { QueueUrl: url, VisibilityTimeout: 30 });
    await die();
    const again = await queue("q.fifo", attributes);
    assert.equal((await send(again, "a1", "a")).MessageId, first.MessageId);
    assert.ok(BigInt((await send(again, "a3", "a")).SequenceNumber) > BigInt(first.SequenceNumber));
    assert.deepEqual(
      (await receive(again)).Messages?.map(({ Body }) => Body),
      ["b1"],
    );
    await life.cloud.clock.advance(31_000);
    assert.deepEqual(
      (await receive(again)).Messages?.map(({ Body }) => Body),
      ["a1", "a2", "a3", "b1"],
    );
  });

  it("is a table with its items, its indexes, its stream and what was done under a token", async () => {
    const TableName = "things";
    const item = {
      id: { S: "1" },
      kind: { S: "k" },
      deep: { M: { __proto__x: { L: [{ N: "1.50" }, { NULL: true }] } } },
    };
    await call("dynamodb", "CreateTable", {
      TableName,
      AttributeDefinitions: ["id", "kind"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      GlobalSecondaryIndexes: [
        {
          IndexName: "kinds",
          KeySchema: [{ AttributeName: "kind", KeyType: "HASH" }],
          Projection: { ProjectionType: "ALL" },
        },
      ],
      BillingMode: "PAY_PER_REQUEST",
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    });
    const transact = () =>
      call("dynamodb", "TransactWriteItems", {
        ClientRequestToken: "token",
        TransactItems: [
          {
            Update: {
              TableName,
              Key: { id: { S: "counter" } },
              UpdateExpression: "ADD n :one",
              ExpressionAttributeValues: { ":one": { N: "1" } },
            },
          },
        ],
      });
    await call("dynamodb", "PutItem", { TableName, Item: { ...item, id: { S: "2" } } });
    await call("dynamodb", "DeleteItem", { TableName, Key: { id: { S: "2" } } });
    await call("dynamodb", "PutItem", { TableName, Item: item });
    await transact();
    const description = await call("dynamodb", "DescribeTable", { TableName });
    const streams = async () => {
      const table = life.cloud.dynamodb.catalog.require(TableName);
      return JSON.parse(
        JSON.stringify([...(table.stream?.parts() ?? [])].map((part) => table.stream?.part(part))),
      );
    };
    const before = await streams();
    await die();
    await transact();
    assert.deepEqual(await call("dynamodb", "DescribeTable", { TableName }), description);
    const { Items } = await call<{ Items: readonly object[] }>("dynamodb", "Query", {
      TableName,
      IndexName: "kinds",
      KeyConditionExpression: "kind = :k",
      ExpressionAttributeValues: { ":k": { S: "k" } },
    });
    assert.deepEqual(Items, [
      { ...item, deep: { M: { __proto__x: { L: [{ N: "1.5" }, { NULL: true }] } } } },
    ]);
    const { Item } = await call<{ Item: unknown }>("dynamodb", "GetItem", {
      TableName,
      Key: { id: { S: "counter" } },
    });
    assert.deepEqual(Item, { id: { S: "counter" }, n: { N: "1" } });
    assert.deepEqual(await streams(), before);
    await call("dynamodb", "PutItem", { TableName, Item: { id: { S: "3" } } });
    assert.equal((await streams()).length, before.length + 1);
  });

  it("is a key that reads what it encrypted, and its state", async () => {
    const {
      KeyMetadata: { KeyId },
    } = await call<{ KeyMetadata: { KeyId: string } }>("kms", "CreateKey", {});
    const { CiphertextBlob } = await call<{ CiphertextBlob: string }>("kms", "Encrypt", {
      KeyId,
      Plaintext: "aGVsbG8=",
    });
    await die();
    const { Plaintext } = await call<{ Plaintext: string }>("kms", "Decrypt", { CiphertextBlob });
    assert.equal(Plaintext, "aGVsbG8=");
    await call("kms", "ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 });
    await die();
    const { KeyMetadata } = await call<{ KeyMetadata: { KeyState: string } }>("kms", "DescribeKey", {
      KeyId,
    });
    assert.equal(KeyMetadata.KeyState, "PendingDeletion");
  });

  it("is a bucket with its settings, and every version of its objects", async () => {
    const Bucket = "kept";
    const put = (Key: string, text: string) =>
      call<{ VersionId: string }>("s3", "PutObject", {
        Bucket,
        Key,
        Body: Buffer.from(text),
        Metadata: { a: "b" },
      });
    await call("s3", "CreateBucket", {
      Bucket,
      CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
    });
    const VersioningConfiguration = { Status: "Enabled" };
    await call("s3", "PutBucketVersioning", { Bucket, VersioningConfiguration });
    await call("s3", "PutBucketLifecycleConfiguration", {
      Bucket,
      LifecycleConfiguration: {
        Rule: { Status: "Enabled", Filter: { Prefix: "logs/" }, Expiration: { Days: "1" } },
      },
    });
    const { VersionId } = await put("state", "one");
    await put("state", "two");
    await put("logs/1", "old");
    await put("gone", "gone");
    await call("s3", "DeleteObject", { Bucket, Key: "gone" });
    await die();
    const read = async (Key: string, more: object = {}) => {
      const { Body, Metadata } = await call<{ Body: Buffer; Metadata: object }>("s3", "GetObject", {
        Bucket,
        Key,
        ...more,
      });
      return [Body.toString(), Metadata];
    };
    assert.deepEqual(await read("state"), ["two", { a: "b" }]);
    assert.deepEqual(await read("state", { VersionId }), ["one", { a: "b" }]);
    await assert.rejects(read("gone"), { name: "NoSuchKey" });
    assert.equal((await read("logs/1"))[0], "old");
    await life.cloud.clock.advance(48 * 3_600_000);
    await life.cloud.store?.committed();
    await assert.rejects(read("logs/1"), { name: "NoSuchKey" });
    await die();
    await assert.rejects(read("logs/1"), { name: "NoSuchKey" });
    await call("s3", "DeleteObject", { Bucket, Key: "state", VersionId });
    await die();
    await assert.rejects(read("state", { VersionId }), { name: "NoSuchVersion" });
    assert.deepEqual(await read("state"), ["two", { a: "b" }]);
  });

  it("is a long object in a file of its own, an unfinished upload, and no file of anything else", async () => {
    const Bucket = "kept";
    const long = Buffer.alloc(100_000, "long");
    const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" };
    await call("s3", "CreateBucket", { Bucket, CreateBucketConfiguration });
    for (const Key of ["kept", "gone"]) await call("s3", "PutObject", { Bucket, Key, Body: long });
    const { InitiateMultipartUploadResult } = await call<{
      InitiateMultipartUploadResult: { UploadId: string };
    }>("s3", "CreateMultipartUpload", { Bucket, Key: "upload" });
    const upload = { Bucket, Key: "upload", ...InitiateMultipartUploadResult };
    const { ETag } = await call<{ ETag: string }>("s3", "UploadPart", {
      ...upload,
      PartNumber: "1",
      Body: long,
    });
    await call("s3", "DeleteObject", { Bucket, Key: "gone" });
    await die();
    const contents = () => readdirSync(life.cloud.s3.bodies.directory).length;
    assert.equal(contents(), 2);
    const read = async (Key: string) => {
      const { Body } = await call<{ Body: ByteSource }>("s3", "GetObject", { Bucket, Key });
      return Buffer.concat(await Body.open().toArray());
    };
    assert.deepEqual(await read("kept"), long);
    const CompleteMultipartUpload = { Part: { PartNumber: "1", ETag } };
    await call("s3", "CompleteMultipartUpload", { ...upload, Key: "upload", CompleteMultipartUpload });
    await die();
    assert.deepEqual(await read("upload"), long);
    assert.equal(contents(), 2);
  });

  it("is an object of a program as it is, not as the program made it", async () => {
    const create = (type: string, properties: object) =>
      life.cloud.provider.create({
        ...{ type, name: "files", urn: `urn:pulumi:dev::orderflow::${type}::files` },
        properties: properties as Record<string, unknown>,
        preview: false,
      });
    await create("aws:s3/bucket:Bucket", { bucket: "files" });
    await create("aws:s3/bucketObjectv2:BucketObjectv2", { bucket: "files", key: "a", content: "b" });
    await life.cloud.store?.committed();
    await die();
    const place = { Bucket: "files", Key: "a" };
    assert.equal(String((await call<{ Body: Buffer }>("s3", "GetObject", place)).Body), "b");
    await call("s3", "DeleteObject", place);
    await die();
    await assert.rejects(call("s3", "GetObject", place), { name: "NoSuchKey" });
    await call("s3", "DeleteBucket", { Bucket: "files" });
    await die();
    assert.equal([...life.cloud.s3.buckets].length, 0);
  });

  it("is a bus's rules with their targets, and what its archive holds", async () => {
    const heardArn = "arn:aws:sqs:eu-west-1:000000000000:heard";
    const Statement = {
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: heardArn,
    };
    const url = await queue("heard", { Policy: JSON.stringify({ Version: "2012-10-17", Statement }) });
    await call("events", "PutRule", { Name: "sales", EventPattern: JSON.stringify({ source: ["shop"] }) });
    await call("events", "PutTargets", { Rule: "sales", Targets: [{ Id: "queue", Arn: heardArn }] });
    await call("events", "CreateArchive", {
      ArchiveName: "a",
      EventSourceArn: "arn:aws:events:eu-west-1:000000000000:event-bus/default",
    });
    const put = () =>
      call("events", "PutEvents", { Entries: [{ Source: "shop", DetailType: "Sold", Detail: "{}" }] });
    const archived = async () =>
      (await call<{ EventCount: number }>("events", "DescribeArchive", { ArchiveName: "a" })).EventCount;
    await put();
    await die();
    assert.equal(await archived(), 1);
    await put();
    assert.equal(await archived(), 2);
    await life.cloud.clock.advance(1_000);
    assert.equal((await receive(url)).Messages?.length, 2);
  });

  it("is a log group with its events, a topic with its subscriptions, and that something was deleted", async () => {
    const group = { logGroupName: "g" };
    await call("logs", "CreateLogGroup", group);
    await call("logs", "CreateLogStream", { ...group, logStreamName: "s" });
    const put = (message: string) =>
      call("logs", "PutLogEvents", {
        ...group,
        logStreamName: "s",
        logEvents: [{ timestamp: life.cloud.clock.now(), message }],
      });
    await put("one");
    const { TopicArn } = await call<{ TopicArn: string }>("sns", "CreateTopic", { Name: "t" });
    await call("sns", "Subscribe", { TopicArn, Protocol: "email", Endpoint: "ada@example.com" });
    const gone = await queue("gone");
    await call("sqs", "DeleteQueue", { QueueUrl: gone });
    const subscriptions = await call("sns", "ListSubscriptionsByTopic", { TopicArn });
    await die();
    await put("two");
    const { events } = await call<{ events: readonly { message: string }[] }>(
      "logs",
      "FilterLogEvents",
      group,
    );
    assert.deepEqual(
      events.map(({ message }) => message),
      ["one", "two"],
    );
    assert.deepEqual(await call("sns", "ListSubscriptionsByTopic", { TopicArn }), subscriptions);
    assert.deepEqual(
      (await call<{ QueueUrls?: readonly string[] }>("sqs", "ListQueues", {})).QueueUrls ?? [],
      [],
    );
  });

  it("is what SES sends from, and every mail that it sent", async () => {
    await call("ses", "CreateConfigurationSet", { ConfigurationSetName: "set" });
    await call("ses", "CreateEmailIdentity", { EmailIdentity: "example.com", ConfigurationSetName: "set" });
    const identity = await call("ses", "GetEmailIdentity", { EmailIdentity: "example.com" });
    const content = { Subject: "Order {{id}}", Text: "{{id}}" };
    await call("ses", "CreateEmailTemplate", { TemplateName: "order", TemplateContent: content });
    const send = () =>
      call<{ MessageId: string }>("ses", "SendEmail", {
        FromEmailAddress: "orders@example.com",
        Destination: { ToAddresses: ["ada@example.org"] },
        Content: { Template: { TemplateName: "order", TemplateData: '{"id":"o-1"}' } },
      });
    const { MessageId } = await send();
    const mail = life.cloud.ses.mails.find(MessageId);
    await die();
    assert.deepEqual(life.cloud.ses.mails.find(MessageId), mail);
    assert.deepEqual(await call("ses", "GetEmailIdentity", { EmailIdentity: "example.com" }), identity);
    await send();
    assert.deepEqual(
      [...life.cloud.ses.mails].map(({ subject }) => subject),
      ["Order o-1", "Order o-1"],
    );
  });

  it("is the state of an alarm, and the metrics of minutes that are over", async () => {
    await call("monitoring", "PutMetricAlarm", {
      AlarmName: "many",
      Namespace: "N",
      MetricName: "M",
      Statistic: "Sum",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: "GreaterThanThreshold",
      TreatMissingData: "ignore",
    });
    await call("monitoring", "PutMetricData", {
      Namespace: "N",
      MetricData: [{ MetricName: "M", Value: 5 }],
    });
    await life.cloud.clock.advance(61_000);
    const state = () => life.cloud.cloudWatch.alarms.get("many")?.state;
    assert.equal(state(), "ALARM");
    await life.cloud.store?.committed();
    await die();
    assert.equal(state(), "ALARM");
    const metrics = await call<{ Metrics: readonly object[] }>("monitoring", "ListMetrics", {});
    assert.ok(JSON.stringify(metrics).includes('"N"'));
  });

  describe("is every execution of a state machine", () => {
    const role = async () => {
      const policy = (statement: object) =>
        JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
      await call("iam", "CreateRole", {
        RoleName: "saga",
        AssumeRolePolicyDocument: policy({
          Principal: { Service: "states.amazonaws.com" },
          Action: "sts:AssumeRole",
        }),
      });
      await call("iam", "PutRolePolicy", {
        RoleName: "saga",
        PolicyName: "send",
        PolicyDocument: policy({ Action: "sqs:SendMessage", Resource: "*" }),
      });
    };
    /** Starts an execution of these states. */
    const start = async (States: Readonly<Record<string, object>>) => {
      await role();
      const { stateMachineArn } = await call<{ stateMachineArn: string }>("states", "CreateStateMachine", {
        name: "saga",
        roleArn: "arn:aws:iam::000000000000:role/saga",
        definition: JSON.stringify({ StartAt: Object.keys(States)[0], States }),
      });
      const { executionArn } = await call<{ executionArn: string }>("states", "StartExecution", {
        stateMachineArn,
        name: "order-1",
        input: '{"a":1}',
      });
      return executionArn;
    };
    const describeIt = (executionArn: string) =>
      call<{ status: string; output?: string; error?: string }>("states", "DescribeExecution", {
        executionArn,
      });
    const typesOf = async (executionArn: string) => {
      const { events } = await call<{ events: readonly { type: string; id: number }[] }>(
        "states",
        "GetExecutionHistory",
        { executionArn },
      );
      assert.deepEqual(
        events.map(({ id }) => id),
        events.map((_, index) => index + 1),
      );
      return events.map(({ type }) => type);
    };
    const send = (QueueUrl: string, resource = "sqs:sendMessage", MessageBody: unknown = "sent") => ({
      Type: "Task",
      Resource: `arn:aws:states:::${resource}`,
      Parameters: { QueueUrl, MessageBody },
      ResultPath: null,
    });

    it("that waits, with what it has done and how long it has still to wait", async () => {
      const url = await queue("q");
      const executionArn = await start({
        Send: { ...send(url), Next: "Wait" },
        Wait: { Type: "Wait", Seconds: 60, Next: "End" },
        End: { Type: "Pass", End: true },
      });
      await life.cloud.clock.advance(30_000);
      await life.cloud.store?.committed();
      const before = await typesOf(executionArn);
      assert.equal(before.at(-1), "WaitStateEntered");
      await die();
      assert.deepEqual(await typesOf(executionArn), before);
      await life.cloud.clock.advance(29_000);
      assert.equal((await describeIt(executionArn)).status, "RUNNING");
      await life.cloud.clock.advance(2_000);
      const { status, output } = await describeIt(executionArn);
      assert.deepEqual([status, output], ["SUCCEEDED", '{"a":1}']);
      assert.equal((await receive(url)).Messages?.length, 1);
      await die();
      assert.deepEqual(await describeIt(executionArn), {
        ...(await describeIt(executionArn)),
        status: "SUCCEEDED",
      });
      assert.deepEqual((await typesOf(executionArn)).slice(before.length), [
        "WaitStateExited",
        "PassStateEntered",
        "PassStateExited",
        "ExecutionSucceeded",
      ]);
    });

    it("whose call was cut off, which its retrier makes again", async () => {
      const url = await queue("q");
      life.cloud.faults.set({ rules: [{ fault: "delay", operation: "SendMessage", delayMs: 60_000 }] });
      const Retry = [{ ErrorEquals: ["SQS.SdkClientException"], IntervalSeconds: 2 }];
      const executionArn = await start({ Send: { ...send(url), Retry, End: true } });
      await life.cloud.store?.committed();
      await die();
      await life.cloud.clock.advance(3_000);
      assert.equal((await describeIt(executionArn)).status, "SUCCEEDED");
      assert.equal((await receive(url)).Messages?.length, 1);
      assert.deepEqual(await typesOf(executionArn), [
        "ExecutionStarted",
        "TaskStateEntered",
        "TaskScheduled",
        "TaskStarted",
        "TaskFailed",
        "TaskScheduled",
        "TaskStarted",
        "TaskSucceeded",
        "TaskStateExited",
        "ExecutionSucceeded",
      ]);
    });

    it("that waits for its token, and knows it", async () => {
      const url = await queue("q");
      const body = { "token.$": "$$.Task.Token" };
      const Call = { ...send(url, "sqs:sendMessage.waitForTaskToken", body), TimeoutSeconds: 600, End: true };
      const executionArn = await start({ Call });
      await life.cloud.clock.advance(1_000);
      await life.cloud.store?.committed();
      await die();
      const { Messages: [message] = [] } = await receive(url);
      const { token: taskToken } = JSON.parse(String(message?.Body)) as { token: string };
      await call("states", "SendTaskSuccess", { taskToken, output: "{}" });
      await die();
      await life.cloud.clock.advance(1_000);
      assert.equal((await describeIt(executionArn)).status, "SUCCEEDED");
    });
  });
});

describe("Control operations", () => {
  /** What changes data and no resource. */
  const DATA: readonly RegExp[] = [
    /^dynamodb:((Put|Delete|Update)Item|BatchWriteItem|TransactWriteItems|(BatchExecute|Execute)(Statement|Transaction))$/,
    /^s3:((Put|Copy|Delete)Object(Tagging)?|DeleteObjects|UploadPart(Copy)?|\w+MultipartUpload)$/,
    /^sqs:((Send|Delete)Message|ChangeMessageVisibility)(Batch)?$/,
    /^sqs:(ReceiveMessage|PurgeQueue|StartMessageMoveTask|CancelMessageMoveTask)$/,
    /^logs:((Create|Delete)LogStream|PutLogEvents)$/,
    /^ses:SendEmail$/,
    /^events:(PutEvents|StartReplay|CancelReplay)$/,
    /^monitoring:(PutMetricData|SetAlarmState)$/,
    /^states:(SendTask.*|StartExecution|StartSyncExecution|StopExecution|RedriveExecution)$/,
    /^(sns:Publish(Batch)?|lambda:Invoke|sts:AssumeRole.*|xray:Put.*)$/,
    /^cognito-idp:(Admin(?!Get|List)|InitiateAuth|Respond|RevokeToken|SignUp|Resend|Confirm|ForgotPassword)/,
    /^cognito-idp:(ChangePassword|GlobalSignOut|DeleteUser|(Delete|Update)UserAttributes|Verify.*|AssociateSoftwareToken)$/,
    /^cognito-idp:(SetUserMFAPreference|GetTokensFromRefreshToken|GetUserAttributeVerificationCode)$/,
  ];
  /** What changes nothing. */
  const READS =
    /:(Admin)?(Batch|Transact)?(Get|List|Describe|Validate|Head|Query|Scan|Simulate|Test|Filter|Encrypt|Decrypt|ReEncrypt|Generate)/;

  it("are told apart from data and reads, for every operation there is", async () => {
    const cloud = await Cloud.start({ account, port: 0, workDirectory: temporaryDirectory() });
    const unclear: string[] = [];
    for (const [service, operations] of cloud.dispatcher.operationNames())
      for (const operation of operations) {
        const name = `${service}:${operation}`;
        const data = DATA.some((pattern) => pattern.test(name));
        const kinds = [isControlOperation(service, operation), data, READS.test(name) && !data];
        if (kinds.filter(Boolean).length !== 1) unclear.push(name);
      }
    await cloud.close();
    assert.deepEqual(
      unclear,
      [],
      "add them to control-operations.ts, or to the ones of this test that are none",
    );
  });
});
