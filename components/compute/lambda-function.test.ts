import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { mockStack } from "../../tests/kit/mock-stack.ts";
import { lookupAccount } from "../core/account.ts";
import type { Grant } from "../core/grants.ts";
import { Key } from "../storage/key.ts";
import { assertEnvironmentFits, LambdaFunction } from "./lambda-function.ts";

const FUNCTION = "aws:lambda/function:Function";
const EVENT_CONFIG = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";
const ROLE = "aws:iam/role:Role";
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const LOG_GROUP_ARN = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/orders-get-dev";

const reader: Grant = {
  env: { ORDERS_TABLE: "orders-dev" },
  statements: [
    {
      Sid: "OrdersTable",
      Effect: "Allow",
      Action: ["dynamodb:GetItem"],
      Resource: ["arn:aws:dynamodb:::table/orders"],
    },
  ],
};

interface Variation {
  readonly grants?: readonly Grant[];
  readonly stack?: string;
  readonly asynchronous?: boolean;
  readonly answersByErrors?: boolean;
}

function deploy({
  grants = [reader],
  stack = "dev",
  asynchronous = false,
  answersByErrors = false,
}: Variation = {}) {
  return mockStack(
    () => {
      const key =
        asynchronous && new Key("data", { account: lookupAccount(), description: "Data", protect: false });
      new LambdaFunction("orders-get", {
        ...(key && {
          asynchronous: { deadLetters: { key, retentionDays: 14, protect: false }, maxEventAgeSeconds: 600 },
        }),
        answersByErrors,
        description: "Reads an order",
        code: new pulumi.asset.AssetArchive({}),
        runtime: "nodejs22.x",
        architecture: "x86_64",
        memoryMb: 1024,
        timeoutSeconds: 30,
        grants,
        logs: { key: { arn: pulumi.output("arn:key") }, retentionDays: 30, level: "INFO" },
      });
    },
    { stack },
  );
}

