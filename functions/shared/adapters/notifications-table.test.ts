import assert from "node:assert/strict";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { AwsStub, failure } from "../testing/aws-stub.ts";
import { clientConfig } from "./client.ts";
import { NotificationsTable } from "./notifications-table.ts";

const NOW = new Date("2026-11-26T09:00:00.000Z");

describe("NotificationsTable", () => {
  let stub: AwsStub;
  let client: DynamoDBClient;
  const table = () => new NotificationsTable("notifications-dev", 30, client);

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

  it("claims an event under a lease of a minute, and keeps its record for as long as it is told", async () => {
    assert.equal(await table().claim("OrderConfirmed:o-1", NOW), "ours");
    const { Key, ExpressionAttributeValues, ConditionExpression } = stub.requests[0]?.body ?? {};
    assert.deepEqual(Key, { id: { S: "OrderConfirmed:o-1" } });
    assert.deepEqual(ExpressionAttributeValues, {
      ":now": { N: String(NOW.getTime()) },
      ":until": { N: String(NOW.getTime() + 60_000) },
      ":expiresAt": { N: String(NOW.getTime() / 1000 + 30 * 86_400) },
    });
    assert.match(String(ConditionExpression), /attribute_not_exists\(settledAt\)/);
  });

  for (const [claim, Item] of [
    ["held", { id: { S: "e" }, leasedUntil: { N: "1" } }],
    ["settled", { id: { S: "e" }, settledAt: { S: NOW.toISOString() } }],
  ] as const)
    it(`knows an event that is ${claim}`, async () => {
      stub.respond = () => failure("ConditionalCheckFailedException", "no", 400, { Item });
      assert.equal(await table().claim("e", NOW), claim);
    });

  it("throws what is no answer about the event", async () => {
    stub.respond = () => failure("ResourceNotFoundException", "no table");
    await assert.rejects(table().claim("e", NOW), { name: "ResourceNotFoundException" });
  });

  it("settles an event with the mail's id, or without a mail", async () => {
    await table().settle("e", "m-1", NOW);
    await table().settle("e", undefined, NOW);
    assert.deepEqual(
      stub.requests.map(({ body }) => [body.UpdateExpression, body.ExpressionAttributeValues]),
      [
        [
          "SET settledAt = :now, messageId = :messageId REMOVE leasedUntil",
          { ":now": { S: NOW.toISOString() }, ":messageId": { S: "m-1" } },
        ],
        ["SET settledAt = :now REMOVE leasedUntil", { ":now": { S: NOW.toISOString() } }],
      ],
    );
  });
});
