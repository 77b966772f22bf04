import assert from "node:assert/strict";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { Reservation } from "../../contracts/inventory.ts";
import { type AwsAnswer, AwsStub, failure } from "../../testing/aws-stub.ts";
import { clientConfig } from "../client.ts";
import { Reservations } from "./reservations.ts";

const NOW = new Date("2026-11-21T04:00:00.000Z");
const ORDER = "5d0c3c52-4f0e-4b7a-9a55-0f8f4a3f9a11";
const reserved: Reservation = {
  id: `reservation#${ORDER}`,
  orderId: ORDER,
  status: "RESERVED",
  items: [
    { sku: "SKU-1", qty: 3 },
    { sku: "SKU-2", qty: 1 },
  ],
  changedAt: NOW.toISOString(),
  expiresAt: NOW.getTime() / 1000 + 180 * 86_400,
};
const released: Reservation = { ...reserved, status: "RELEASED" };
/** A failed condition, and the item that it failed on. */
const on = (found?: object) => ({
  Code: "ConditionalCheckFailed",
  Message: "The conditional request failed",
  ...(found && { Item: marshall(found) }),
});
const none = { Code: "None" };
const done: AwsAnswer = { body: {} };
const cancelled = (...CancellationReasons: readonly object[]) =>
  failure("TransactionCanceledException", "Transaction cancelled", 400, { CancellationReasons });

describe("the reservations in the table inventory", () => {
  let stub: AwsStub;
  let client: DynamoDBClient;
  const table = () => new Reservations("inventory-dev", client);
  const body = (index = 0) => stub.requests[index]?.body ?? assert.fail("there was no request");

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

  describe("reserve", () => {
    const items = [
      { sku: "SKU-1", qty: 2, price: 9.5 },
      { sku: "SKU-2", qty: 1, price: 1 },
      { sku: "SKU-1", qty: 1, price: 9.5 },
    ];
    const reserve = () => table().reserve(ORDER, items, NOW);

    it("takes each product out of the stock where there is enough, and records it, in one transaction", async () => {
      assert.deepEqual(await reserve(), { outcome: "reserved", changed: true });
      const take = (sku: string, qty: number) => ({
        Update: {
          TableName: "inventory-dev",
          Key: { id: { S: `sku#${sku}` } },
          UpdateExpression: "SET stock = stock - :qty",
          ConditionExpression: "stock >= :qty",
          ExpressionAttributeValues: { ":qty": { N: String(qty) } },
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      });
      assert.deepEqual(body().TransactItems, [
        {
          Put: {
            TableName: "inventory-dev",
            Item: marshall(reserved),
            ConditionExpression: "attribute_not_exists(id)",
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          },
        },
        take("SKU-1", 3),
        take("SKU-2", 1),
      ]);
    });

    it("finds its own reservation, also where there is nothing left since then", async () => {
      stub.respond = () => cancelled(on(reserved), on({ name: "Notebook" }), none);
      assert.deepEqual(await reserve(), { outcome: "reserved", changed: false });
    });

    it("does not reserve what was released", async () => {
      stub.respond = () => cancelled(on(released), none, none);
      assert.deepEqual(await reserve(), { outcome: "barred" });
    });

    it("tells which products there is not enough of", async () => {
      stub.respond = () => cancelled(none, on({ name: "Notebook" }), on());
      assert.deepEqual(await reserve(), {
        outcome: "short",
        shortages: [
          { sku: "SKU-1", name: "Notebook" },
          { sku: "SKU-2", name: undefined },
        ],
      });
    });

    it("tries again where another transaction has a product", async () => {
      stub.respond = () =>
        stub.requests.length < 3 ? cancelled(none, { Code: "TransactionConflict" }, none) : done;
      assert.deepEqual(await reserve(), { outcome: "reserved", changed: true });
    });
  });

  describe("release", () => {
    const release = () => table().release(ORDER, NOW);
    const answers = (...each: readonly AwsAnswer[]) => {
      stub.respond = () => each[stub.requests.length - 1] ?? assert.fail("one request too many");
    };
    const found = (item?: object) => ({ body: item === undefined ? {} : { Item: marshall(item) } });

    it("puts back what is recorded and marks it, in one transaction", async () => {
      answers(found(reserved), done);
      assert.equal(await release(), true);
      assert.equal(body().ConsistentRead, true);
      const writes = body(1).TransactItems as readonly {
        readonly Update: Readonly<Record<string, unknown>>;
      }[];
      assert.deepEqual(
        writes.map(({ Update }) => [Update.Key, Update.UpdateExpression, Update.ConditionExpression]),
        [
          [{ id: { S: reserved.id } }, "SET #status = :released, changedAt = :now", "#status = :reserved"],
          [{ id: { S: "sku#SKU-1" } }, "SET stock = stock + :qty", "attribute_exists(id)"],
          [{ id: { S: "sku#SKU-2" } }, "SET stock = stock + :qty", "attribute_exists(id)"],
        ],
      );
    });

    it("does nothing about what is released", async () => {
      answers(found(released));
      assert.equal(await release(), false);
    });

    it("keeps an order without a reservation from getting one", async () => {
      answers(found(), done);
      assert.equal(await release(), false);
      assert.deepEqual(body(1).Item, marshall({ ...released, items: [] }));
      assert.equal(body(1).ConditionExpression, "attribute_not_exists(id)");
    });

    it("puts back a reservation that comes between", async () => {
      answers(found(), failure("ConditionalCheckFailedException", "no"), found(reserved), done);
      assert.equal(await release(), true);
    });

    it("lets somebody else's release be", async () => {
      answers(found(reserved), cancelled(on(), none, none), found(released));
      assert.equal(await release(), false);
    });

    it("says which product is not there any more, and puts nothing back", async () => {
      answers(found(reserved), cancelled(none, none, on()));
      await assert.rejects(release(), /^Error: SKU-2 can't be put back into the stock/);
    });
  });
});