describe("LambdaFunction", () => {
  it("is declared whole: runtime, limits, JSON logs into its own group, active tracing", async () => {
    const stack = await deploy();
    const { code, ...inputs } = stack.find(FUNCTION, "orders-get").inputs;
    assert.ok(pulumi.asset.AssetArchive.isInstance(code));
    assert.deepEqual(inputs, {
      name: "orders-get-dev",
      description: "Reads an order",
      role: "arn:aws:iam::111122223333:role/orders-get-dev",
      handler: "index.handler",
      runtime: "nodejs22.x",
      architectures: ["x86_64"],
      memorySize: 1024,
      timeout: 30,
      environment: { variables: { ORDERS_TABLE: "orders-dev" } },
      loggingConfig: {
        logFormat: "JSON",
        applicationLogLevel: "INFO",
        systemLogLevel: "INFO",
        logGroup: "/aws/lambda/orders-get-dev",
      },
      tracingConfig: { mode: "Active" },
    });
  });

  it("has an encrypted log group with retention before it, and its permissions", async () => {
    const stack = await deploy();
    assert.deepEqual(stack.find(LOG_GROUP, "orders-get").inputs, {
      name: "/aws/lambda/orders-get-dev",
      retentionInDays: 30,
      kmsKeyId: "arn:key",
    });
    assert.deepEqual(stack.find(FUNCTION, "orders-get").dependencies, [
      "aws:cloudwatch/logGroup:LogGroup::orders-get",
      "aws:iam/role:Role::orders-get",
      "aws:iam/rolePolicy:RolePolicy::orders-get",
    ]);
  });

  it("has a role that only Lambda assumes", async () => {
    const stack = await deploy();
    const { name, assumeRolePolicy } = stack.find(ROLE, "orders-get").inputs;
    assert.equal(name, "orders-get-dev");
    assert.deepEqual(JSON.parse(String(assumeRolePolicy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Lambda",
          Effect: "Allow",
          Principal: { Service: "lambda.amazonaws.com" },
          Action: "sts:AssumeRole",
        },
      ],
    });
  });

  it("may do what its grants say, write its own logs and trace, and no more", async () => {
    const stack = await deploy();
    assert.deepEqual(stack.policyJson("orders-get-dev"), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "OrdersTable",
          Effect: "Allow",
          Action: ["dynamodb:GetItem"],
          Resource: ["arn:aws:dynamodb:::table/orders"],
        },
        {
          Sid: "OwnLogs",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: [`${LOG_GROUP_ARN}:*`],
        },
        {
          Sid: "Tracing",
          Effect: "Allow",
          Action: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
          Resource: ["*"],
        },
      ],
    });
    assert.deepEqual(stack.names("aws:iam/rolePolicyAttachment:RolePolicyAttachment"), []);
  });

  it("raises alarms on errors, throttles and runs near the timeout", async () => {
    const stack = await deploy();
    const thresholds = stack.names(ALARM).map((name) => {
      const { metricName, statistic, extendedStatistic, threshold, dimensions } = stack.find(
        ALARM,
        name,
      ).inputs;
      assert.deepEqual(dimensions, { FunctionName: "orders-get-dev" });
      return [name, metricName, statistic ?? extendedStatistic, threshold];
    });
    assert.deepEqual(thresholds, [
      ["orders-get-errors", "Errors", "Sum", 0],
      ["orders-get-slow", "Duration", "p99", 24_000],
      ["orders-get-throttles", "Throttles", "Sum", 0],
    ]);
  });

  it("raises no alarm on errors that are answers", async () => {
    const stack = await deploy({ answersByErrors: true });
    assert.deepEqual(stack.names(ALARM), ["orders-get-slow", "orders-get-throttles"]);
  });

  it("raises the alarm on slow runs however rarely it runs", async () => {
    const stack = await deploy();
    const { inputs } = stack.find(ALARM, "orders-get-slow");
    assert.equal(inputs.evaluateLowSampleCountPercentiles, "evaluate");
  });

  it("leaves failures to whoever invokes it, unless it is invoked asynchronously", async () => {
    const stack = await deploy();
    assert.deepEqual(stack.names(EVENT_CONFIG), []);
    assert.deepEqual(stack.names("aws:sqs/queue:Queue"), []);
  });

  it("keeps events of asynchronous invocations that failed for the last time", async () => {
    const stack = await deploy({ asynchronous: true });
    const { inputs, dependencies } = stack.find(EVENT_CONFIG, "orders-get");
    assert.deepEqual(inputs, {
      functionName: "orders-get-dev",
      maximumRetryAttempts: 2,
      maximumEventAgeInSeconds: 600,
      destinationConfig: {
        onFailure: { destination: "arn:aws:sqs:eu-west-1:111122223333:orders-get-dlq-dev" },
      },
    });
    assert.ok(dependencies.includes("aws:iam/rolePolicy:RolePolicy::orders-get"), dependencies.join());
    assert.ok(stack.names(ALARM).includes("orders-get-dlq-depth"));
  });

  it("writes dead letters with its own role, which may, with the key", async () => {
    const stack = await deploy({ asynchronous: true });
    const { Statement } = stack.policyJson("orders-get-dev") as {
      Statement: { Sid: string; Action: string[] }[];
    };
    assert.deepEqual(
      Statement.filter(({ Sid }) => Sid.includes("Dlq")).map(({ Sid, Action }) => [Sid, Action]),
      [
        ["OrdersGetDlqQueue", ["sqs:SendMessage"]],
        ["OrdersGetDlqQueueKey", ["kms:Decrypt", "kms:GenerateDataKey"]],
      ],
    );
  });

  it("deploys in a stack with a name of 40 characters", async () => {
    const stack = await deploy({ stack: "feature-checkout-rewrite-2026-11-for-qa1" });
    const name = String(stack.find(FUNCTION, "orders-get").inputs.name);
    assert.ok(name.length <= 64, name);
    assert.equal(stack.find(LOG_GROUP, "orders-get").inputs.name, `/aws/lambda/${name}`);
    assert.ok(String(stack.find(ROLE, "orders-get").inputs.name).length <= 64);
  });

  it("deletes before it replaces whatever has a fixed name", async () => {
    const stack = await deploy();
    for (const type of [FUNCTION, ROLE, LOG_GROUP]) {
      assert.equal(stack.find(type, "orders-get").deleteBeforeReplace, true);
    }
  });
});

describe("assertEnvironmentFits", () => {
  it("refuses more than AWS takes", () => {
    assert.throws(
      () => assertEnvironmentFits("orders-get", { ORDERS_TABLE: "x".repeat(4078) }),
      /orders-get: its environment has 4097 bytes, and AWS takes 4096/,
    );
    assertEnvironmentFits("orders-get", { ORDERS_TABLE: "x".repeat(4077) });
  });
});
