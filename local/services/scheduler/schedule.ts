import type { Recurrence } from "./expression.ts";

/** The members of `CreateSchedule`. */
export interface ScheduleInput {
  readonly Name: string;
  readonly GroupName?: string;
  readonly Description?: string;
  readonly ScheduleExpression: string;
  readonly ScheduleExpressionTimezone?: string;
  /** ISO 8601. */
  readonly StartDate?: string;
  /** ISO 8601. */
  readonly EndDate?: string;
  readonly FlexibleTimeWindow: {
    readonly Mode: string;
    readonly MaximumWindowInMinutes?: number;
  };
  readonly State?: string;
  readonly ActionAfterCompletion?: string;
  readonly KmsKeyArn?: string;
  readonly Target: TargetInput;
}

export interface TargetInput {
  readonly Arn: string;
  readonly RoleArn: string;
  readonly Input?: string;
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly RetryPolicy?: {
    readonly MaximumEventAgeInSeconds?: number;
    readonly MaximumRetryAttempts?: number;
  };
  readonly SqsParameters?: { readonly MessageGroupId?: string };
}

export interface Target {
  readonly arn: string;
  readonly service: "lambda" | "sqs";
  readonly roleArn: string;
  readonly input: string | undefined;
  readonly deadLetterArn: string | undefined;
  readonly maximumEventAgeInSeconds: number;
  readonly maximumRetryAttempts: number;
  readonly messageGroupId: string | undefined;
}

/** What a schedule's members mean. Instants are milliseconds since the epoch. */
export interface Definition {
  readonly name: string;
  readonly groupName: string;
  readonly description: string | undefined;
  readonly expression: string;
  readonly timeZone: string;
  readonly recurrence: Recurrence;
  readonly start: number | undefined;
  readonly end: number | undefined;
  /** How long after its time an occurrence may run; 0 for none. */
  readonly windowMinutes: number;
  readonly enabled: boolean;
  readonly deletedAfterCompletion: boolean;
  readonly kmsKeyArn: string | undefined;
  readonly target: Target;
}

export interface Schedule {
  readonly arn: string;
  readonly groupArn: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly definition: Definition;
}

export const DEFAULT_GROUP = "default";
