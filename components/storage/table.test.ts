import assert from "node:assert/strict";
import { mockStack } from "../../tests/kit/mock-stack.ts";
import { resolved } from "../../tests/kit/resolved.ts";
import { lookupAccount } from "../core/account.ts";
import type { Grant } from "../core/grants.ts";
import { Key } from "./key.ts";
import { Table, type TableArgs } from "./table.ts";

const TABLE = "aws:dynamodb/table:Table";
const KEY_ARN = "arn:aws:kms:eu-west-1:111122223333:key/data";

async function deploy(protect = false, args: Partial<TableArgs> = {}) {
  const made: Table[] = [];
  const stack = await mockStack(() => {
    const key = new Key("data", { account: lookupAccount(), description: "Data", protect });
    made.push(new Table("orders", { hashKey: "id", key, protect, ...args }));
  });
  const [table] = made;
  assert.ok(table);
  return { stack, table };
}

describe("Table", () => {
  it("is on demand, restorable and encrypted with the key", async () => {
    const { stack } = await deploy();
    assert.deepEqual(stack.find(TABLE, "orders").inputs, {
      name: "orders-dev",
      billingMode: "PAY_PER_REQUEST",
      attributes: [{ name: "id", type: "S" }],
      hashKey: "id",
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: KEY_ARN },
      deletionProtectionEnabled: false,
    });
  });

  it("has indexes of keys only, with every key's attribute declared once, and time to live", async () => {
    const stack = await deploy(false, {
      indexes: {
        byOwner: { hashKey: { name: "owner", type: "S" }, rangeKey: { name: "since", type: "N" } },
        bySince: { hashKey: { name: "id", type: "S" }, rangeKey: { name: "since", type: "N" } },
      },
      expiresAt: "expiresAt",
    }).then((deployed) => deployed.stack);
    const { attributes, globalSecondaryIndexes, ttl } = stack.find(TABLE, "orders").inputs;
    assert.deepEqual(attributes, [
      { name: "id", type: "S" },
      { name: "owner", type: "S" },
      { name: "since", type: "N" },
    ]);
    const keys = (hash: string) => [
      { attributeName: hash, keyType: "HASH" },
      { attributeName: "since", keyType: "RANGE" },
    ];
    assert.deepEqual(globalSecondaryIndexes, [
      { name: "byOwner", keySchemas: keys("owner"), projectionType: "KEYS_ONLY" },
      { name: "bySince", keySchemas: keys("id"), projectionType: "KEYS_ONLY" },
    ]);
    assert.deepEqual(ttl, { attributeName: "expiresAt", enabled: true });
  });

  it("grants a reader of an index dynamodb:Query on that index and the key, and no more", async () => {
    const { table } = await deploy();
    const grant = (await resolved(table.indexReader("ORDERS_TABLE", "outbox"))) as Grant;
    assert.deepEqual(grant.env, { ORDERS_TABLE: "orders-dev" });
    assert.deepEqual(grant.statements[0], {
      Sid: "OrdersOutboxIndex",
      Effect: "Allow",
      Action: ["dynamodb:Query"],
      Resource: ["arn:aws:dynamodb:eu-west-1:111122223333:table/orders-dev/index/outbox"],
    });
    assert.deepEqual(
      grant.statements.slice(1).map(({ Sid, Action }) => [Sid, Action]),
      [["OrdersTableKey", ["kms:Decrypt"]]],
    );
  });

  it("is protected by Pulumi and by DynamoDB when told so", async () => {
    const { stack } = await deploy(true);
    const { protect, inputs } = stack.find(TABLE, "orders");
    assert.equal(protect, true);
    assert.equal(inputs.deletionProtectionEnabled, true);
  });

  const grants: readonly [verb: string, of: (table: Table) => Grant, action: string][] = [
    ["creator", (table) => table.creator("ORDERS_TABLE"), "dynamodb:PutItem"],
    ["reader", (table) => table.reader("ORDERS_TABLE"), "dynamodb:GetItem"],
    ["updater", (table) => table.updater("ORDERS_TABLE"), "dynamodb:UpdateItem"],
  ];
  for (const [verb, of, action] of grants) {
    it(`grants a ${verb} ${action} and the key through DynamoDB, and no more`, async () => {
      const { table } = await deploy();
      assert.deepEqual(await resolved(of(table)), {
        env: { ORDERS_TABLE: "orders-dev" },
        statements: [
          {
            Sid: "OrdersTable",
            Effect: "Allow",
            Action: [action],
            Resource: ["arn:aws:dynamodb:eu-west-1:111122223333:table/orders-dev"],
          },
          {
            Sid: "OrdersTableKey",
            Effect: "Allow",
            Action: ["kms:Decrypt"],
            Resource: [KEY_ARN],
            Condition: { StringEquals: { "kms:ViaService": "dynamodb.eu-west-1.amazonaws.com" } },
          },
        ],
      });
    });
  }
});
