import assert from "node:assert/strict";
import { Graph, json } from "../kit/graph.ts";
import { sharedPlatform } from "../kit/platform.ts";

const ACCOUNT = "eu-west-1:000000000000";
const TABLE = `arn:aws:dynamodb:${ACCOUNT}:table/orders-dev`;
const queueArn = (name: string) => `arn:aws:sqs:${ACCOUNT}:${name}-dev`;
const QUEUE = queueArn("order-events");

describe("IAM of the program, to the letter", function () {
  this.timeout(60_000);
  let graph: Graph;
  let dataKey: string;

  before(async () => {
    graph = new Graph(await sharedPlatform());
    dataKey = String(graph.find("aws:kms/key:Key", "orderflow-data").outputs.arn);
  });

  const allow = (Sid: string, Action: readonly string[], Resource: string, Condition?: object) => ({
    Sid,
    Effect: "Allow",
    Action,
    Resource: [Resource],
    ...(Condition !== undefined && { Condition }),
  });
  const key = (Sid: string, Action: readonly string[], service: string) =>
    allow(Sid, Action, dataKey, {
      StringEquals: { "kms:ViaService": `${service}.eu-west-1.amazonaws.com` },
    });
  const ownLogs = (name: string) =>
    allow(
      "OwnLogs",
      ["logs:CreateLogStream", "logs:PutLogEvents"],
      `arn:aws:logs:${ACCOUNT}:log-group:/aws/lambda/${name}-dev:*`,
    );
  const tracing = allow("Tracing", ["xray:PutTelemetryRecords", "xray:PutTraceSegments"], "*");

  const ses = (resource: string) => `arn:aws:ses:${ACCOUNT}:${resource}`;

  const expected: Readonly<Record<string, () => readonly object[]>> = {
    "notifications-send": () => [
      {
        Sid: "MailSender",
        Effect: "Allow",
        Action: ["ses:SendEmail"],
        Resource: [
          ses("configuration-set/mail-dev"),
          ses("identity/orders@example.com"),
          ses("template/mail-order-cancelled-dev"),
          ses("template/mail-order-confirmed-dev"),
          ses("template/mail-order-failed-dev"),
        ],
        Condition: { StringEquals: { "ses:FromAddress": "orders@example.com" } },
      },
      allow(
        "NotificationsQueue",
        ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
        queueArn("notifications"),
      ),
      key("NotificationsQueueKey", ["kms:Decrypt"], "sqs"),
      allow("NotificationsTable", ["dynamodb:UpdateItem"], TABLE.replace("orders-dev", "notifications-dev")),
      key("NotificationsTableKey", ["kms:Decrypt"], "dynamodb"),
      ownLogs("notifications-send"),
      tracing,
      allow(
        "UsersReader",
        ["cognito-idp:AdminGetUser"],
        String(graph.find("aws:cognito/userPool:UserPool", "users").outputs.arn),
      ),
    ],
    "orders-create": () => [
      allow("OrderEventsQueue", ["sqs:SendMessage"], QUEUE),
      key("OrderEventsQueueKey", ["kms:Decrypt", "kms:GenerateDataKey"], "sqs"),
      allow("OrdersTable", ["dynamodb:PutItem"], TABLE),
      key("OrdersTableKey", ["kms:Decrypt"], "dynamodb"),
      ownLogs("orders-create"),
      tracing,
    ],
    "orders-get": () => [
      allow("OrdersTable", ["dynamodb:GetItem"], TABLE),
      key("OrdersTableKey", ["kms:Decrypt"], "dynamodb"),
      ownLogs("orders-get"),
      tracing,
    ],
    "orders-process": () => [
      allow("OrderEventsQueue", ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"], QUEUE),
      key("OrderEventsQueueKey", ["kms:Decrypt"], "sqs"),
      allow("OrdersTable", ["dynamodb:UpdateItem"], TABLE),
      key("OrdersTableKey", ["kms:Decrypt"], "dynamodb"),
      ownLogs("orders-process"),
      tracing,
    ],
    "orders-reconcile": () => [
      allow("OrderEventsQueue", ["sqs:SendMessage"], QUEUE),
      key("OrderEventsQueueKey", ["kms:Decrypt", "kms:GenerateDataKey"], "sqs"),
      allow("OrdersOutboxIndex", ["dynamodb:Query"], `${TABLE}/index/outbox`),
      allow("OrdersReconcileDlqQueue", ["sqs:SendMessage"], queueArn("orders-reconcile-dlq")),
      allow("OrdersTable", ["dynamodb:UpdateItem"], TABLE),
      key("OrdersTableKey", ["kms:Decrypt"], "dynamodb"),
      ownLogs("orders-reconcile"),
      tracing,
    ],
    "orders-reconcile-schedule": () => [
      allow(
        "OrdersReconcileFunction",
        ["lambda:InvokeFunction"],
        `arn:aws:lambda:${ACCOUNT}:function:orders-reconcile-dev`,
      ),
      allow(
        "OrdersReconcileScheduleDlqQueue",
        ["sqs:SendMessage"],
        queueArn("orders-reconcile-schedule-dlq"),
      ),
      key("OrdersReconcileScheduleDlqQueueKey", ["kms:Decrypt", "kms:GenerateDataKey"], "sqs"),
    ],
  };

  const SCHEDULE_GROUP = `arn:aws:scheduler:${ACCOUNT}:schedule-group/orders-reconcile-schedule-dev`;
  const trust: Readonly<Record<string, object>> = {
    "orders-reconcile-schedule": {
      Sid: "Scheduler",
      Effect: "Allow",
      Principal: { Service: "scheduler.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "aws:SourceAccount": "000000000000", "aws:SourceArn": SCHEDULE_GROUP } },
    },
  };
  const trustOfFunctions = {
    Sid: "Lambda",
    Effect: "Allow",
    Principal: { Service: "lambda.amazonaws.com" },
    Action: "sts:AssumeRole",
  };

  it("has a role for each function and schedule, with one inline policy and nothing managed", () => {
    const names = (type: string) => [...graph.ofType(type).map(({ name }) => name)].sort();
    const actors = [
      ...names("aws:lambda/function:Function"),
      ...names("aws:scheduler/schedule:Schedule"),
    ].sort();
    assert.deepEqual(Object.keys(expected).sort(), actors);
    assert.deepEqual(names("aws:iam/role:Role"), actors);
    assert.deepEqual(names("aws:iam/rolePolicy:RolePolicy"), actors);
    assert.ok(!graph.resources.some(({ type }) => /policyAttachment/i.test(type)));
    for (const { name, inputs } of graph.ofType("aws:iam/role:Role")) {
      assert.equal(inputs.managedPolicyArns, undefined);
      assert.equal(inputs.inlinePolicies, undefined);
      assert.deepEqual(json(inputs.assumeRolePolicy).Statement, [trust[name] ?? trustOfFunctions]);
    }
  });

  for (const [role, statements] of Object.entries(expected)) {
    it(`${role} may do exactly this`, () => {
      const { inputs } = graph.find("aws:iam/rolePolicy:RolePolicy", role);
      assert.equal(inputs.role, `${role}-dev`);
      assert.deepEqual(json(inputs.policy), { Version: "2012-10-17", Statement: statements() });
    });
  }

  it("lets only the API invoke a function, each route its own", () => {
    const api = graph.find("aws:apigatewayv2/api:Api", "orderflow");
    const permissions = graph.ofType("aws:lambda/permission:Permission").map(({ inputs }) => ({
      function: inputs.function,
      principal: inputs.principal,
      action: inputs.action,
      route: String(inputs.sourceArn).replace(`${String(api.outputs.executionArn)}/`, ""),
    }));
    const invoke = { principal: "apigateway.amazonaws.com", action: "lambda:InvokeFunction" };
    const byFunction = (a: { function: unknown }, b: { function: unknown }) =>
      String(a.function).localeCompare(String(b.function));
    assert.deepEqual(permissions.sort(byFunction), [
      { function: "orders-create-dev", ...invoke, route: "*/POST/v1/orders" },
      { function: "orders-get-dev", ...invoke, route: "*/GET/v1/orders/{id}" },
    ]);
  });
});
