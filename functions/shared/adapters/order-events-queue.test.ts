import assert from "node:assert/strict";
import { SQSClient } from "@aws-sdk/client-sqs";
import { AwsStub } from "../testing/aws-stub.ts";
import { clientConfig } from "./client.ts";
import { OrderEventsQueue } from "./order-events-queue.ts";

const detail = {
  id: "5d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11",
  customerName: "Ada Lovelace",
  items: [{ sku: "SKU-1", qty: 2, price: 9.5 }],
};

describe("OrderEventsQueue", () => {
  let stub: AwsStub;
  let client: SQSClient;
  let queue: OrderEventsQueue;

  before(async () => {
    stub = await AwsStub.start();
    client = new SQSClient({
      ...clientConfig,
      region: "eu-west-1",
      endpoint: stub.endpoint,
      credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
      useQueueUrlAsEndpoint: false,
    });
    queue = new OrderEventsQueue("https://sqs.eu-west-1.amazonaws.com/123456789012/order-events-dev", client);
  });
  beforeEach(() => stub.reset());
  after(async () => {
    client.destroy();
    await stub.close();
  });

  it("sends the message with the correlation id beside it, to the endpoint and not to the URL's host", async () => {
    await queue.send({ type: "OrderCreated", detail }, "cart-17");
    assert.deepEqual(stub.targets, ["AmazonSQS.SendMessage"]);
    const { body } = stub.requests[0] ?? {};
    assert.match(String(body?.QueueUrl), /order-events-dev$/);
    assert.equal(body?.MessageBody, JSON.stringify({ type: "OrderCreated", detail }));
    assert.deepEqual(body?.MessageAttributes, {
      correlationId: { DataType: "String", StringValue: "cart-17" },
    });
  });

  it("sends any name in characters that SQS takes", async () => {
    const name = "\u0000\u001f\ufffe\uffff😀é";
    await queue.send({ type: "OrderCreated", detail: { ...detail, customerName: name } }, "c");
    const sent = String(stub.requests[0]?.body.MessageBody);
    assert.match(sent, /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
    assert.equal(JSON.parse(sent).detail.customerName, name);
  });
});
