import assert from "node:assert/strict";
import { mockStack } from "../../tests/kit/mock-stack.ts";
import { resolved } from "../../tests/kit/resolved.ts";
import { lookupAccount } from "../core/account.ts";
import type { Grant } from "../core/grants.ts";
import { Key } from "./key.ts";
import { Table } from "./table.ts";

const TABLE = "aws:dynamodb/table:Table";
const KEY_ARN = "arn:aws:kms:eu-west-1:111122223333:key/data";

async function deploy(protect = false) {
  const made: Table[] = [];
  const stack = await mockStack(() => {
    const key = new Key("data", { account: lookupAccount(), description: "Data", protect });
    made.push(new Table("orders", { hashKey: "id", key, protect }));
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
