import assert from "node:assert/strict";
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import {
  CreateQueueCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { Sandbox } from "./sandbox.ts";

const KIB = 1024;
const MIB = 1024 * KIB;
const TABLE = "orders";

describe("data that AWS refuses, by the SDK", function () {
  this.timeout(30_000);
  let sandbox: Sandbox;
  let dynamodb: DynamoDBClient;
  let sqs: SQSClient;
  let queueUrl: string | undefined;

  before(async () => {
    sandbox = await Sandbox.start();
    const { accessKeyId, secretAccessKey } = sandbox.cloud.iam.rootCredentials;
    const client = {
      endpoint: sandbox.cloud.endpoint,
      region: sandbox.cloud.account.region,
      credentials: { accessKeyId, secretAccessKey },
    };
    dynamodb = new DynamoDBClient(client);
    sqs = new SQSClient(client);
    await dynamodb.send(
      new CreateTableCommand({
        TableName: TABLE,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      }),
    );
    queueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: "jobs" }))).QueueUrl;
  });
  after(async () => {
    dynamodb.destroy();
    sqs.destroy();
    await sandbox.close();
  });

  /** An item of so many bytes: names and values together. */
  const itemOf = (id: string, bytes: number) => ({
    id: { S: id },
    x: { S: "x".repeat(bytes - "id".length - id.length - "x".length) },
  });
  const put = (Item: PutItemCommand["input"]["Item"]) =>
    dynamodb.send(new PutItemCommand({ TableName: TABLE, Item }));
  const putAll = (items: readonly PutItemCommand["input"]["Item"][]) =>
    dynamodb.send(
      new TransactWriteItemsCommand({
        TransactItems: items.map((Item) => ({ Put: { TableName: TABLE, Item } })),
      }),
    );

  describe("sizes (line 4)", () => {
    it("an item of 400 KB is taken, one byte more is not", async () => {
      await put(itemOf("large", 400 * KIB));
      await assert.rejects(put(itemOf("large", 400 * KIB + 1)), {
        name: "ValidationException",
        message: "Item size has exceeded the maximum allowed size",
      });
    });

    it("a transaction of 100 items is taken, of 101 or of more than 4 MB is not", async () => {
      const items = Array.from({ length: 101 }, (_, index) => ({ id: { S: `t${index}` } }));
      await putAll(items.slice(0, 100));
      await assert.rejects(putAll(items), /less than or equal to 100/);
      await assert.rejects(putAll(Array.from({ length: 11 }, (_, index) => itemOf(`t${index}`, 390 * KIB))), {
        name: "ValidationException",
        message: /4MB|4 MB|4194304|size/,
      });
    });

    const send = (MessageBody: string) =>
      sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
    const sendAll = (...bodies: readonly string[]) =>
      sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: queueUrl,
          Entries: bodies.map((MessageBody, index) => ({ Id: `${index}`, MessageBody })),
        }),
      );

    it("a message of 1 MiB is taken, one byte more is not", async () => {
      await send("x".repeat(MIB));
      await assert.rejects(send("x".repeat(MIB + 1)), /1048576 bytes/);
    });

    it("a batch of 1 MiB in all is taken, one byte more is not", async () => {
      const half = "x".repeat(MIB / 2);
      await sendAll(half, half);
      await assert.rejects(sendAll(half, `${half}x`), /BatchRequestTooLong|longer than/);
    });
  });

  describe("a transaction (line 23)", () => {
    it("is cancelled with its reasons by position", async () => {
      await put({ id: { S: "taken" } });
      const fresh = "attribute_not_exists(id)";
      const error = await dynamodb
        .send(
          new TransactWriteItemsCommand({
            TransactItems: ["free", "taken"].map((id) => ({
              Put: { TableName: TABLE, Item: { id: { S: id } }, ConditionExpression: fresh },
            })),
          }),
        )
        .catch((thrown: unknown) => thrown);
      assert.ok(error instanceof TransactionCanceledException);
      assert.deepEqual(
        error.CancellationReasons?.map(({ Code }) => Code),
        ["None", "ConditionalCheckFailed"],
      );
      const { Item } = await dynamodb.send(
        new GetItemCommand({ TableName: TABLE, Key: { id: { S: "free" } } }),
      );
      assert.equal(Item, undefined);
    });
  });

  describe("values (line 25)", () => {
    it("a number of 38 digits is kept exactly, one of 39 is refused", async () => {
      const digits = "1234567890".repeat(4);
      await put({ id: { S: "number" }, n: { N: digits.slice(0, 38) } });
      const { Item } = await dynamodb.send(
        new GetItemCommand({ TableName: TABLE, Key: { id: { S: "number" } } }),
      );
      assert.equal(Item?.n?.N, digits.slice(0, 38));
      await assert.rejects(
        put({ id: { S: "number" }, n: { N: digits.slice(0, 39) } }),
        /38 significant digits/,
      );
    });

    it("an empty string is a value, but no key", async () => {
      await put({ id: { S: "empty" }, text: { S: "" } });
      await assert.rejects(put({ id: { S: "" } }), /empty string/);
    });

    it("a page ends behind 1 MB, whatever the limit", async () => {
      for (let count = 0; count < 4; count++) await put(itemOf(`page-${count}`, 390 * KIB));
      const page = await dynamodb.send(new ScanCommand({ TableName: TABLE, Limit: 1000 }));
      assert.ok(page.LastEvaluatedKey !== undefined && (page.Count ?? 0) > 0);
    });

    it("a batch of writes has 25 items at most", async () => {
      const requests = Array.from({ length: 26 }, (_, index) => ({
        PutRequest: { Item: { id: { S: `b${index}` } } },
      }));
      await assert.rejects(
        dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: requests } })),
        /25/,
      );
    });
  });

  it("an expired item is still read until DynamoDB comes to delete it (line 24)", async () => {
    await sandbox.call("dynamodb", "UpdateTimeToLive", {
      TableName: TABLE,
      TimeToLiveSpecification: { Enabled: true, AttributeName: "expires" },
    });
    const expires = { N: String(Math.floor(sandbox.cloud.clock.now() / 1000) + 60) };
    await put({ id: { S: "expired" }, expires });
    await sandbox.cloud.clock.advance(120_000);
    // The SDK's clock is not advanced, and signatures would be too old.
    const { Item } = await sandbox.call<{ Item?: object }>("dynamodb", "GetItem", {
      TableName: TABLE,
      Key: { id: { S: "expired" } },
    });
    assert.deepEqual(Item, { id: { S: "expired" }, expires });
  });
});
