import assert from "node:assert/strict";
import { Graph, json } from "../kit/graph.ts";
import { sharedPlatform } from "../kit/platform.ts";

const ACCOUNT = "eu-west-1:000000000000";
const TABLE = `arn:aws:dynamodb:${ACCOUNT}:table/orders-dev`;
const QUEUE = `arn:aws:sqs:${ACCOUNT}:order-events-dev`;

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

  const expected: Readonly<Record<string, () => readonly object[]>> = {
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
  };

  it("has a role for each function, with one inline policy and nothing managed", () => {
    const roles = graph.ofType("aws:iam/role:Role").map(({ name }) => name);
    const functions = graph.ofType("aws:lambda/function:Function").map(({ name }) => name);
    const policies = graph.ofType("aws:iam/rolePolicy:RolePolicy").map(({ name }) => name);
    assert.deepEqual([...roles].sort(), Object.keys(expected).sort());
    assert.deepEqual([...functions].sort(), [...roles].sort());
    assert.deepEqual([...policies].sort(), [...roles].sort());
    assert.ok(!graph.resources.some(({ type }) => /policyAttachment/i.test(type)));
    for (const { inputs } of graph.ofType("aws:iam/role:Role")) {
      assert.equal(inputs.managedPolicyArns, undefined);
      assert.equal(inputs.inlinePolicies, undefined);
      assert.deepEqual(json(inputs.assumeRolePolicy).Statement, [
        {
          Sid: "Lambda",
          Effect: "Allow",
          Principal: { Service: "lambda.amazonaws.com" },
          Action: "sts:AssumeRole",
        },
      ]);
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
