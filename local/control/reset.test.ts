import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cloud } from "../cloud.ts";
import { ControlClient } from "./client.ts";

describe("POST /_local/reset", () => {
  let workDirectory: string;
  let cloud: Cloud;
  let client: ControlClient;

  before(async () => {
    workDirectory = mkdtempSync(join(tmpdir(), "orderflow-reset-"));
    const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
    cloud = await Cloud.start({ account, port: 0, workDirectory });
    client = new ControlClient({ endpoint: cloud.endpoint, token: cloud.control.token });
  });
  after(async () => {
    await cloud.close();
    rmSync(workDirectory, { recursive: true });
  });

  const call = <Output>(service: string, operation: string, input: object) =>
    cloud.dispatcher.call<Output>(service, operation, input, cloud.iam.rootPrincipal);

  it("empties tables, their indexes and streams, and forgets idempotency tokens", async () => {
    const key = (AttributeName: string) => [{ AttributeName, KeyType: "HASH" }];
    await call("dynamodb", "CreateTable", {
      TableName: "things",
      AttributeDefinitions: ["id", "kind"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: key("id"),
      GlobalSecondaryIndexes: [
        { IndexName: "kinds", KeySchema: key("kind"), Projection: { ProjectionType: "ALL" } },
      ],
      BillingMode: "PAY_PER_REQUEST",
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
    });
    const put = () =>
      call("dynamodb", "TransactWriteItems", {
        ClientRequestToken: "the-same-token",
        TransactItems: [{ Put: { TableName: "things", Item: { id: { S: "1" }, kind: { S: "a" } } } }],
      });
    const count = async (IndexName?: string) =>
      (
        await call<{ Count: number }>("dynamodb", "Scan", {
          TableName: "things",
          ...(IndexName && { IndexName }),
        })
      ).Count;
    await put();
    await client.reset();
    assert.deepEqual([await count(), await count("kinds")], [0, 0]);
    const stream = cloud.dynamodb.catalog.get("things")?.stream;
    const [shard] = stream?.shards(cloud.clock.now()) ?? [];
    assert.ok(stream !== undefined && shard !== undefined);
    assert.deepEqual(stream.read(shard, { after: stream.horizon(shard), limit: 10 }).records, []);
    await put();
    assert.deepEqual([await count(), await count("kinds")], [1, 1]);
  });

  it("empties queues, whatever state their messages are in, and forgets deduplication ids and purges", async () => {
    const { QueueUrl } = await call<{ QueueUrl: string }>("sqs", "CreateQueue", {
      QueueName: "things.fifo",
      Attributes: { FifoQueue: "true" },
    });
    const send = () =>
      call("sqs", "SendMessage", {
        QueueUrl,
        MessageBody: "x",
        MessageGroupId: "g",
        MessageDeduplicationId: "d",
      });
    const receive = async () =>
      (await call<{ Messages?: readonly object[] }>("sqs", "ReceiveMessage", { QueueUrl })).Messages ?? [];
    await send();
    assert.equal((await receive()).length, 1);
    await call("sqs", "PurgeQueue", { QueueUrl });
    await client.reset();
    assert.deepEqual((await client.status()).queues, [
      { name: "things.fifo", visible: 0, inFlight: 0, delayed: 0 },
    ]);
    await call("sqs", "PurgeQueue", { QueueUrl });
    await send();
    assert.equal((await receive()).length, 1, "it was no duplicate");
  });

  it("forgets mails, and keeps what they are sent from", async () => {
    await call("ses", "CreateEmailIdentity", { EmailIdentity: "example.com" });
    const send = () =>
      call("ses", "SendEmail", {
        FromEmailAddress: "orders@example.com",
        Destination: { ToAddresses: ["ada@example.org"] },
        Content: { Simple: { Subject: { Data: "s" }, Body: { Text: { Data: "t" } } } },
      });
    await send();
    assert.equal((await client.mail()).mails.length, 1);
    await client.reset();
    assert.deepEqual((await client.mail()).mails, []);
    await send();
    assert.equal((await client.mail()).mails.length, 1);
  });

  it("forgets metrics and what alarms found in them, without telling anyone", async () => {
    await call("monitoring", "PutMetricAlarm", {
      AlarmName: "any",
      Namespace: "N",
      MetricName: "M",
      Statistic: "Sum",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: "GreaterThanThreshold",
    });
    cloud.cloudWatch.put({
      namespace: "N",
      name: "M",
      dimensions: {},
      value: 1,
      timestamp: cloud.clock.now(),
    });
    await cloud.clock.advance(60_000);
    assert.equal(cloud.cloudWatch.alarms.get("any")?.state, "ALARM");
    const changes: string[] = [];
    cloud.cloudWatch.alarms.onStateChange(({ state }) => changes.push(state));
    await client.reset();
    assert.equal(cloud.cloudWatch.alarms.get("any")?.state, "INSUFFICIENT_DATA");
    assert.deepEqual([...cloud.cloudWatch.metrics.metrics()], []);
    assert.deepEqual(changes, []);
  });

  it("empties logs for those who write on, ends faults, forgets traces, and leaves the clock", async () => {
    const stream = { logGroupName: "/things", logStreamName: "s" };
    await call("logs", "CreateLogGroup", { logGroupName: "/things" });
    await call("logs", "CreateLogStream", stream);
    const write = (message: string) =>
      call("logs", "PutLogEvents", { ...stream, logEvents: [{ timestamp: cloud.clock.now(), message }] });
    const messages = async () =>
      (
        await call<{ events: readonly { message: string }[] }>("logs", "FilterLogEvents", {
          logGroupName: "/things",
        })
      ).events.map(({ message }) => message);
    await write("before");
    await client.setFaults({ rules: [{ fault: "delay", service: "kms", delayMs: 1 }] });
    const trace_id = "1-5f2b3c4d-0123456789abcdef01234567";
    cloud.xray.traces.record({ id: "00000000000000aa", trace_id, name: "t", start_time: 1 });
    const { offset } = cloud.clock;
    await client.reset();
    await write("after");
    assert.deepEqual(await messages(), ["after"]);
    assert.equal(cloud.faults.active, false);
    assert.deepEqual(cloud.xray.traces.trace(trace_id), []);
    assert.equal(cloud.clock.offset, offset);
  });
});
