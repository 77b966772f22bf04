import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { mockStack } from "../../tests/kit/mock-stack.ts";
import { lookupAccount } from "../core/account.ts";
import { ConfigError } from "../core/errors.ts";
import type { Grant } from "../core/grants.ts";
import { Key } from "../storage/key.ts";
import type { Definition, States, Task } from "./definition.ts";
import { invokeFunction } from "./invoke-function.ts";
import { assertResilient } from "./resilience.ts";
import { StateMachine, type StateMachineArgs } from "./state-machine.ts";

const FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:reserve-dev";
const MACHINE = "arn:aws:states:eu-west-1:111122223333:stateMachine:saga-dev";
const TASK = {
  Type: "Task",
  Resource: "arn:aws:states:::sqs:sendMessage",
  TimeoutSeconds: 5,
  Retry: [{ ErrorEquals: ["E"], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 2, JitterStrategy: "FULL" }],
  Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed" }],
  End: true,
} as const satisfies Task;
const statesOf = (X: object): States =>
  ({ StartAt: "X", States: { X, Failed: { Type: "Fail" } } }) as unknown as States;

interface Deployed {
  readonly args?: Partial<StateMachineArgs>;
  readonly stack?: string;
}

async function deploy({ args, stack = "dev" }: Deployed = {}) {
  const grants: Record<string, Grant> = {};
  const deployed = await mockStack(
    () => {
      const account = lookupAccount();
      const key = new Key("logs", { account, description: "Logs", protect: false });
      const task = invokeFunction({
        account,
        function: { arn: pulumi.output(FUNCTION), timeoutSeconds: 5 },
        payload: { "id.$": "$.id" },
        permanent: ["OutOfStock"],
      });
      const definition: Definition = {
        TimeoutSeconds: 60,
        StartAt: "Reserve",
        States: {
          Reserve: { ...task, Catch: TASK.Catch, End: true },
          Failed: { Type: "Fail", Error: "Failed" },
        },
      };
      const statement = {
        Sid: "ReserveFunction",
        Effect: "Allow",
        Action: ["lambda:InvokeFunction"],
        Resource: [FUNCTION],
      } as const;
      const machine = new StateMachine("saga", {
        account,
        definition,
        grants: [{ env: {}, statements: [statement] }],
        logs: { key, retentionDays: 30 },
        ...args,
      });
      grants.starter = machine.starter("SAGA_ARN");
      grants.redriver = machine.redriver();
    },
    { stack },
  );
  return { deployed, grants };
}

describe("StateMachine", () => {
  it("is a standard workflow that logs events without their data, and traces", async () => {
    const { inputs, dependencies } = (await deploy()).deployed.find(
      "aws:sfn/stateMachine:StateMachine",
      "saga",
    );
    const { definition, ...rest } = inputs;
    assert.deepEqual(rest, {
      name: "saga-dev",
      type: "STANDARD",
      roleArn: "arn:aws:iam::111122223333:role/saga-dev",
      loggingConfiguration: {
        level: "ALL",
        includeExecutionData: false,
        logDestination: "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/vendedlogs/states/saga-dev:*",
      },
      tracingConfiguration: { enabled: true },
    });
    assert.ok(dependencies.includes("aws:iam/rolePolicy:RolePolicy::saga"), dependencies.join());
    assert.deepEqual(JSON.parse(String(definition)).States.Reserve, {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Parameters: { FunctionName: FUNCTION, Payload: { "id.$": "$.id" } },
      TimeoutSeconds: 15,
      Retry: [
        { ErrorEquals: ["OutOfStock"], MaxAttempts: 0 },
        {
          ErrorEquals: ["States.ALL"],
          IntervalSeconds: 1,
          MaxAttempts: 5,
          BackoffRate: 2,
          MaxDelaySeconds: 30,
          JitterStrategy: "FULL",
        },
      ],
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed" }],
      End: true,
    });
  });

  it("logs only what fails where that is asked for, for as long as is asked for, under the key", async () => {
    const args = {
      logs: { key: { arn: pulumi.output("arn:key") }, retentionDays: 365, level: "ERROR" },
    } as const;
    const { deployed } = await deploy({ args });
    const { inputs } = deployed.find("aws:sfn/stateMachine:StateMachine", "saga");
    assert.equal((inputs.loggingConfiguration as { level: string }).level, "ERROR");
    const group = deployed.find("aws:cloudwatch/logGroup:LogGroup", "saga").inputs;
    assert.deepEqual([group.retentionInDays, group.kmsKeyId], [365, "arn:key"]);
  });

  it("has a role that Step Functions assumes for this state machine only", async () => {
    const { inputs } = (await deploy()).deployed.find("aws:iam/role:Role", "saga");
    assert.deepEqual(JSON.parse(String(inputs.assumeRolePolicy)).Statement, [
      {
        Sid: "States",
        Effect: "Allow",
        Principal: { Service: "states.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": "111122223333" },
          ArnEquals: { "aws:SourceArn": MACHINE },
        },
      },
    ]);
  });

  it("may do what it is granted, have logs delivered and send traces, and no more", async () => {
    const { Statement } = (await deploy()).deployed.policyJson("saga-dev") as {
      Statement: { Sid: string; Action: string[]; Resource: string[] }[];
    };
    assert.deepEqual(
      Statement.map(({ Sid, Resource }) => [Sid, Resource]),
      [
        ["LogDelivery", ["*"]],
        ["ReserveFunction", [FUNCTION]],
      ],
    );
    assert.deepEqual(Statement[1]?.Action, ["lambda:InvokeFunction"]);
    assert.ok(Statement[0]?.Action.includes("xray:PutTraceSegments"), "one statement for one scope");
  });

  it("raises an alarm at the first execution that fails, times out or is held up", async () => {
    const { deployed } = await deploy({ args: { alarmActions: ["arn:operators"] } });
    const metrics = deployed.names("aws:cloudwatch/metricAlarm:MetricAlarm").map((name) => {
      const { inputs } = deployed.find("aws:cloudwatch/metricAlarm:MetricAlarm", name);
      assert.deepEqual(inputs.dimensions, { StateMachineArn: MACHINE });
      assert.deepEqual([inputs.threshold, inputs.alarmActions], [0, ["arn:operators"]]);
      return inputs.metricName;
    });
    assert.deepEqual(metrics, ["ExecutionsFailed", "ExecutionThrottled", "ExecutionsTimedOut"]);
  });

  it("grants to start, to look and to redrive, and nothing else", async () => {
    const { grants } = await deploy();
    const resolved = await new Promise<unknown>((resolve) => {
      pulumi.output(grants).apply(resolve);
    });
    assert.deepEqual(resolved, {
      starter: {
        env: { SAGA_ARN: MACHINE },
        statements: [
          {
            Sid: "SagaStateMachine",
            Effect: "Allow",
            Action: ["states:StartExecution"],
            Resource: [MACHINE],
          },
        ],
      },
      redriver: {
        env: {},
        statements: [
          {
            Sid: "SagaExecutions",
            Effect: "Allow",
            Action: ["states:DescribeExecution", "states:RedriveExecution"],
            Resource: ["arn:aws:states:eu-west-1:111122223333:execution:saga-dev:*"],
          },
        ],
      },
    });
  });

  it("deploys in a stack with a name of 40 characters", async () => {
    const { deployed } = await deploy({ stack: "feature-checkout-rewrite-2026-11-for-qa1" });
    const { inputs } = deployed.find("aws:sfn/stateMachine:StateMachine", "saga");
    assert.ok(String(inputs.name).length <= 80);
  });

  it("is refused with a task that nothing catches", async () => {
    await assert.rejects(
      deploy({ args: { definition: { TimeoutSeconds: 1, ...statesOf({ ...TASK, Catch: [] }) } } }),
      /^ConfigError: saga: the task X has errors that end the execution there\./,
    );
  });
});

