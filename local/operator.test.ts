import assert from "node:assert/strict";
import { Clock } from "./core/clock.ts";
import { Iam } from "./iam/iam.ts";
import { Operator } from "./operator.ts";

const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const regional = (service: string, resource: string) =>
  `arn:aws:${service}:eu-west-1:000000000000:${resource}`;

describe("The operator", () => {
  const clock = new Clock();
  const iam = new Iam({ account, clock });
  const operator = new Operator(iam, account);
  const { principal } = operator.session();
  after(() => clock.close());

  const allowed = (action: string, resource: string, context = {}) =>
    iam.decide(principal, { action, resource, context }).allowed;

  for (const [action, resource] of [
    ["dynamodb:ListTables", "*"],
    ["sqs:ReceiveMessage", regional("sqs", "order-events-dlq-dev")],
    ["sqs:DeleteMessage", regional("sqs", "order-events-dlq-dev")],
    ["sqs:SendMessage", regional("sqs", "order-events-dev")],
    ["lambda:InvokeFunction", regional("lambda", "function:f")],
    ["logs:FilterLogEvents", regional("logs", "log-group:/aws/lambda/f:log-stream:")],
    ["cloudwatch:DescribeAlarms", regional("cloudwatch", "alarm:*")],
    ["iam:SimulatePrincipalPolicy", "arn:aws:iam::000000000000:role/orders-create-dev"],
    ["events:DescribeRule", regional("events", "rule/orders-dev/r")],
    ["scheduler:GetSchedule", regional("scheduler", "schedule/default/s")],
    ["ses:GetEmailTemplate", regional("ses", "template/order-confirmed-dev")],
    ["ssm:GetParameter", regional("ssm", "parameter/orderflow/dev/url")],
    ["states:GetExecutionHistory", regional("states", "execution:saga-dev:order-1")],
  ] as const)
    it(`may ${action}`, () => assert.ok(allowed(action, resource)));

  for (const [action, resource] of [
    ["dynamodb:DeleteTable", regional("dynamodb", "table/orders-dev")],
    ["dynamodb:PutItem", regional("dynamodb", "table/orders-dev")],
    ["dynamodb:Scan", regional("dynamodb", "table/orders-dev")],
    ["events:PutRule", regional("events", "rule/orders-dev/r")],
    ["sqs:PurgeQueue", regional("sqs", "order-events-dlq-dev")],
    ["sqs:DeleteMessage", regional("sqs", "order-events-dev")],
    ["sqs:ReceiveMessage", "arn:aws:sqs:eu-west-1:111111111111:order-events-dev"],
    ["lambda:UpdateFunctionCode", regional("lambda", "function:f")],
    ["ses:SendEmail", regional("ses", "identity/example.com")],
    ["ssm:PutParameter", regional("ssm", "parameter/orderflow/dev/url")],
    ["states:StopExecution", regional("states", "execution:saga-dev:order-1")],
    ["iam:PutRolePolicy", "arn:aws:iam::000000000000:role/local/operator"],
    ["secretsmanager:GetSecretValue", regional("secretsmanager", "secret:s")],
  ] as const)
    it(`may not ${action} on ${resource}`, () => assert.ok(!allowed(action, resource)));

  it("uses keys for queues and topics, and for nothing else", () => {
    const key = regional("kms", "key/k");
    const via = (service: string) => ({ "kms:ViaService": `${service}.eu-west-1.amazonaws.com` });
    for (const service of ["sns", "sqs"])
      assert.ok(
        allowed("kms:Decrypt", key, via(service)) && allowed("kms:GenerateDataKey", key, via(service)),
      );
    assert.ok(!allowed("kms:Decrypt", key, via("lambda")));
    assert.ok(!allowed("kms:Decrypt", key));
  });

  it("keeps its role when there is one already, and gets new credentials each time", () => {
    const again = new Operator(iam, account);
    assert.notEqual(again.session().accessKeyId, operator.session().accessKeyId);
    assert.equal(iam.roles.list().length, 1);
    assert.deepEqual(iam.report(), [], "it is none of the program's");
  });
});
