import assert from "node:assert/strict";
import { mockStack } from "../../tests/kit/mock-stack.ts";
import { lookupAccount } from "../core/account.ts";
import { ConfigError } from "../core/errors.ts";
import { Key } from "../storage/key.ts";
import { Schedule, validateExpression } from "./schedule.ts";

const FUNCTION_ARN = "arn:aws:lambda:eu-west-1:111122223333:function:sweep-dev";
const DLQ_ARN = "arn:aws:sqs:eu-west-1:111122223333:sweep-schedule-dlq-dev";

function deploy(expression = "rate(1 minute)", stack = "dev") {
  return mockStack(
    () => {
      const account = lookupAccount();
      const key = new Key("data", { account, description: "Data", protect: false });
      const statement = {
        Sid: "SweepFunction",
        Effect: "Allow",
        Action: ["lambda:InvokeFunction"],
        Resource: [FUNCTION_ARN],
      } as const;
      new Schedule("sweep-schedule", {
        account,
        expression,
        target: { arn: FUNCTION_ARN, invoker: () => ({ env: {}, statements: [statement] }) },
        maxEventAgeSeconds: 600,
        maxRetryAttempts: 5,
        deadLetters: { key, retentionDays: 14, protect: false },
      });
    },
    { stack },
  );
}

describe("Schedule", () => {
  it("starts its function on the minute, and keeps starts that were refused to the end", async () => {
    const stack = await deploy();
    assert.deepEqual(stack.find("aws:scheduler/schedule:Schedule", "sweep-schedule").inputs, {
      name: "sweep-schedule-dev",
      groupName: "sweep-schedule-dev",
      scheduleExpression: "rate(1 minute)",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: FUNCTION_ARN,
        roleArn: "arn:aws:iam::111122223333:role/sweep-schedule-dev",
        retryPolicy: { maximumEventAgeInSeconds: 600, maximumRetryAttempts: 5 },
        deadLetterConfig: { arn: DLQ_ARN },
      },
    });
  });

  it("waits for its role's policy", async () => {
    const { dependencies } = (await deploy()).find("aws:scheduler/schedule:Schedule", "sweep-schedule");
    assert.ok(dependencies.includes("aws:iam/rolePolicy:RolePolicy::sweep-schedule"), dependencies.join());
  });

  it("has a role that Scheduler assumes for schedules of its group only", async () => {
    const { inputs } = (await deploy()).find("aws:iam/role:Role", "sweep-schedule");
    assert.deepEqual(JSON.parse(String(inputs.assumeRolePolicy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Scheduler",
          Effect: "Allow",
          Principal: { Service: "scheduler.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: {
              "aws:SourceAccount": "111122223333",
              "aws:SourceArn": "arn:aws:scheduler:eu-west-1:111122223333:schedule-group/sweep-schedule-dev",
            },
          },
        },
      ],
    });
  });

  it("may invoke its function and write dead letters, and no more", async () => {
    const { Statement } = (await deploy()).policyJson("sweep-schedule-dev") as {
      Statement: { Sid: string; Action: string[]; Resource: string[] }[];
    };
    assert.deepEqual(
      Statement.map(({ Sid, Action, Resource }) => [Sid, Action, Resource]),
      [
        ["SweepFunction", ["lambda:InvokeFunction"], [FUNCTION_ARN]],
        ["SweepScheduleDlqQueue", ["sqs:SendMessage"], [DLQ_ARN]],
        [
          "SweepScheduleDlqQueueKey",
          ["kms:Decrypt", "kms:GenerateDataKey"],
          ["arn:aws:kms:eu-west-1:111122223333:key/data"],
        ],
      ],
    );
  });

  it("raises an alarm at the first start that was lost", async () => {
    const stack = await deploy();
    const { inputs } = stack.find("aws:cloudwatch/metricAlarm:MetricAlarm", "sweep-schedule-dlq-depth");
    assert.deepEqual(inputs.dimensions, { QueueName: "sweep-schedule-dlq-dev" });
    assert.equal(inputs.threshold, 0);
  });

  it("deploys in a stack with a name of 40 characters", async () => {
    const stack = await deploy("rate(1 minute)", "feature-checkout-rewrite-2026-11-for-qa1");
    for (const type of ["aws:scheduler/schedule:Schedule", "aws:scheduler/scheduleGroup:ScheduleGroup"]) {
      assert.ok(String(stack.find(type, "sweep-schedule").inputs.name).length <= 64);
    }
  });
});

describe("validateExpression", () => {
  for (const expression of [
    "rate(1 minute)",
    "rate(5 minutes)",
    "rate(12 hours)",
    "cron(0/15 8-17 ? * MON-FRI *)",
  ]) {
    it(`accepts ${expression}`, () => validateExpression("sweep", expression));
  }

  for (const expression of ["rate(0 minutes)", "rate(30 seconds)", "5 minutes", "cron(* * * * *)", ""]) {
    it(`refuses '${expression}' and names a way out`, () => {
      assert.throws(
        () => validateExpression("sweep", expression),
        (error) =>
          error instanceof ConfigError &&
          error.message.startsWith(`sweep: '${expression}' is no schedule. Give 'rate(`),
      );
    });
  }
});
