import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { mockStack } from "../../tests/kit/mock-stack.ts";
import { testSettings } from "../../tests/kit/test-settings.ts";
import { lookupAccount } from "../core/account.ts";
import { Encryption } from "./encryption.ts";
import { Orders } from "./orders.ts";

const FUNCTION = "aws:lambda/function:Function";
const DATA_KEY = "arn:aws:kms:eu-west-1:111122223333:key/orderflow-data";
const TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders-dev";
const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:order-events-dev";

function deploy(overrides: Readonly<Record<string, string>> = {}) {
  const settings = testSettings(overrides);
  return mockStack(() => {
    const keys = new Encryption("encryption", { settings, account: lookupAccount() });
    const code = (name: string) =>
      new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(name) });
    new Orders("orders", { settings, keys, code });
  });
}

function allow(Sid: string, Action: readonly string[], Resource: string, service?: string) {
  const condition = { StringEquals: { "kms:ViaService": `${service}.eu-west-1.amazonaws.com` } };
  return {
    Sid,
    Effect: "Allow",
    Action,
    Resource: [Resource],
    ...(service !== undefined && { Condition: condition }),
  };
}

function ownLogs(name: string) {
  const group = `arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/${name}`;
  return allow("OwnLogs", ["logs:CreateLogStream", "logs:PutLogEvents"], `${group}:*`);
}

const tableKey = allow("OrdersTableKey", ["kms:Decrypt"], DATA_KEY, "dynamodb");
const tracing = allow("Tracing", ["xray:PutTelemetryRecords", "xray:PutTraceSegments"], "*");

describe("Orders", () => {
  const policies: Readonly<Record<string, readonly unknown[]>> = {
    "orders-create-dev": [
      allow("OrderEventsQueue", ["sqs:SendMessage"], QUEUE),
      allow("OrderEventsQueueKey", ["kms:Decrypt", "kms:GenerateDataKey"], DATA_KEY, "sqs"),
      allow("OrdersTable", ["dynamodb:PutItem"], TABLE),
      tableKey,
      ownLogs("orders-create-dev"),
      tracing,
    ],
    "orders-get-dev": [
      allow("OrdersTable", ["dynamodb:GetItem"], TABLE),
      tableKey,
      ownLogs("orders-get-dev"),
      tracing,
    ],
    "orders-process-dev": [
      allow("OrderEventsQueue", ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"], QUEUE),
      allow("OrderEventsQueueKey", ["kms:Decrypt"], DATA_KEY, "sqs"),
      allow("OrdersTable", ["dynamodb:UpdateItem"], TABLE),
      tableKey,
      ownLogs("orders-process-dev"),
      tracing,
    ],
  };
  for (const [role, statements] of Object.entries(policies)) {
    it(`lets ${role} do what the seed says, and no more`, async () => {
      const stack = await deploy();
      assert.deepEqual(stack.policyJson(role), { Version: "2012-10-17", Statement: statements });
    });
  }

  it("tells each function where its resources are, and nothing else", async () => {
    const stack = await deploy();
    const url = "https://sqs.eu-west-1.amazonaws.com/111122223333/order-events-dev";
    assert.deepEqual(
      stack.names(FUNCTION).map((name) => stack.find(FUNCTION, name).inputs.environment),
      [
        { variables: { ORDERS_TABLE: "orders-dev", ORDER_EVENTS_URL: url } },
        { variables: { ORDERS_TABLE: "orders-dev" } },
        { variables: { ORDERS_TABLE: "orders-dev" } },
      ],
    );
  });

  it("gives functions behind the API 30 s and the processor a sixth of the queue's visibility timeout", async () => {
    const stack = await deploy();
    assert.deepEqual(
      stack.names(FUNCTION).map((name) => [name, stack.find(FUNCTION, name).inputs.timeout]),
      [
        ["orders-create", 30],
        ["orders-get", 30],
        ["orders-process", 5],
      ],
    );
  });

  it("refuses a stack whose processor may outlast a message's visibility", async () => {
    await assert.rejects(
      deploy({ processFunctionTimeoutSeconds: "30" }),
      /visibility timeout of 30 s is too short for a function timeout of 30 s/,
    );
  });
});
