import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
} from "@aws-sdk/client-scheduler";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { FaultRule } from "../../local/faults/plan.ts";
import type { Platform } from "../../local/platform.ts";
import { OrdersApi } from "../kit/orders-api.ts";
import { freshPlatform } from "../kit/platform.ts";
import { waitFor } from "../kit/wait.ts";

const SEED = 4;

describe("faults of the local cloud", function () {
  this.timeout(120_000);
  let platform: Platform;
  let dynamodb: DynamoDBClient;
  let sqs: SQSClient;
  let table: string;
  let queueUrl: string;

  before(async () => {
    platform = await freshPlatform();
    dynamodb = new DynamoDBClient({ ...platform.clientConfig, maxAttempts: 1 });
    sqs = new SQSClient({ ...platform.clientConfig, maxAttempts: 1 });
  });
  after(() => {
    dynamodb.destroy();
    sqs.destroy();
  });

  beforeEach(async () => {
    table = `faults-${randomUUID()}`;
    await dynamodb.send(
      new CreateTableCommand({
        TableName: table,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [
          { AttributeName: "id", AttributeType: "S" },
          { AttributeName: "kind", AttributeType: "S" },
        ],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        GlobalSecondaryIndexes: [
          {
            IndexName: "byKind",
            KeySchema: [{ AttributeName: "kind", KeyType: "HASH" }],
            Projection: { ProjectionType: "ALL" },
          },
        ],
      }),
    );
    const created = await sqs.send(new CreateQueueCommand({ QueueName: `faults-${randomUUID()}` }));
    queueUrl = String(created.QueueUrl);
  });
  afterEach(() => platform.faults.clear());

  const inject = (...rules: FaultRule[]) => platform.faults.set({ seed: SEED, rules });
  const kinds = () => platform.faults.injected().map(({ fault }) => fault);

  const send = (body: string) => sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
  async function receive(url = queueUrl): Promise<string[]> {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }),
    );
    for (const { ReceiptHandle } of Messages)
      await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    return Messages.map(({ Body = "" }) => Body);
  }

  const put = (id: string) =>
    dynamodb.send(new PutItemCommand({ TableName: table, Item: { id: { S: id }, kind: { S: "k" } } }));
  async function has(id: string, ConsistentRead: boolean): Promise<boolean> {
    const Key = { id: { S: id } };
    const { Item } = await dynamodb.send(new GetItemCommand({ TableName: table, Key, ConsistentRead }));
    return Item !== undefined;
  }
  const transact = () =>
    dynamodb.send(
      new TransactWriteItemsCommand({
        TransactItems: ["1", "2"].map((id) => ({ Put: { TableName: table, Item: { id: { S: id } } } })),
      }),
    );

  describe("of calls", () => {
    it("drop: the effect is there, the answer is not", async () => {
      inject({ fault: "drop", service: "sqs", operation: "SendMessage" });
      await assert.rejects(send("lost"), (error: NodeJS.ErrnoException) => error.code === "ECONNRESET");
      assert.deepEqual(await receive(), ["lost"]);
    });

    it("drop: an SDK that tries again has its effect twice", async () => {
      inject({ fault: "drop", operation: "SendMessage", times: 1 });
      const retrying = new SQSClient(platform.clientConfig);
      await retrying.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: "twice" }));
      retrying.destroy();
      assert.deepEqual(await receive(), ["twice", "twice"]);
    });

    it("error: no effect, and the service's own transient error", async () => {
      inject({ fault: "error" });
      await assert.rejects(put("1"), (error: { name: string; $metadata: { httpStatusCode: number } }) => {
        assert.equal(error.name, "InternalServerError");
        return error.$metadata.httpStatusCode === 500;
      });
      await assert.rejects(send("none"), { name: "InternalError" });
      platform.faults.clear();
      assert.equal(await has("1", true), false);
      assert.deepEqual(await receive(), []);
    });

    it("error: the code that the rule names", async () => {
      inject({ fault: "error", service: "dynamodb", code: "ItemCollectionSizeLimitExceededException" });
      await assert.rejects(put("1"), { name: "ItemCollectionSizeLimitExceededException" });
    });

    it("throttle: no effect, and the service's own throttling error, which the SDKs try again", async () => {
      inject({ fault: "throttle" });
      await assert.rejects(put("1"), { name: "ProvisionedThroughputExceededException" });
      await assert.rejects(send("none"), { name: "RequestThrottled" });
      inject({ fault: "throttle", times: 1 });
      const retrying = new DynamoDBClient(platform.clientConfig);
      const { $metadata } = await retrying.send(
        new PutItemCommand({ TableName: table, Item: { id: { S: "1" } } }),
      );
      retrying.destroy();
      assert.equal($metadata.attempts, 2);
    });

    it("delay: the call waits on the clock", async () => {
      inject({ fault: "delay", service: "sqs", operation: "SendMessage", delayMs: 60_000 });
      let answered = false;
      const sent = send("late").finally(() => {
        answered = true;
      });
      await waitFor("the call to be delayed", () => kinds().length === 1);
      await platform.cloud.clock.advance(50_000);
      assert.equal(answered, false);
      await platform.cloud.clock.advance(10_000);
      await sent;
      assert.deepEqual(await receive(), ["late"]);
    });

    it("conflict: a transaction is cancelled whole, a single write refused", async () => {
      inject({ fault: "conflict", resource: table });
      await assert.rejects(transact(), (error: { name: string; CancellationReasons: { Code: string }[] }) => {
        assert.equal(error.name, "TransactionCanceledException");
        const codes = error.CancellationReasons.map(({ Code }) => Code).sort();
        assert.deepEqual(codes, ["None", "TransactionConflict"]);
        return true;
      });
      await assert.rejects(put("1"), { name: "TransactionConflictException" });
      assert.equal(await has("1", true), false);
      assert.deepEqual(kinds(), ["conflict", "conflict"]);
      platform.faults.clear();
      await transact();
    });

    it("lag: a read that is not consistent sees the past, and so does an index", async () => {
      inject({ fault: "lag", lagMs: 5_000, resource: `${table}*` });
      const query = new QueryCommand({
        TableName: table,
        IndexName: "byKind",
        KeyConditionExpression: "kind = :k",
        ExpressionAttributeValues: { ":k": { S: "k" } },
      });
      await put("1");
      assert.equal(await has("1", true), true);
      assert.equal(await has("1", false), false);
      assert.equal((await dynamodb.send(query)).Count, 0);
      await platform.cloud.clock.advance(5_000);
      assert.equal(await has("1", false), true);
      assert.equal((await dynamodb.send(query)).Count, 1);
    });

    it("happen to what the rule names only", async () => {
      inject(
        { fault: "error", service: "sqs" },
        { fault: "error", operation: "GetItem" },
        { fault: "error", resource: `${table}-other` },
        { fault: "error", service: "dynamodb", function: "*" },
      );
      await put("1");
      await assert.rejects(has("1", true));
      assert.equal((await dynamodb.send(new ScanCommand({ TableName: table }))).Count, 1);
    });
  });

  describe("of standard queues", () => {
    it("duplicate: a message is delivered again, even after it was deleted", async () => {
      inject({ fault: "duplicate", resource: queueUrl.split("/").at(-1) ?? "", times: 1 });
      await send("a");
      assert.deepEqual(await receive(), ["a"]);
      assert.deepEqual(await receive(), ["a"]);
      assert.deepEqual(await receive(), []);
    });

    it("reorder: messages overtake each other", async () => {
      inject({ fault: "reorder", service: "sqs" });
      const sent = ["a", "b", "c", "d", "e", "f"];
      for (const body of sent) await send(body);
      const received = await receive();
      assert.notDeepEqual(received, sent);
      assert.deepEqual([...received].sort(), sent);
    });
  });

  describe("of functions", () => {
    let customer: OrdersApi;
    const orders = async (): Promise<string[]> => {
      const TableName = String(platform.outputs.ordersTableName);
      const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName, ConsistentRead: true }));
      // Orders have plain ids; the records beside them have prefixes.
      return Items.map(({ id }) => id?.S ?? "").filter((id) => /^[0-9a-f-]{36}$/.test(id));
    };
    const ordersBeside = async (known: readonly string[]) =>
      (await orders()).filter((id) => !known.includes(id));

    before(async () => {
      customer = await OrdersApi.as(platform, "demo");
    });

    for (const [fault, after, stored] of [
      ["crash-before", 0, 0],
      ["crash-before", 1, 0],
      ["crash-after", 1, 1],
      ["crash-before", 2, 1],
    ] as const) {
      it(`${fault} call ${after} of create: ${stored} order is stored, and the next request is served`, async () => {
        const before = await orders();
        inject({ fault, function: "orders-create*", after, times: 1 });
        const { status } = await customer.create();
        assert.equal(status, 500);
        assert.deepEqual(kinds(), [fault]);
        assert.equal((await ordersBeside(before)).length, stored);
        await customer.createdId();
      });
    }

    it("crash-after the last call: the message is sent, and processed", async () => {
      const before = await orders();
      inject({ fault: "crash-after", function: "orders-create*", operation: "SendMessage" });
      assert.equal((await customer.create()).status, 500);
      const [id, ...others] = await ordersBeside(before);
      assert.ok(id !== undefined && others.length === 0);
      await customer.confirmed(id);
    });

    it("throttle and error at the invocation: the API answers 503 and 500", async () => {
      inject({ fault: "throttle", service: "lambda", function: "orders-get*" });
      assert.equal((await customer.get(randomUUID())).status, 503);
      inject({ fault: "error", service: "lambda", resource: "orders-get*" });
      assert.equal((await customer.get(randomUUID())).status, 500);
    });

    it("crash while a batch is processed: the messages come again when they are visible again", async () => {
      inject({ fault: "crash-after", function: "orders-process*", service: "dynamodb", times: 1 });
      const id = await customer.createdId();
      await waitFor("the function to be killed", () => kinds().length === 1);
      const url = String(platform.outputs.orderEventsQueueUrl);
      const inFlight = async () => {
        const { Attributes } = await platform.callAsRoot<{ Attributes: Record<string, string> }>(
          "sqs",
          "GetQueueAttributes",
          { QueueUrl: url, AttributeNames: ["All"] },
        );
        return Number(Attributes.ApproximateNumberOfMessagesNotVisible);
      };
      assert.equal(await inFlight(), 1);
      await platform.cloud.clock.advance(31_000);
      assert.equal(await inFlight(), 0);
      assert.equal(await customer.status(id), "CONFIRMED");
    });
  });

  describe("by seed", () => {
    const rules: FaultRule[] = [
      { fault: "throttle", service: "dynamodb", probability: 0.3 },
      { fault: "drop", service: "sqs", probability: 0.3 },
      { fault: "duplicate", service: "sqs", probability: 0.4 },
      { fault: "reorder", service: "sqs", probability: 0.5 },
      { fault: "lag", probability: 0.5, lagMs: 1_000 },
    ];

    async function workload(seed: number): Promise<string[]> {
      platform.faults.set({ seed, rules });
      for (let round = 0; round < 12; round++) {
        const id = String(round);
        for (const call of [() => put(id), () => send(id), () => has(id, false)])
          await call().catch(() => undefined);
      }
      for (let round = 0; round < 6; round++)
        await sqs
          .send(
            new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 3, VisibilityTimeout: 600 }),
          )
          .catch(() => undefined);
      const injected = platform.faults.injected().map(({ rule, fault, call }) => `${rule} ${fault} ${call}`);
      platform.faults.clear();
      await platform.callAsRoot("sqs", "DeleteQueue", { QueueUrl: queueUrl });
      const { QueueUrl } = await platform.callAsRoot<{ QueueUrl: string }>("sqs", "CreateQueue", {
        QueueName: `faults-${randomUUID()}`,
      });
      queueUrl = QueueUrl;
      return injected;
    }

    it("the same calls meet the same faults; another seed brings others", async () => {
      const first = await workload(7);
      assert.ok(new Set(first.map((line) => line[0])).size >= 4, first.join("\n"));
      assert.deepEqual(await workload(7), first);
      assert.notDeepEqual(await workload(8), first);
    });
  });

  it("throttle an invocation over Lambda's own API, after which the SDK invokes again", async () => {
    const lambda = new LambdaClient(platform.clientConfig);
    inject({ fault: "throttle", service: "lambda", function: "orders-reconcile-dev", times: 1 });
    try {
      const command = new InvokeCommand({ FunctionName: "orders-reconcile-dev", Payload: Buffer.from("{}") });
      const { StatusCode, $metadata } = await lambda.send(command);
      assert.deepEqual([StatusCode, $metadata.attempts], [200, 2]);
      assert.deepEqual(kinds(), ["throttle"]);
    } finally {
      lambda.destroy();
    }
  });

  it("lose the answer of a CreateSchedule, which the SDK sends again without making a second one", async () => {
    const scheduler = new SchedulerClient(platform.clientConfig);
    inject({ fault: "drop", service: "scheduler", operation: "CreateSchedule", times: 1 });
    try {
      const { Schedules = [] } = await scheduler.send(new ListSchedulesCommand({}));
      const [{ Name, GroupName } = {}] = Schedules;
      const { Target } = await scheduler.send(new GetScheduleCommand({ Name, GroupName }));
      const { ScheduleArn } = await scheduler.send(
        new CreateScheduleCommand({
          Name: "again",
          GroupName,
          ScheduleExpression: "rate(1 day)",
          FlexibleTimeWindow: { Mode: "OFF" },
          State: "DISABLED",
          Target,
        }),
      );
      assert.equal(ScheduleArn, `arn:aws:scheduler:eu-west-1:000000000000:schedule/${GroupName}/again`);
      assert.deepEqual(kinds(), ["drop"]);
    } finally {
      scheduler.destroy();
    }
  });
});
