import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Platform } from "../../local/platform.ts";
import { logEvents } from "../kit/logs.ts";
import { OrdersApi } from "../kit/orders-api.ts";
import { freshPlatform } from "../kit/platform.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CREATE = "orders-create-dev";
const PROCESS = "orders-process-dev";

interface Received {
  readonly Messages?: readonly {
    readonly Body: string;
    readonly ReceiptHandle: string;
    readonly Attributes: Readonly<Record<string, string>>;
  }[];
}

describe("the clock of the local cloud", function () {
  this.timeout(120_000);
  let platform: Platform;
  let customer: OrdersApi;

  before(async () => {
    platform = await freshPlatform();
    customer = await OrdersApi.as(platform, "demo");
    await customer.confirmed(await customer.createdId());
  });

  const advance = (ms: number) => platform.cloud.clock.advance(ms);
  const sqs = <Output = Received>(operation: string, input: object) =>
    platform.callAsRoot<Output>("sqs", operation, input);

  async function newQueue(Attributes: Readonly<Record<string, string>> = {}): Promise<string> {
    const input = { QueueName: `clock-${randomUUID()}`, Attributes };
    return (await sqs<{ QueueUrl: string }>("CreateQueue", input)).QueueUrl;
  }
  const send = (QueueUrl: string, more: object = {}) =>
    sqs("SendMessage", { QueueUrl, MessageBody: "m", ...more });
  const receive = async (QueueUrl: string) =>
    (await sqs("ReceiveMessage", { QueueUrl, AttributeNames: ["All"] })).Messages ?? [];

  describe("moves queues", () => {
    it("delay and visibility, counting receives", async () => {
      const url = await newQueue({ VisibilityTimeout: "30" });
      await send(url, { DelaySeconds: 600 });
      await advance(599_000);
      assert.deepEqual(await receive(url), []);
      await advance(1_000);
      assert.equal((await receive(url))[0]?.Attributes.ApproximateReceiveCount, "1");
      assert.deepEqual(await receive(url), []);
      await advance(30_000);
      assert.equal((await receive(url))[0]?.Attributes.ApproximateReceiveCount, "2");
    });

    it("retention", async () => {
      const url = await newQueue({ MessageRetentionPeriod: "3600" });
      await send(url);
      await advance(HOUR + 1_000);
      assert.deepEqual(await receive(url), []);
    });

    it("a poison message to the dead-letter queue, in under a second", async () => {
      const { orderEventsQueueUrl, orderEventsDlqUrl } = platform.outputs;
      const start = performance.now();
      await send(String(orderEventsQueueUrl), { MessageBody: "{poison" });
      for (let receives = 0; receives < 3; receives++) await advance(31_000);
      const [dead] = await receive(String(orderEventsDlqUrl));
      assert.ok(performance.now() - start < 1_000, `${performance.now() - start} ms`);
      assert.equal(dead?.Body, "{poison");
    });
  });

  it("deletes what outlived its time to live, in under a second", async () => {
    const TableName = `clock-${randomUUID()}`;
    const call = (operation: string, input: object) =>
      platform.callAsRoot<{ Item?: object }>("dynamodb", operation, { TableName, ...input });
    await call("CreateTable", {
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    });
    await call("UpdateTimeToLive", { TimeToLiveSpecification: { Enabled: true, AttributeName: "expires" } });
    const expires = Math.floor((platform.cloud.clock.now() + 2 * HOUR) / 1000);
    await call("PutItem", { Item: { id: { S: "1" }, expires: { N: String(expires) } } });
    const item = async () => (await call("GetItem", { Key: { id: { S: "1" } }, ConsistentRead: true })).Item;
    const start = performance.now();
    await advance(2 * HOUR);
    assert.ok(await item());
    await advance(12 * MINUTE);
    assert.equal(await item(), undefined);
    assert.ok(performance.now() - start < 1_000, `${performance.now() - start} ms`);
  });

  describe("moves functions", () => {
    async function coldStarts(functionName: string): Promise<number> {
      await advance(0);
      const events = await logEvents(platform, `/aws/lambda/${functionName}`);
      return events.filter(({ message }) => message.includes("initDurationMs")).length;
    }

    it("retries of asynchronous invocations after one and two minutes more, in under a second", async () => {
      platform.faults.set({
        seed: 1,
        rules: [{ fault: "crash-before", service: "lambda", function: "orders-process*", times: 2 }],
      });
      const attempts = () => platform.faults.status().rules[0]?.matched;
      const start = performance.now();
      platform.cloud.lambda.invokeEvent({
        functionArn: PROCESS,
        payload: JSON.stringify({ Records: [] }),
        principal: platform.cloud.iam.rootPrincipal,
      });
      await advance(0);
      assert.equal(attempts(), 1);
      await advance(59_000);
      assert.equal(attempts(), 1);
      await advance(2_000);
      assert.equal(attempts(), 2);
      await advance(118_000);
      assert.equal(attempts(), 2);
      await advance(3_000);
      assert.equal(attempts(), 3);
      assert.ok(performance.now() - start < 1_000, `${performance.now() - start} ms`);
      platform.faults.clear();
    });

    it("their Date, with which they still may call AWS", async () => {
      await advance(3 * HOUR);
      customer = await OrdersApi.as(platform, "demo");
      const id = await customer.createdId();
      const { createdAt } = (await (await customer.get(id)).json()) as { createdAt: string };
      const age = platform.cloud.clock.now() - Date.parse(createdAt);
      assert.ok(age >= 0 && age < 5_000, `${age} ms`);
      assert.ok(Date.parse(createdAt) - Date.now() > 3 * HOUR - MINUTE);
    });

    it("the end of idle environments", async () => {
      await customer.createdId();
      const before = await coldStarts(CREATE);
      await advance(4 * MINUTE);
      await customer.createdId();
      assert.equal(await coldStarts(CREATE), before);
      await advance(6 * MINUTE);
      await customer.createdId();
      assert.equal(await coldStarts(CREATE), before + 1);
    });

    it("the end of an environment before its credentials expire, though it is never idle", async () => {
      await customer.createdId();
      const before = await coldStarts(CREATE);
      for (let passed = 0; passed < HOUR; passed += 4 * MINUTE) {
        await advance(4 * MINUTE);
        customer = await OrdersApi.as(platform, "demo");
        await customer.createdId();
      }
      assert.equal(await coldStarts(CREATE), before + 1);
    });
  });

  it("ends access tokens", async () => {
    customer = await OrdersApi.as(platform, "demo");
    assert.equal((await customer.get(randomUUID())).status, 404);
    await advance(59 * MINUTE);
    assert.equal((await customer.get(randomUUID())).status, 404);
    await advance(2 * MINUTE);
    assert.equal((await customer.get(randomUUID())).status, 401);
  });

  it("ends the sessions of roles", async () => {
    const role = platform.cloud.iam.roles.create({
      name: "clock",
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { AWS: platform.cloud.iam.rootPrincipal.arn },
        },
      }),
    });
    const sts = new STSClient(platform.clientConfig);
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: role.arn, RoleSessionName: "clock", DurationSeconds: 900 }),
    );
    assert.ok(Credentials?.AccessKeyId && Credentials.SecretAccessKey && Credentials.SessionToken);
    const session = new STSClient({
      ...platform.clientConfig,
      credentials: {
        accessKeyId: Credentials.AccessKeyId,
        secretAccessKey: Credentials.SecretAccessKey,
        sessionToken: Credentials.SessionToken,
      },
    });
    await advance(14 * MINUTE);
    await session.send(new GetCallerIdentityCommand({}));
    await advance(2 * MINUTE);
    await assert.rejects(session.send(new GetCallerIdentityCommand({})), /expired/);
    for (const client of [sts, session]) client.destroy();
  });

  it("lets clients sign in real time and on the clock", async () => {
    await advance(26 * HOUR);
    const realTime = new DynamoDBClient({ ...platform.clientConfig, maxAttempts: 1 });
    const { offset } = platform.cloud.clock;
    const onClock = new DynamoDBClient({
      ...platform.clientConfig,
      maxAttempts: 1,
      systemClockOffset: offset,
    });
    const astray = new DynamoDBClient({
      ...platform.clientConfig,
      maxAttempts: 1,
      systemClockOffset: offset / 2,
    });
    await realTime.send(new ListTablesCommand({}));
    await onClock.send(new ListTablesCommand({}));
    await assert.rejects(astray.send(new ListTablesCommand({})), { name: "InvalidSignatureException" });
    for (const client of [realTime, onClock, astray]) client.destroy();
  });

  it("passes two weeks within seconds", async () => {
    const start = performance.now();
    await advance(14 * 24 * HOUR);
    assert.ok(performance.now() - start < 10_000, `${performance.now() - start} ms`);
  });
});
