import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Account } from "../core/account.ts";
import type { AlarmActions } from "../core/alarms.ts";
import { Component } from "../core/component.ts";
import { ConfigError } from "../core/errors.ts";
import type { Grant } from "../core/grants.ts";
import { NAME_LIMITS, physicalName } from "../core/names.ts";
import { createServiceRole, type ServiceRole } from "../core/service-role.ts";
import { createDeadLetterQueue, type DeadLetterQueue, type DeadLetters } from "./dead-letter-queue.ts";

const EXPRESSION = /^(?:rate\([1-9]\d* (?:minutes?|hours?|days?)\)|cron\((?:\S+ ){5}\S+\))$/;

export interface ScheduleArgs {
  readonly account: Account;
  /** `rate(5 minutes)` or `cron(0 8 * * ? *)`, in UTC. */
  readonly expression: string;
  /** The function it starts, asynchronously: the function looks after its own failures. */
  readonly target: { readonly arn: pulumi.Input<string>; invoker(): Grant };
  /** For how long a start that Lambda refuses is tried again, 60 to 86400. */
  readonly maxEventAgeSeconds: number;
  /** How often, 0 to 185. */
  readonly maxRetryAttempts: number;
  readonly deadLetters: DeadLetters;
  /** The ARN of the policy that bounds its role. Default: none does. */
  readonly permissionsBoundary?: pulumi.Input<string> | undefined;
  readonly alarmActions?: AlarmActions | undefined;
}

/**
 * Starts a function at the given times, with EventBridge Scheduler: at least once, to the minute. A start that Lambda
 * refuses to the end goes to a dead-letter queue (`<name>-dlq`) with an alarm.
 *
 * The role is the schedule's own, and only schedules of its group, which is this one, can have it assumed. Target and
 * dead-letter queue are reached with it.
 *
 * @throws {ConfigError} for an expression that Scheduler would refuse.
 */
export class Schedule extends Component {
  static readonly __pulumiType = "orderflow:messaging:Schedule";

  readonly deadLetters: DeadLetterQueue;

  constructor(name: string, args: ScheduleArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Schedule.__pulumiType, name, opts);
    validateExpression(name, args.expression);

    const group = new aws.scheduler.ScheduleGroup(
      name,
      { name: physicalName(NAME_LIMITS.schedule, name) },
      this.named,
    );
    this.deadLetters = this.#createDeadLetterQueue(name, args);
    const role = this.#createRole(name, group, args);
    this.#createSchedule(name, group, role, args);
    this.registerOutputs({ deadLettersUrl: this.deadLetters.url });
  }

  #createDeadLetterQueue(name: string, { deadLetters, alarmActions }: ScheduleArgs): DeadLetterQueue {
    return createDeadLetterQueue(
      `${name}-dlq`,
      {
        ...deadLetters,
        alarmActions,
        why: `The schedule ${name} could not start its function: what it does regularly was not done.`,
        whatToDo:
          "Read the error in the message's attributes, mostly a permission or throttling, then redrive it.",
      },
      this,
    );
  }

  /** EventBridge Scheduler User Guide, "Confused deputy prevention": the condition names a group, never a schedule. */
  #createRole(
    name: string,
    group: aws.scheduler.ScheduleGroup,
    { account, target, permissionsBoundary }: ScheduleArgs,
  ): ServiceRole {
    return createServiceRole(
      name,
      {
        service: "scheduler",
        description: `Execution role of the schedule ${name}`,
        condition: {
          StringEquals: { "aws:SourceAccount": account.accountId, "aws:SourceArn": group.arn },
        },
        statements: [...target.invoker().statements, ...this.deadLetters.sender().statements],
        permissionsBoundary,
      },
      this.named,
    );
  }

  #createSchedule(
    name: string,
    group: aws.scheduler.ScheduleGroup,
    { role, policy }: ServiceRole,
    args: ScheduleArgs,
  ): void {
    new aws.scheduler.Schedule(
      name,
      {
        name: physicalName(NAME_LIMITS.schedule, name),
        groupName: group.name,
        scheduleExpression: args.expression,
        flexibleTimeWindow: { mode: "OFF" },
        target: {
          arn: args.target.arn,
          roleArn: role.arn,
          retryPolicy: {
            maximumEventAgeInSeconds: args.maxEventAgeSeconds,
            maximumRetryAttempts: args.maxRetryAttempts,
          },
          deadLetterConfig: { arn: this.deadLetters.arn },
        },
      },
      { ...this.named, dependsOn: [policy] },
    );
  }
}

/** @throws {ConfigError} */
export function validateExpression(name: string, expression: string): void {
  if (!EXPRESSION.test(expression)) {
    throw new ConfigError(
      `${name}: '${expression}' is no schedule. Give 'rate(5 minutes)', or 'cron(0 8 * * ? *)' with its six fields.`,
    );
  }
}
