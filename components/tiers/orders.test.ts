import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { mockStack } from "../../tests/kit/mock-stack.ts";
import { resolved } from "../../tests/kit/resolved.ts";
import { testSettings } from "../../tests/kit/test-settings.ts";
import { lookupAccount } from "../core/account.ts";
import { Encryption } from "./encryption.ts";
import { Orders } from "./orders.ts";

const FUNCTION = "aws:lambda/function:Function";
const DATA_KEY = "arn:aws:kms:eu-west-1:111122223333:key/orderflow-data";
const TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders-dev";
const QUEUES = "arn:aws:sqs:eu-west-1:111122223333";
const QUEUE = `${QUEUES}:order-events-dev`;

function deploy(overrides: Readonly<Record<string, string>> = {}, made: Orders[] = []) {
  const settings = testSettings(overrides);
  return mockStack(() => {
    const account = lookupAccount();
    const keys = new Encryption("encryption", { settings, account });
    const code = (name: string) =>
      new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(name) });
    made.push(new Orders("orders", { settings, account, keys, code }));
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
    "orders-reconcile-dev": [
      allow("OrderEventsQueue", ["sqs:SendMessage"], QUEUE),
      allow("OrderEventsQueueKey", ["kms:Decrypt", "kms:GenerateDataKey"], DATA_KEY, "sqs"),
      allow("OrdersOutboxIndex", ["dynamodb:Query"], `${TABLE}/index/outbox`),
      allow("OrdersReconcileDlqQueue", ["sqs:SendMessage"], `${QUEUES}:orders-reconcile-dlq-dev`),
      allow("OrdersTable", ["dynamodb:UpdateItem"], TABLE),
      tableKey,
      ownLogs("orders-reconcile-dev"),
      tracing,
    ],
    "orders-reconcile-schedule-dev": [
      allow(
        "OrdersReconcileFunction",
        ["lambda:InvokeFunction"],
        "arn:aws:lambda:eu-west-1:111122223333:function:orders-reconcile-dev",
      ),
      allow(
        "OrdersReconcileScheduleDlqQueue",
        ["sqs:SendMessage"],
        `${QUEUES}:orders-reconcile-schedule-dlq-dev`,
      ),
      allow("OrdersReconcileScheduleDlqQueueKey", ["kms:Decrypt", "kms:GenerateDataKey"], DATA_KEY, "sqs"),
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
        {
          variables: {
            ORDERS_TABLE: "orders-dev",
            ORDER_EVENTS_URL: url,
            RECONCILE_AFTER_MINUTES: "5",
            RECONCILE_MAX_SENDS: "3",
          },
        },
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
        ["orders-reconcile", 60],
      ],
    );
  });

  it("keeps outbox records in an index of their own while they are open, and lets records expire", async () => {
    const stack = await deploy();
    const { attributes, globalSecondaryIndexes, ttl } = stack.find(
      "aws:dynamodb/table:Table",
      "orders",
    ).inputs;
    assert.deepEqual(attributes, [
      { name: "id", type: "S" },
      { name: "outboxShard", type: "N" },
      { name: "outboxSince", type: "N" },
    ]);
    assert.deepEqual(globalSecondaryIndexes, [
      {
        name: "outbox",
        keySchemas: [
          { attributeName: "outboxShard", keyType: "HASH" },
          { attributeName: "outboxSince", keyType: "RANGE" },
        ],
        projectionType: "KEYS_ONLY",
      },
    ]);
    assert.deepEqual(ttl, { attributeName: "expiresAt", enabled: true });
  });

  it("reconciles every minute", async () => {
    const stack = await deploy();
    const { inputs } = stack.find("aws:scheduler/schedule:Schedule", "orders-reconcile-schedule");
    assert.equal(inputs.scheduleExpression, "rate(1 minute)");
    const { arn } = inputs.target as { arn: string };
    assert.equal(arn, "arn:aws:lambda:eu-west-1:111122223333:function:orders-reconcile-dev");
  });

  const alarms: readonly (readonly [alarm: string, metric: string, counter: string])[] = [
    ["orders-create-order-events-not-sent", "OrderEventsNotSent", "orders-create-dev"],
    ["orders-reconcile-outbox-parked", "OutboxParked", "orders-reconcile-dev"],
  ];
  for (const [alarm, metric, counter] of alarms) {
    it(`raises ${alarm} at the first in a minute`, async () => {
      const { inputs } = (await deploy()).find("aws:cloudwatch/metricAlarm:MetricAlarm", alarm);
      assert.deepEqual(
        [inputs.namespace, inputs.metricName, inputs.dimensions, inputs.statistic],
        ["Orderflow", metric, { function: counter }, "Sum"],
      );
      assert.deepEqual([inputs.threshold, inputs.period, inputs.evaluationPeriods], [0, 60, 1]);
    });
  }

  it("names all that an order passes, for whoever watches it", async () => {
    const made: Orders[] = [];
    await deploy({}, made);
    assert.deepEqual(await resolved(made[0]?.path), {
      tableName: "orders-dev",
      queueName: "order-events-dev",
      deadLetterQueueNames: [
        "order-events-dlq-dev",
        "orders-reconcile-dlq-dev",
        "orders-reconcile-schedule-dlq-dev",
      ],
      functions: {
        create: "orders-create-dev",
        get: "orders-get-dev",
        process: "orders-process-dev",
        reconcile: "orders-reconcile-dev",
      },
    });
  });

  it("refuses a stack whose processor may outlast a message's visibility", async () => {
    await assert.rejects(
      deploy({ processFunctionTimeoutSeconds: "30" }),
      /visibility timeout of 30 s is too short for a function timeout of 30 s/,
    );
  });
});
