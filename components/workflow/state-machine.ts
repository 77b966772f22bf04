import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Account, arnOf } from "../core/account.ts";
import { type AlarmActions, createAlarm } from "../core/alarms.ts";
import { Component } from "../core/component.ts";
import type { Grant } from "../core/grants.ts";
import { NAME_LIMITS, pascalCase, physicalName } from "../core/names.ts";
import { createServiceRole, type ServiceRole } from "../core/service-role.ts";
import type { Statement } from "../core/statements.ts";
import type { EncryptionKey } from "../storage/key.ts";
import type { Definition } from "./definition.ts";
import { assertResilient } from "./resilience.ts";

/** Service-managed log delivery: the prefix keeps the group out of the size limit of resource policies. */
const LOG_GROUP_PREFIX = "/aws/vendedlogs/states/";

/** Step Functions Developer Guide, "IAM policies for logging to CloudWatch Logs" and "… for tracing with AWS X-Ray". */
const LOG_DELIVERY: Statement = {
  Sid: "LogDelivery",
  Effect: "Allow",
  Action: [
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
  ],
  Resource: ["*"],
};
const TRACING: Statement = {
  Sid: "Tracing",
  Effect: "Allow",
  Action: [
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
  ],
  Resource: ["*"],
};

export interface StateMachineArgs {
  readonly account: Account;
  readonly definition: Definition;
  /**
   * Tasks whose errors nobody catches: those that undo what was done, and those after what can't be undone. Tried for as
   * long as they say, they end the execution, with an alarm, and it goes on in them when it is redriven. Default none.
   */
  readonly parkingTasks?: readonly string[];
  /** All that its tasks may do. The environment of the grants is for functions. */
  readonly grants: readonly Grant[];
  readonly logs: {
    /** The key's policy must let CloudWatch Logs use it for `/aws/vendedlogs/*`. */
    readonly key: Pick<EncryptionKey, "arn">;
    readonly retentionDays: pulumi.Input<number>;
    /** Default ALL: every event, without the data. ERROR: what fails. */
    readonly level?: "ALL" | "ERROR";
  };
  /** The ARN of the policy that bounds its role, whatever it is granted. Default: none does. */
  readonly permissionsBoundary?: pulumi.Input<string> | undefined;
  readonly alarmActions?: AlarmActions | undefined;
}

/**
 * A standard workflow with a role of its own, which holds exactly the grants, log delivery and tracing, and which only
 * Step Functions can assume, for this state machine. Events are logged without their data, traces are on; alarms on
 * executions that fail, time out, or are held up.
 *
 * Executions are kept for 90 days with their input and output, under a key of AWS's: give them ids, and no data.
 *
 * @throws {ConfigError} for a task that is not tried again with jitter, or one with an error that nobody catches
 */
export class StateMachine extends Component {
  static readonly __pulumiType = "orderflow:workflow:StateMachine";

  readonly arn: pulumi.Output<string>;
  readonly #name: string;
  readonly #executions: pulumi.Output<string>;

  constructor(name: string, args: StateMachineArgs, opts?: pulumi.ComponentResourceOptions) {
    super(StateMachine.__pulumiType, name, opts);
    assertResilient(name, args.definition, args.parkingTasks);
    this.#name = name;
    const machineName = physicalName(NAME_LIMITS.stateMachine, name);

    const logGroup = this.#createLogGroup(name, args);
    const role = this.#createRole(name, machineName, args);
    const machine = this.#createMachine(name, machineName, role, logGroup, args);
    this.#createAlarms(name, machine, args.alarmActions);

    this.arn = machine.arn;
    this.#executions = arnOf(args.account, "states", `execution:${machineName}:*`);
    this.registerOutputs({ arn: this.arn });
  }

