import assert from "node:assert/strict";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { IdempotencyRecord } from "../../contracts/idempotency.ts";
import type { StoredOrder } from "../../contracts/order.ts";
import type { OutboxRecord } from "../../contracts/outbox.ts";
import type { DueRecord } from "../../orders-table.ts";
import { type AwsAnswer, AwsStub, failure } from "../../testing/aws-stub.ts";
import { clientConfig } from "../client.ts";
import { OrderIntake } from "./accept-order.ts";
import { Outbox } from "./outbox.ts";
import { OrderReader } from "./read-order.ts";
import { OrderSettler } from "./settle-order.ts";

const NOW = new Date("2026-11-21T04:00:00.000Z");
const NOW_SECONDS = NOW.getTime() / 1000;
const order: StoredOrder = {
  id: "5d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11",
  customerName: "Ada Lovelace",
  items: [{ sku: "SKU-1", qty: 2, price: 9.5 }],
  status: "PENDING",
  createdAt: NOW.toISOString(),
  owner: "3a7c0b52-1c1f-4b0e-8e52-7f1d2c3b4a59",
};
const { id, customerName, items } = order;
const outbox: OutboxRecord = {
  id: `outbox#${id}`,
  orderId: id,
  correlationId: "cart-17",
  message: { type: "OrderCreated", detail: { id, customerName, items } },
  sends: 0,
  outboxShard: 2,
  outboxSince: NOW.getTime(),
};
const idempotency: IdempotencyRecord = {
  id: "idempotency#0f",
  fingerprint: "f1",
  orderId: id,
  expiresAt: NOW_SECONDS + 86_400,
};

const conditionFailed = (item?: object) =>
  failure(
    "ConditionalCheckFailedException",
    "The conditional request failed",
    400,
    item && { Item: marshall(item) },
  );

type Reason =
  | "None"
  | "TransactionConflict"
  | "ThrottlingError"
  | "ValidationError"
  | { readonly found: object };

/** A cancelled transaction; `found` is the item that a condition failed on. */
const cancelled = (...reasons: readonly Reason[]): AwsAnswer =>
  failure("TransactionCanceledException", "Transaction cancelled, please refer cancellation reasons", 400, {
    CancellationReasons: reasons.map((reason) =>
      typeof reason === "string"
        ? { Code: reason }
        : {
            Code: "ConditionalCheckFailed",
            Message: "The conditional request failed",
            Item: marshall(reason.found),
          },
    ),
  });
const conditionFailedOnNothing = failure("TransactionCanceledException", "Transaction cancelled", 400, {
  CancellationReasons: [{ Code: "ConditionalCheckFailed" }, { Code: "None" }],
});

