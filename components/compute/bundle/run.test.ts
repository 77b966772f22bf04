import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { marshall } from "@aws-sdk/util-dynamodb";
import { AwsStub, succeed } from "../../../functions/shared/testing/aws-stub.ts";
import { context, httpEvent, sqsRecord, sub } from "../../../functions/shared/testing/events.ts";
import { bundleFunctions } from "./build.ts";

/** Loads the bundle as Lambda's runtime does; answers each event sent to it, after setting the variables sent with it. */
const BOOTSTRAP = `
const { handler } = require("./index.js");
process.on("message", async ({ event, context, env }) => {
  Object.assign(process.env, env);
  const lambda = { ...context, getRemainingTimeInMillis: () => 60_000 };
  try { process.send({ result: await handler(event, lambda) }); }
  catch (error) { process.send({ error: String(error) }); }
});
process.send("ready");
`;

interface Answer {
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: string;
}

/** A bundle in a process that has its file and its declared environment, and nothing else of this machine. */
class Environment {
  readonly #process: ChildProcess;
  readonly #directory: string;
  stderr = "";

  private constructor(process: ChildProcess, directory: string) {
    this.#process = process;
    this.#directory = directory;
    process.stderr?.on("data", (chunk) => {
      this.stderr += chunk;
    });
  }

  static async start(file: string, env: Readonly<Record<string, string>>): Promise<Environment> {
    const directory = await mkdtemp(join(tmpdir(), "orderflow-run-"));
    await copyFile(file, join(directory, "index.js"));
    await writeFile(join(directory, "bootstrap.cjs"), BOOTSTRAP);
    const child = fork(join(directory, "bootstrap.cjs"), {
      cwd: directory,
      env: { HOME: directory, ...env },
      execArgv: [],
      silent: true,
    });
    const environment = new Environment(child, directory);
    const [message] = await Promise.race([once(child, "message"), once(child, "exit")]);
    if (message !== "ready") {
      await environment.stop();
      throw new Error(`The bundle did not load: ${environment.stderr}`);
    }
    return environment;
  }

  async invoke(event: object, env: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const answered = once(this.#process, "message");
    this.#process.send({ event, context, env });
    const [answer] = await answered;
    return answer;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null) {
      const exited = once(this.#process, "exit");
      this.#process.kill();
      await exited;
    }
    await rm(this.#directory, { recursive: true });
  }
}

describe("bundles, run from their archive alone", function () {
  this.timeout(60_000);
  let stub: AwsStub;
  let files: ReadonlyMap<string, string>;
  let running: Environment | undefined;

  before(async () => {
    stub = await AwsStub.start();
    ({ files } = await bundleFunctions());
  });
  beforeEach(() => stub.reset());
  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });
  after(() => stub.close());

  async function start(name: string, env: Readonly<Record<string, string>> = {}): Promise<Environment> {
    const file = files.get(name);
    assert.ok(file);
    running = await Environment.start(file, {
      AWS_REGION: "eu-west-1",
      AWS_ENDPOINT_URL: stub.endpoint,
      AWS_ACCESS_KEY_ID: "ASIAFIRST",
      AWS_SECRET_ACCESS_KEY: "secret-1",
      AWS_SESSION_TOKEN: "token-1",
      ORDERS_TABLE: "orders-dev",
      ORDER_EVENTS_URL: "https://sqs.eu-west-1.amazonaws.com/123456789012/order-events-dev",
      ...env,
    });
    return running;
  }

  const order = { customerName: "Ada Lovelace", items: [{ sku: "SKU-1", qty: 2, price: 9.5 }] };
  const id = "5d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11";

  it("orders/create stores and sends, and signs with the environment's credentials of the moment", async () => {
    const environment = await start("orders/create");
    const event = httpEvent({ body: JSON.stringify(order) });
    const { result } = await environment.invoke(event);
    assert.equal(result?.statusCode, 201, JSON.stringify(result));
    assert.deepEqual(stub.targets, ["DynamoDB_20120810.TransactWriteItems", "AmazonSQS.SendMessage"]);
    for (const { headers } of stub.requests) {
      assert.match(headers.authorization ?? "", /Credential=ASIAFIRST\//);
      assert.equal(headers["x-amz-security-token"], "token-1");
    }

    stub.reset();
    const rotated = {
      AWS_ACCESS_KEY_ID: "ASIASECOND",
      AWS_SECRET_ACCESS_KEY: "secret-2",
      AWS_SESSION_TOKEN: "token-2",
    };
    assert.equal((await environment.invoke(event, rotated)).result?.statusCode, 201);
    assert.equal(stub.requests.length, 2);
    for (const { headers } of stub.requests) {
      assert.match(headers.authorization ?? "", /Credential=ASIASECOND\//);
      assert.equal(headers["x-amz-security-token"], "token-2");
    }
    assert.equal(environment.stderr, "");
  });

  it("orders/get reads", async () => {
    stub.respond = () => ({
      body: { Item: marshall({ id, ...order, status: "PENDING", createdAt: "", owner: sub }) },
    });
    const environment = await start("orders/get");
    const { result } = await environment.invoke(httpEvent({ pathParameters: { id } }));
    assert.equal(result?.statusCode, 200, JSON.stringify(result));
    assert.deepEqual(JSON.parse(String(result?.body)), { id, ...order, status: "PENDING", createdAt: "" });
  });

  it("orders/process confirms the good and fails the bad", async () => {
    const environment = await start("orders/process");
    const message = JSON.stringify({ type: "OrderCreated", detail: { id, ...order } });
    const { result } = await environment.invoke({
      Records: [sqsRecord("good", message), sqsRecord("bad", "{")],
    });
    assert.deepEqual(result, { batchItemFailures: [{ itemIdentifier: "bad" }] });
    assert.deepEqual(stub.targets, ["DynamoDB_20120810.TransactWriteItems"]);
  });

  it("orders/reconcile sends what the index says and nobody else has taken", async () => {
    const record = {
      id: `outbox#${id}`,
      orderId: id,
      correlationId: "c",
      message: { type: "OrderCreated", detail: { id, ...order } },
      sends: 1,
      outboxShard: 3,
      outboxSince: 1,
    };
    stub.respond = (request) => {
      if (request.target.endsWith(".UpdateItem")) return { body: { Attributes: marshall(record) } };
      const values = request.body.ExpressionAttributeValues as { ":shard": { N: string } } | undefined;
      return values?.[":shard"].N === "3" ? { body: { Items: [marshall(record)] } } : succeed(request);
    };
    const environment = await start("orders/reconcile", {
      RECONCILE_AFTER_MINUTES: "5",
      RECONCILE_MAX_SENDS: "3",
    });
    assert.equal((await environment.invoke({})).error, undefined);
    const count = (target: string) => stub.targets.filter((called) => called === target).length;
    assert.equal(count("DynamoDB_20120810.Query"), 8);
    assert.equal(count("DynamoDB_20120810.UpdateItem"), 1);
    assert.equal(count("AmazonSQS.SendMessage"), 1);
  });

  it("do not start without their environment, and say which variable is missing", async () => {
    await assert.rejects(start("orders/create", { ORDER_EVENTS_URL: "" }), /ORDER_EVENTS_URL is not set/);
  });

  it("answer 500 without credentials, instead of looking for them elsewhere", async () => {
    const environment = await start("orders/create", { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" });
    const { result } = await environment.invoke(httpEvent({ body: JSON.stringify(order) }));
    assert.equal(result?.statusCode, 500);
    assert.deepEqual(stub.requests, []);
  });
});