describe("assertResilient", () => {
  const [RETRIER] = TASK.Retry;
  const refused: Readonly<Record<string, readonly [change: object, message: RegExp]>> = {
    "no timeout": [{ TimeoutSeconds: undefined }, /the task X may take a year\. Give it TimeoutSeconds\./],
    "no Retry": [{ Retry: undefined }, /the task X is never tried again\. Give it a Retry/],
    "retriers that try nothing": [
      { Retry: [{ ErrorEquals: ["E"], MaxAttempts: 0 }] },
      /the task X is never tried again/,
    ],
    "a retrier without jitter": [
      { Retry: [{ ...RETRIER, JitterStrategy: undefined }] },
      /the task X is tried again at the same moment as all others .* JitterStrategy 'FULL'/,
    ],
    "a second retrier without jitter": [
      { Retry: [RETRIER, { ...RETRIER, JitterStrategy: "NONE" }] },
      /JitterStrategy 'FULL'/,
    ],
    "no Catch": [{ Catch: undefined }, /the task X has errors that end the execution there/],
    "a Catch of some errors": [{ Catch: [{ ErrorEquals: ["E"], Next: "Failed" }] }, /for 'States\.ALL'/],
  };
  for (const [what, [change, message]] of Object.entries(refused))
    it(`refuses a task with ${what}`, () => {
      assert.throws(() => assertResilient("saga", statesOf({ ...TASK, ...change })), {
        name: "ConfigError",
        message,
      });
    });

  it("lets an execution end in tasks that are said to be for that, and in no others", () => {
    const { Catch: _, ...uncaught } = TASK;
    assertResilient("saga", statesOf(uncaught), ["X"]);
    for (const [task, parking, message] of [
      [uncaught, [], /the task X has errors that end the execution/],
      [TASK, ["X"], /the task X is one that an execution may end in, and catches errors/],
      [uncaught, ["X", "Y"], /there is no task Y/],
    ] as const)
      assert.throws(() => assertResilient("saga", statesOf(task), parking), { name: "ConfigError", message });
  });

  it("looks into branches and maps", () => {
    const bad = statesOf({ ...TASK, Catch: [] });
    for (const state of [
      { Type: "Parallel", Branches: [statesOf(TASK), bad], End: true },
      { Type: "Map", ItemProcessor: bad, End: true },
    ])
      assert.throws(() => assertResilient("saga", statesOf(state)), ConfigError);
  });

  it("takes tasks that hold, and states that are none", () => {
    assertResilient("saga", statesOf(TASK));
    assertResilient("saga", statesOf({ Type: "Wait", Seconds: 1, End: true }));
  });
});