describe("the table orders", () => {
  let stub: AwsStub;
  let client: DynamoDBClient;

  before(async () => {
    stub = await AwsStub.start();
    client = new DynamoDBClient({
      ...clientConfig,
      region: "eu-west-1",
      endpoint: stub.endpoint,
      credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
    });
  });
  beforeEach(() => stub.reset());
  after(async () => {
    client.destroy();
    await stub.close();
  });

  /** The request at a position, as DynamoDB got it. */
  const body = (index = 0) => stub.requests[index]?.body ?? assert.fail("there was no request");
  const writes = (index = 0) => body(index).TransactItems as readonly Readonly<Record<string, unknown>>[];

  describe("OrderIntake.accept", () => {
    const accept = () => new OrderIntake("orders-dev", client).accept({ order, outbox, idempotency }, NOW);

    it("puts order, outbox record and key in one transaction, each only where it is not there yet", async () => {
      assert.equal(await accept(), undefined);
      assert.deepEqual(stub.targets, ["DynamoDB_20120810.TransactWriteItems"]);
      assert.equal(body().ClientRequestToken, id);
      const shared = { TableName: "orders-dev", ReturnValuesOnConditionCheckFailure: "ALL_OLD" };
      assert.deepEqual(writes(), [
        { Put: { ...shared, Item: marshall(order), ConditionExpression: "attribute_not_exists(id)" } },
        { Put: { ...shared, Item: marshall(outbox), ConditionExpression: "attribute_not_exists(id)" } },
        {
          Put: {
            ...shared,
            Item: marshall(idempotency),
            ConditionExpression: "attribute_not_exists(id) OR expiresAt <= :now",
            ExpressionAttributeValues: { ":now": { N: String(NOW_SECONDS) } },
          },
        },
      ]);
    });

    it("puts order and outbox record where the client sent no key", async () => {
      const intake = new OrderIntake("orders-dev", client);
      assert.equal(await intake.accept({ order, outbox, idempotency: undefined }, NOW), undefined);
      assert.equal(writes().length, 2);
    });

    it("answers with the record of a key that is in use", async () => {
      const first = { ...idempotency, orderId: "6d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11" };
      stub.respond = () => cancelled("None", "None", { found: first });
      assert.deepEqual(await accept(), first);
      assert.equal(stub.requests.length, 1);
    });

    it("takes its own earlier attempt, whose answer was lost, for success", async () => {
      stub.respond = () =>
        stub.requests.length === 1
          ? failure("InternalServerError", "lost", 500)
          : cancelled({ found: order }, { found: outbox }, { found: idempotency });
      assert.equal(await accept(), undefined);
      assert.equal(stub.requests.length, 2);
      assert.equal(body(1).ClientRequestToken, body(0).ClientRequestToken);
    });

    it("takes its own order for its own when it has been confirmed meanwhile", async () => {
      stub.respond = () => cancelled({ found: { ...order, status: "CONFIRMED" } }, "None", "None");
      assert.equal(await accept(), undefined);
    });

    it("does not take another's order for its own", async () => {
      stub.respond = () => cancelled({ found: { ...order, owner: "someone else" } }, "None", "None");
      await assert.rejects(accept(), /orders-dev holds another 5d0c3c52/);
    });

    it("refuses a record of a key that is none", async () => {
      stub.respond = () => cancelled("None", "None", { found: { id: idempotency.id } });
      await assert.rejects(accept(), /idempotency key/);
    });

    for (const reason of ["TransactionConflict", "ThrottlingError"] as const) {
      it(`tries again after ${reason}, as the same call`, async () => {
        stub.respond = () => (stub.requests.length < 4 ? cancelled("None", reason, "None") : { body: {} });
        assert.equal(await accept(), undefined);
        assert.equal(stub.requests.length, 4);
        assert.equal(new Set(stub.requests.map((request) => request.body.ClientRequestToken)).size, 1);
      });
    }

    it("does not try again where a condition failed beside a conflict", async () => {
      stub.respond = () => cancelled("None", "TransactionConflict", { found: idempotency });
      assert.deepEqual(await accept(), idempotency);
      assert.equal(stub.requests.length, 1);
    });

    it("gives up on conflicts after six attempts", async () => {
      stub.respond = () => cancelled("TransactionConflict", "None", "None");
      await assert.rejects(accept(), { name: "TransactionCanceledException" });
      assert.equal(stub.requests.length, 6);
    });

    it("does not repeat what no attempt would mend", async () => {
      stub.respond = () => cancelled("ValidationError", "None", "None");
      await assert.rejects(accept(), { name: "TransactionCanceledException" });
      stub.respond = () => failure("AccessDeniedException", "not authorized");
      await assert.rejects(accept(), { name: "AccessDeniedException" });
      assert.equal(stub.requests.length, 2);
    });
  });

  describe("OrderReader.get", () => {
    const get = () => new OrderReader("orders-dev", client).get(id);

    it("reads consistently", async () => {
      stub.respond = () => ({ body: { Item: marshall(order) } });
      assert.deepEqual(await get(), order);
      assert.equal(body().ConsistentRead, true);
      assert.deepEqual(body().Key, { id: { S: id } });
    });

    it("gives undefined where there is none", async () => {
      assert.equal(await get(), undefined);
    });

    it("refuses an item that is not an order", async () => {
      stub.respond = () => ({ body: { Item: marshall({ ...order, status: "LOST" }) } });
      await assert.rejects(get(), /5d0c3c52.*orders-dev is not an order/);
    });
  });

  describe("OrderSettler.confirm", () => {
    const confirm = () => new OrderSettler("orders-dev", client).confirm(id, NOW);

    it("confirms a pending order and settles its outbox record in one transaction", async () => {
      assert.deepEqual(await confirm(), { changed: true, status: "CONFIRMED" });
      assert.deepEqual(stub.targets, ["DynamoDB_20120810.TransactWriteItems"]);
      assert.deepEqual(writes(), [
        {
          Update: {
            TableName: "orders-dev",
            Key: { id: { S: id } },
            UpdateExpression: "SET #status = :status",
            ConditionExpression:
              "attribute_exists(id) AND #status = :pending AND attribute_not_exists(failureReason)",
            ExpressionAttributeNames: { "#status": "status" },
            ExpressionAttributeValues: { ":status": { S: "CONFIRMED" }, ":pending": { S: "PENDING" } },
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          },
        },
        {
          Update: {
            TableName: "orders-dev",
            Key: { id: { S: `outbox#${id}` } },
            UpdateExpression:
              "SET settledAt = :settledAt, expiresAt = :expiresAt REMOVE outboxShard, outboxSince, message",
            ExpressionAttributeValues: {
              ":settledAt": { S: NOW.toISOString() },
              ":expiresAt": { N: String(NOW_SECONDS + 7 * 86_400) },
            },
          },
        },
      ]);
    });

    it("is another call each time, or a redelivery would look like the first", async () => {
      await confirm();
      await confirm();
      assert.notEqual(body(0).ClientRequestToken, body(1).ClientRequestToken);
    });

    for (const status of ["CONFIRMED", "FAILED"] as const) {
      it(`changes nothing of an order that is ${status}`, async () => {
        stub.respond = () => cancelled({ found: { ...order, status } }, "None");
        assert.deepEqual(await confirm(), { changed: false, status });
        assert.equal(stub.requests.length, 1);
      });
    }

    it("says that an order does not exist", async () => {
      stub.respond = () => conditionFailedOnNothing;
      assert.deepEqual(await confirm(), { changed: false, status: undefined });
    });

    it("refuses an item that is not an order", async () => {
      stub.respond = () => cancelled({ found: { id } }, "None");
      await assert.rejects(confirm(), /5d0c3c52.* is not an order/);
    });

    it("tries conflicts again, and throws what stays so that the message comes back", async () => {
      stub.respond = () =>
        stub.requests.length < 3 ? cancelled("None", "TransactionConflict") : { body: {} };
      assert.deepEqual(await confirm(), { changed: true, status: "CONFIRMED" });
      stub.respond = () => cancelled("None", "TransactionConflict");
      await assert.rejects(confirm(), { name: "TransactionCanceledException" });
    });

    it("throws what is not about the condition", async () => {
      stub.respond = () => failure("AccessDeniedException", "not authorized");
      await assert.rejects(confirm(), { name: "AccessDeniedException" });
    });
  });

  describe("OrderSettler.fail", () => {
    it("fails what was given up and settles its outbox record in one transaction", async () => {
      const settler = new OrderSettler("orders-dev", client);
      assert.deepEqual(await settler.fail(id, NOW), { changed: true, status: "FAILED" });
      const [order, record] = writes() as { Update: Record<string, unknown> }[];
      assert.equal(
        order?.Update.ConditionExpression,
        "attribute_exists(id) AND #status = :pending AND attribute_exists(failureReason)",
      );
      assert.deepEqual(order?.Update.ExpressionAttributeValues, {
        ":status": { S: "FAILED" },
        ":pending": { S: "PENDING" },
      });
      assert.deepEqual(record?.Update.Key, { id: { S: `outbox#${id}` } });
    });
  });

  describe("OrderSettler.giveUp", () => {
    const giveUp = () => new OrderSettler("orders-dev", client).giveUp(id, "No goods.");

    it("gives a pending order its reason, unless it has one", async () => {
      assert.equal(await giveUp(), "PENDING");
      assert.equal(body().UpdateExpression, "SET failureReason = if_not_exists(failureReason, :reason)");
      assert.equal(body().ConditionExpression, "attribute_exists(id) AND #status = :pending");
      assert.deepEqual(body().ExpressionAttributeValues, {
        ":reason": { S: "No goods." },
        ":pending": { S: "PENDING" },
      });
    });

    it("says what has become of an order that is not pending", async () => {
      stub.respond = () => conditionFailed({ ...order, status: "CONFIRMED" });
      assert.equal(await giveUp(), "CONFIRMED");
      stub.respond = () => conditionFailed();
      assert.equal(await giveUp(), undefined);
    });

    it("throws what is not about the condition", async () => {
      stub.respond = () => failure("AccessDeniedException", "not authorized");
      await assert.rejects(giveUp(), { name: "AccessDeniedException" });
    });
  });

  describe("Outbox.due", () => {
    const due = async (): Promise<DueRecord[]> => {
      const records: DueRecord[] = [];
      for await (const record of new Outbox("orders-dev", client).due(2, NOW)) records.push(record);
      return records;
    };

    it("asks the index for one shard, up to an age", async () => {
      stub.respond = () => ({
        body: { Items: [marshall({ id: outbox.id, outboxShard: 2, outboxSince: 7 })] },
      });
      assert.deepEqual(
        (await due()).map((record) => [record.id, record.outboxSince]),
        [[outbox.id, 7]],
      );
      assert.deepEqual(body(), {
        TableName: "orders-dev",
        IndexName: "outbox",
        KeyConditionExpression: "outboxShard = :shard AND outboxSince <= :before",
        ExpressionAttributeValues: { ":shard": { N: "2" }, ":before": { N: String(NOW.getTime()) } },
        Limit: 100,
      });
    });

    it("reads page after page, those without items too, until there is no more", async () => {
      const page = (number: number) => ({
        body: {
          Items: number === 2 ? [] : [marshall({ id: `outbox#${number}`, outboxSince: number })],
          ...(number < 3 && { LastEvaluatedKey: marshall({ id: `outbox#${number}` }) }),
        },
      });
      stub.respond = () => page(stub.requests.length);
      assert.deepEqual(
        (await due()).map((record) => record.id),
        ["outbox#1", "outbox#3"],
      );
      assert.deepEqual(body(2).ExclusiveStartKey, { id: { S: "outbox#2" } });
    });

    it("reads no page that nobody asks for", async () => {
      stub.respond = () => ({
        body: {
          Items: [marshall({ id: "outbox#1", outboxSince: 1 })],
          LastEvaluatedKey: marshall({ id: "outbox#1" }),
        },
      });
      for await (const _ of new Outbox("orders-dev", client).due(2, NOW)) break;
      assert.equal(stub.requests.length, 1);
    });
  });

  describe("Outbox.claim", () => {
    const seen = { id: outbox.id, outboxSince: 7 };
    const claim = () => new Outbox("orders-dev", client).claim(seen, 3, NOW);

    it("counts and dates the send only if nobody has changed the record, and gives what to send", async () => {
      stub.respond = () => ({ body: { Attributes: marshall({ ...outbox, sends: 1 }) } });
      assert.deepEqual(await claim(), { ...outbox, sends: 1 });
      const { Key, UpdateExpression, ConditionExpression, ExpressionAttributeValues, ReturnValues } = body();
      assert.deepEqual(Key, { id: { S: outbox.id } });
      assert.equal(UpdateExpression, "SET outboxSince = :now, sends = sends + :one");
      assert.equal(ConditionExpression, "outboxSince = :seen AND sends < :max");
      assert.deepEqual(ExpressionAttributeValues, {
        ":now": { N: String(NOW.getTime()) },
        ":one": { N: "1" },
        ":seen": { N: "7" },
        ":max": { N: "3" },
      });
      assert.equal(ReturnValues, "ALL_NEW");
    });

    const refusals: readonly (readonly [what: string, answer: AwsAnswer, claim: string])[] = [
      ["sent as often as it may be", conditionFailed({ ...outbox, outboxSince: 7, sends: 3 }), "exhausted"],
      ["claimed by another", conditionFailed({ ...outbox, outboxSince: 8, sends: 3 }), "gone"],
      ["settled", conditionFailed({ id: outbox.id, settledAt: "" }), "gone"],
      ["deleted", conditionFailed(), "gone"],
      [
        "being settled",
        failure("TransactionConflictException", "Transaction is ongoing for the item"),
        "gone",
      ],
    ];
    for (const [what, answer, expected] of refusals) {
      it(`finds a record that is ${what} ${expected}`, async () => {
        stub.respond = () => answer;
        assert.equal(await claim(), expected);
      });
    }

    it("refuses an item that is not an outbox record", async () => {
      stub.respond = () => ({ body: { Attributes: marshall({ id: outbox.id }) } });
      await assert.rejects(claim(), /outbox#5d0c3c52.* is no outbox record/);
    });

    it("throws what is not about the record", async () => {
      stub.respond = () => failure("AccessDeniedException", "not authorized");
      await assert.rejects(claim(), { name: "AccessDeniedException" });
    });
  });

  describe("Outbox.renew", () => {
    const renew = () => new Outbox("orders-dev", client).renew(outbox.id, NOW);

    it("dates a record anew and counts from none, unless it has left the index", async () => {
      await renew();
      assert.equal(body().UpdateExpression, "SET outboxSince = :now, sends = :none");
      assert.equal(body().ConditionExpression, "attribute_exists(outboxSince)");
      assert.deepEqual(body().ExpressionAttributeValues, {
        ":now": { N: String(NOW.getTime()) },
        ":none": { N: "0" },
      });
      stub.respond = () => conditionFailed();
      await renew();
    });
  });

  describe("Outbox.park", () => {
    const park = () => new Outbox("orders-dev", client).park({ id: outbox.id, outboxSince: 7 }, NOW);

    it("takes the record out of the index if nobody has changed it", async () => {
      assert.equal(await park(), true);
      assert.equal(body().UpdateExpression, "SET parkedAt = :now REMOVE outboxShard, outboxSince");
      assert.equal(body().ConditionExpression, "outboxSince = :seen");
      assert.deepEqual(body().ExpressionAttributeValues, {
        ":now": { S: NOW.toISOString() },
        ":seen": { N: "7" },
      });
    });

    it("leaves a record alone that has changed", async () => {
      stub.respond = () => conditionFailed({ ...outbox, outboxSince: 8 });
      assert.equal(await park(), false);
      stub.respond = () => failure("TransactionConflictException", "Transaction is ongoing for the item");
      assert.equal(await park(), false);
    });
  });
});
