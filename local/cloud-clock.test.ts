import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { Cloud } from "./cloud.ts";
import type { ClientConfig } from "./platform.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Received {
  readonly Messages?: readonly { readonly Attributes: Readonly<Record<string, string>> }[];
}

describe("the clock of a cloud", () => {
  let workDirectory: string;
  let cloud: Cloud;
  let clientConfig: ClientConfig;

  before(async () => {
    workDirectory = mkdtempSync(join(tmpdir(), "orderflow-clock-"));
    const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
    cloud = await Cloud.start({ account, port: 0, workDirectory });
    const { accessKeyId, secretAccessKey } = cloud.iam.rootCredentials;
    const credentials = { accessKeyId, secretAccessKey };
    clientConfig = { endpoint: cloud.endpoint, region: account.region, credentials };
  });
  after(async () => {
    await cloud.close();
    rmSync(workDirectory, { recursive: true });
  });

  const advance = (ms: number) => cloud.clock.advance(ms);
  const callAsRoot = <Output>(service: string, operation: string, input: object) =>
    cloud.dispatcher.call<Output>(service, operation, input, cloud.iam.rootPrincipal);
  const sqs = <Output = Received>(operation: string, input: object) =>
    callAsRoot<Output>("sqs", operation, input);

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
  });

  it("deletes what outlived its time to live, in under a second", async () => {
    const TableName = `clock-${randomUUID()}`;
    const call = (operation: string, input: object) =>
      callAsRoot<{ Item?: object }>("dynamodb", operation, { TableName, ...input });
    await call("CreateTable", {
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    });
    await call("UpdateTimeToLive", { TimeToLiveSpecification: { Enabled: true, AttributeName: "expires" } });
    const expires = Math.floor((cloud.clock.now() + 2 * HOUR) / 1000);
    await call("PutItem", { Item: { id: { S: "1" }, expires: { N: String(expires) } } });
    const item = async () => (await call("GetItem", { Key: { id: { S: "1" } }, ConsistentRead: true })).Item;
    const start = performance.now();
    await advance(2 * HOUR);
    assert.ok(await item());
    await advance(12 * MINUTE);
    assert.equal(await item(), undefined);
    assert.ok(performance.now() - start < 1_000, `${performance.now() - start} ms`);
  });

  it("ends the sessions of roles", async () => {
    const role = cloud.iam.roles.create({
      name: "clock",
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { AWS: cloud.iam.rootPrincipal.arn },
        },
      }),
    });
    const sts = new STSClient(clientConfig);
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: role.arn, RoleSessionName: "clock", DurationSeconds: 900 }),
    );
    assert.ok(Credentials?.AccessKeyId && Credentials.SecretAccessKey && Credentials.SessionToken);
    const session = new STSClient({
      ...clientConfig,
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
    const realTime = new DynamoDBClient({ ...clientConfig, maxAttempts: 1 });
    const { offset } = cloud.clock;
    const onClock = new DynamoDBClient({
      ...clientConfig,
      maxAttempts: 1,
      systemClockOffset: offset,
    });
    const astray = new DynamoDBClient({
      ...clientConfig,
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
