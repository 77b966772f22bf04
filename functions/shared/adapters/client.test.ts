import assert from "node:assert/strict";
import { SQSClient } from "@aws-sdk/client-sqs";
import { withTrace } from "../observability/trace.ts";
import { AwsStub, failure, succeed } from "../testing/aws-stub.ts";
import { callAws, clientConfig } from "./client.ts";
import { OrderEventsQueue } from "./order-events-queue.ts";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const message = {
  type: "OrderCreated" as const,
  detail: { id: "5d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11", customerName: "Ada", items: [] },
};

describe("AWS clients", () => {
  let stub: AwsStub;
  let client: SQSClient;
  let queue: OrderEventsQueue;

  before(async () => {
    stub = await AwsStub.start();
    client = new SQSClient({
      ...clientConfig,
      region: "eu-west-1",
      endpoint: stub.endpoint,
      credentials,
      useQueueUrlAsEndpoint: false,
    });
    queue = new OrderEventsQueue("https://sqs.eu-west-1.amazonaws.com/123456789012/order-events-dev", client);
  });
  beforeEach(() => stub.reset());
  after(async () => {
    client.destroy();
    await stub.close();
  });

  it("try again what is transient", async () => {
    stub.respond = (request) =>
      stub.requests.length < 3 ? failure("InternalError", "try again", 500) : succeed(request);
    await queue.send(message, "c");
    assert.equal(stub.requests.length, 3);
  });

  it("give up after three attempts, with the service's error", async () => {
    stub.respond = () => failure("InternalError", "try again", 500);
    await assert.rejects(queue.send(message, "c"), { message: /try again/ });
    assert.equal(stub.requests.length, 3);
  });

  it("do not repeat what AWS refuses", async () => {
    stub.respond = () => failure("AccessDeniedException", "not authorized to perform: sqs:SendMessage", 403);
    await assert.rejects(queue.send(message, "c"), { message: /not authorized/ });
    assert.equal(stub.requests.length, 1);
  });

  it("are done within the budget of a call when the endpoint never answers", async () => {
    stub.respond = () => undefined;
    const start = performance.now();
    await assert.rejects(queue.send(message, "c"), {
      name: "TimeoutError",
      message: /SQS SendMessage .*4000 ms/,
    });
    assert.ok(performance.now() - start < 5_000, "two calls have to end within 10 s");
    assert.ok(stub.requests.length >= 2, "a silent attempt has to leave time for another");
  }).timeout(10_000);

  it("show a call in the trace, with its retries", async () => {
    stub.respond = (request) =>
      stub.requests.length < 2 ? failure("InternalError", "try again", 500) : succeed(request);
    let documents: readonly object[] = [];
    await withTrace(
      () => queue.send(message, "c"),
      "Root=1-1;Parent=p;Sampled=1",
      async (sent) => {
        documents = sent;
      },
    );
    const [document] = documents as [{ name: string; namespace: string; aws: Record<string, unknown> }];
    assert.equal(document.name, "SQS");
    assert.equal(document.namespace, "aws");
    assert.equal(document.aws.operation, "SendMessage");
    assert.match(String(document.aws.queue_url), /order-events-dev$/);
    assert.equal(document.aws.retries, 1);
  });

  it("show a refused call in the trace as the caller's error", async () => {
    let documents: readonly object[] = [];
    const error = Object.assign(new Error("no"), { $metadata: { httpStatusCode: 403, attempts: 1 } });
    await assert.rejects(
      withTrace(
        () => callAws("SQS", "SendMessage", {}, () => Promise.reject(error)),
        "Root=1-1;Parent=p;Sampled=1",
        async (sent) => {
          documents = sent;
        },
      ),
      error,
    );
    const [document] = documents as [{ error: unknown; http: unknown }];
    assert.equal(document.error, true);
    assert.deepEqual(document.http, { response: { status: 403 } });
  });
});