  /** Start executions: `states:StartExecution`. The variable `env` holds the state machine's ARN. */
  starter(env: string): Grant {
    return {
      env: { [env]: this.arn },
      statements: [
        {
          Sid: pascalCase(this.#name, "stateMachine"),
          Effect: "Allow",
          Action: ["states:StartExecution"],
          Resource: [this.arn],
        },
      ],
    };
  }

  /** Look at executions and go on with those that failed: `states:DescribeExecution`, `states:RedriveExecution`. */
  redriver(): Grant {
    return {
      env: {},
      statements: [
        {
          Sid: pascalCase(this.#name, "executions"),
          Effect: "Allow",
          Action: ["states:DescribeExecution", "states:RedriveExecution"],
          Resource: [this.#executions],
        },
      ],
    };
  }

  #createLogGroup(name: string, { logs }: StateMachineArgs): aws.cloudwatch.LogGroup {
    const groupName = physicalName(NAME_LIMITS.logGroup - LOG_GROUP_PREFIX.length, name);
    return new aws.cloudwatch.LogGroup(
      name,
      {
        name: `${LOG_GROUP_PREFIX}${groupName}`,
        retentionInDays: logs.retentionDays,
        kmsKeyId: logs.key.arn,
      },
      this.named,
    );
  }

  /** Step Functions Developer Guide, "Prevent cross-service confused deputy issues". */
  #createRole(
    name: string,
    machineName: string,
    { account, grants, permissionsBoundary }: StateMachineArgs,
  ): ServiceRole {
    return createServiceRole(
      name,
      {
        service: "states",
        description: `Execution role of the state machine ${name}`,
        condition: {
          StringEquals: { "aws:SourceAccount": account.accountId },
          ArnEquals: { "aws:SourceArn": arnOf(account, "states", `stateMachine:${machineName}`) },
        },
        statements: [...grants.flatMap(({ statements }) => statements), LOG_DELIVERY, TRACING],
        permissionsBoundary,
      },
      this.named,
    );
  }

  #createMachine(
    name: string,
    machineName: string,
    { role, policy }: ServiceRole,
    logGroup: aws.cloudwatch.LogGroup,
    { definition, logs }: StateMachineArgs,
  ): aws.sfn.StateMachine {
    return new aws.sfn.StateMachine(
      name,
      {
        name: machineName,
        type: "STANDARD",
        definition: pulumi.jsonStringify(definition),
        roleArn: role.arn,
        loggingConfiguration: {
          level: logs.level ?? "ALL",
          includeExecutionData: false,
          logDestination: pulumi.interpolate`${logGroup.arn}:*`,
        },
        tracingConfiguration: { enabled: true },
      },
      { ...this.named, dependsOn: [policy] },
    );
  }

  #createAlarms(name: string, machine: aws.sfn.StateMachine, actions: AlarmActions | undefined): void {
    const shared = {
      namespace: "AWS/States",
      dimensions: { StateMachineArn: machine.arn },
      statistic: "Sum",
      threshold: 0,
      actions,
    } as const;
    createAlarm(
      `${name}-failed`,
      {
        ...shared,
        metricName: "ExecutionsFailed",
        why: `An execution of the state machine ${name} failed: its work is half done, and nothing goes on with it by itself.`,
        whatToDo:
          "Find the state that failed in its history, mend the cause, then redrive it within 14 days.",
      },
      this.named,
    );
    createAlarm(
      `${name}-timed-out`,
      {
        ...shared,
        metricName: "ExecutionsTimedOut",
        why: `An execution of the state machine ${name} took too long and was ended: its work is half done, and nothing goes on with it by itself.`,
        whatToDo:
          "Find the state that it was in in its history, mend the cause, then redrive it within 14 days.",
      },
      this.named,
    );
    createAlarm(
      `${name}-throttled`,
      {
        ...shared,
        metricName: "ExecutionThrottled",
        why: `Executions of the state machine ${name} are held up: the account makes more state transitions than its quota.`,
        whatToDo:
          "Find which state machine makes them, then ask AWS to raise the quota for state transitions.",
      },
      this.named,
    );
  }
}
