import assert from "node:assert/strict";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { StoredOrder } from "../contracts/order.ts";
import { AwsStub, failure } from "../testing/aws-stub.ts";
import { clientConfig } from "./client.ts";
import { OrderEventsQueue } from "./order-events-queue.ts";
import { OrdersTable } from "./orders-table.ts";

const order: StoredOrder = {
  id: "5d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11",
  customerName: "Ada Lovelace",
  items: [{ sku: "SKU-1", qty: 2, price: 9.5 }],
  status: "PENDING",
  createdAt: "2026-11-21T04:00:00.000Z",
  owner: "3a7c0b52-1c1f-4b0e-8e52-7f1d2c3b4a59",
};
const conditionFailed = (item?: object) =>
  failure(
    "ConditionalCheckFailedException",
    "The conditional request failed",
    400,
    item && { Item: marshall(item) },
  );

describe("adapters", () => {
  let stub: AwsStub;
  let table: OrdersTable;
  let queue: OrderEventsQueue;
  const clients: { destroy(): void }[] = [];

  before(async () => {
    stub = await AwsStub.start();
    const config = {
      ...clientConfig,
      region: "eu-west-1",
      endpoint: stub.endpoint,
      credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
    };
    const dynamodb = new DynamoDBClient(config);
    const sqs = new SQSClient({ ...config, useQueueUrlAsEndpoint: false });
    clients.push(dynamodb, sqs);
    table = new OrdersTable("orders-dev", dynamodb);
    queue = new OrderEventsQueue("https://sqs.eu-west-1.amazonaws.com/123456789012/order-events-dev", sqs);
  });
  beforeEach(() => stub.reset());
  after(async () => {
    for (const client of clients) client.destroy();
    await stub.close();
  });

  describe("OrdersTable.put", () => {
    it("writes the item only where there is none", async () => {
      await table.put(order);
      assert.deepEqual(stub.targets, ["DynamoDB_20120810.PutItem"]);
      const { body } = stub.requests[0] ?? {};
      assert.equal(body?.TableName, "orders-dev");
      assert.equal(body?.ConditionExpression, "attribute_not_exists(id)");
      assert.deepEqual(body?.Item, {
        id: { S: order.id },
        customerName: { S: "Ada Lovelace" },
        items: { L: [{ M: { sku: { S: "SKU-1" }, qty: { N: "2" }, price: { N: "9.5" } } }] },
        status: { S: "PENDING" },
        createdAt: { S: order.createdAt },
        owner: { S: order.owner },
      });
    });

    it("takes its own earlier attempt, whose answer was lost, for success", async () => {
      stub.respond = () =>
        stub.requests.length === 1 ? failure("InternalServerError", "lost", 500) : conditionFailed(order);
      await table.put(order);
      assert.equal(stub.requests.length, 2);
    });

    it("does not take another's order for its own", async () => {
      stub.respond = () => conditionFailed({ ...order, owner: "someone else" });
      await assert.rejects(table.put(order), { name: "ConditionalCheckFailedException" });
      stub.respond = () => conditionFailed();
      await assert.rejects(table.put(order), { name: "ConditionalCheckFailedException" });
    });
  });

  describe("OrdersTable.get", () => {
    it("reads consistently", async () => {
      stub.respond = () => ({ body: { Item: marshall(order) } });
      assert.deepEqual(await table.get(order.id), order);
      const { body } = stub.requests[0] ?? {};
      assert.equal(body?.ConsistentRead, true);
      assert.deepEqual(body?.Key, { id: { S: order.id } });
    });

    it("gives undefined where there is none", async () => {
      assert.equal(await table.get(order.id), undefined);
    });

    it("refuses an item that is not an order", async () => {
      stub.respond = () => ({ body: { Item: marshall({ ...order, status: "LOST" }) } });
      await assert.rejects(table.get(order.id), /5d0c3c52.*orders-dev is not an order/);
    });
  });

  describe("OrdersTable.confirm", () => {
    it("asks for the transition from PENDING of an order that exists", async () => {
      assert.deepEqual(await table.confirm(order.id), { changed: true, status: "CONFIRMED" });
      assert.deepEqual(stub.targets, ["DynamoDB_20120810.UpdateItem"]);
      const { body } = stub.requests[0] ?? {};
      assert.deepEqual(body?.Key, { id: { S: order.id } });
      assert.equal(body?.UpdateExpression, "SET #status = :confirmed");
      assert.equal(body?.ConditionExpression, "attribute_exists(id) AND #status = :pending");
      assert.equal(body?.ReturnValuesOnConditionCheckFailure, "ALL_OLD");
    });

    for (const status of ["CONFIRMED", "FAILED"] as const) {
      it(`changes nothing of an order that is ${status}`, async () => {
        stub.respond = () => conditionFailed({ ...order, status });
        assert.deepEqual(await table.confirm(order.id), { changed: false, status });
      });
    }

    it("says that an order does not exist", async () => {
      stub.respond = () => conditionFailed();
      assert.deepEqual(await table.confirm(order.id), { changed: false, status: undefined });
    });

    it("throws what is not about the condition", async () => {
      stub.respond = () => failure("AccessDeniedException", "not authorized");
      await assert.rejects(table.confirm(order.id), { name: "AccessDeniedException" });
    });
  });

  describe("OrderEventsQueue.send", () => {
    const { id, customerName, items } = order;

    it("sends the message with the correlation id beside it, to the endpoint and not to the URL's host", async () => {
      await queue.send({ type: "OrderCreated", detail: { id, customerName, items } }, "cart-17");
      assert.deepEqual(stub.targets, ["AmazonSQS.SendMessage"]);
      const { body } = stub.requests[0] ?? {};
      assert.match(String(body?.QueueUrl), /order-events-dev$/);
      assert.equal(
        body?.MessageBody,
        JSON.stringify({ type: "OrderCreated", detail: { id, customerName, items } }),
      );
      assert.deepEqual(body?.MessageAttributes, {
        correlationId: { DataType: "String", StringValue: "cart-17" },
      });
    });

    it("sends any name in characters that SQS takes", async () => {
      const name = "\u0000\u001f\ufffe\uffff😀é";
      await queue.send({ type: "OrderCreated", detail: { id, customerName: name, items } }, "c");
      const sent = String(stub.requests[0]?.body.MessageBody);
      assert.match(sent, /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
      assert.equal(JSON.parse(sent).detail.customerName, name);
    });
  });
});
