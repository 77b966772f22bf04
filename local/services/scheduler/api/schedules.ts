import type { Access } from "../../../core/access.ts";
import type { Account } from "../../../core/account.ts";
import type { Members } from "../../../core/members.ts";
import type { Schedule, ScheduleInput, TargetInput } from "../schedule.ts";
import type { Scheduler } from "../scheduler.ts";
import type { ClientTokens } from "./client-tokens.ts";
import { groupNameIn, listed, type Operations, onSchedule, operation, unscoped } from "./operations.ts";

/** Targets that schedules can have on AWS and not here. */
const ABSENT_TARGETS = [
  "EcsParameters",
  "EventBridgeParameters",
  "KinesisParameters",
  "SageMakerPipelineParameters",
];

export function scheduleOperations(account: Account, scheduler: Scheduler, tokens: ClientTokens): Operations {
  const { schedules, groups } = scheduler;
  const putAccess = (action: string) => (input: Members) => [
    ...onSchedule(account, action)(input),
    ...passRole(input),
  ];
  return {
    CreateSchedule: operation(putAccess("CreateSchedule"), (input, { principal }) =>
      tokens.once("CreateSchedule", input.optionalText("ClientToken"), async () => ({
        ScheduleArn: (await schedules.create(scheduleIn(input, "CreateSchedule"), principal)).arn,
      })),
    ),
    UpdateSchedule: operation(putAccess("UpdateSchedule"), (input, { principal }) =>
      tokens.once("UpdateSchedule", input.optionalText("ClientToken"), async () => ({
        ScheduleArn: (await schedules.update(scheduleIn(input, "UpdateSchedule"), principal)).arn,
      })),
    ),
    DeleteSchedule: operation(onSchedule(account, "DeleteSchedule"), (input) =>
      tokens.once("DeleteSchedule", input.optionalText("ClientToken"), () => {
        schedules.delete(groupNameIn(input), input.text("Name"));
        return {};
      }),
    ),
    GetSchedule: operation(onSchedule(account, "GetSchedule"), (input) =>
      describe(schedules.require(groupNameIn(input), input.text("Name"))),
    ),
    ListSchedules: operation(unscoped("ListSchedules"), (input) => {
      const group = input.optionalText("GroupName");
      if (group !== undefined) groups.require(group);
      const prefix = input.optionalText("NamePrefix") ?? "";
      const state = input.optionalText("State");
      const found = [...schedules].filter(
        ({ definition }) =>
          (group === undefined || definition.groupName === group) &&
          (state === undefined || stateOf(definition) === state) &&
          definition.name.startsWith(prefix),
      );
      return listed(input, "Schedules", found, summarise);
    }),
  };
}

/** Giving a schedule a role takes the permission to pass it. */
function passRole(input: Members): readonly Access[] {
  const resource = input.optionalStructure("Target")?.optionalText("RoleArn");
  if (resource === undefined) return [];
  const context = { "iam:PassedToService": "scheduler.amazonaws.com" };
  return [{ action: "iam:PassRole", resource, context }];
}

function stateOf({ enabled }: Schedule["definition"]): "ENABLED" | "DISABLED" {
  return enabled ? "ENABLED" : "DISABLED";
}

function summarise({ arn, createdAt, modifiedAt, definition }: Schedule): object {
  return {
    Arn: arn,
    Name: definition.name,
    GroupName: definition.groupName,
    State: stateOf(definition),
    CreationDate: createdAt / 1000,
    LastModificationDate: modifiedAt / 1000,
    Target: { Arn: definition.target.arn },
  };
}

function describe(schedule: Schedule): object {
  const { definition } = schedule;
  const { target, windowMinutes, start, end } = definition;
  return {
    ...summarise(schedule),
    Description: definition.description,
    ScheduleExpression: definition.expression,
    ScheduleExpressionTimezone: definition.timeZone,
    StartDate: start === undefined ? undefined : start / 1000,
    EndDate: end === undefined ? undefined : end / 1000,
    FlexibleTimeWindow:
      windowMinutes === 0 ? { Mode: "OFF" } : { Mode: "FLEXIBLE", MaximumWindowInMinutes: windowMinutes },
    ActionAfterCompletion: definition.deletedAfterCompletion ? "DELETE" : "NONE",
    KmsKeyArn: definition.kmsKeyArn,
    Target: {
      Arn: target.arn,
      RoleArn: target.roleArn,
      Input: target.input,
      DeadLetterConfig: target.deadLetterArn === undefined ? undefined : { Arn: target.deadLetterArn },
      RetryPolicy: {
        MaximumEventAgeInSeconds: target.maximumEventAgeInSeconds,
        MaximumRetryAttempts: target.maximumRetryAttempts,
      },
      SqsParameters:
        target.messageGroupId === undefined ? undefined : { MessageGroupId: target.messageGroupId },
    },
  };
}

function scheduleIn(input: Members, operationName: string): ScheduleInput {
  const window = input.structure("FlexibleTimeWindow");
  return defined({
    Name: input.text("Name"),
    GroupName: input.optionalText("GroupName"),
    Description: input.optionalText("Description"),
    ScheduleExpression: input.text("ScheduleExpression"),
    ScheduleExpressionTimezone: input.optionalText("ScheduleExpressionTimezone"),
    StartDate: dateIn(input, "StartDate"),
    EndDate: dateIn(input, "EndDate"),
    FlexibleTimeWindow: defined({
      Mode: window.text("Mode"),
      MaximumWindowInMinutes: window.optionalInteger("MaximumWindowInMinutes"),
    }),
    State: input.optionalText("State"),
    ActionAfterCompletion: input.optionalText("ActionAfterCompletion"),
    KmsKeyArn: input.optionalText("KmsKeyArn"),
    Target: targetIn(input, operationName),
  }) as ScheduleInput;
}

function targetIn(input: Members, operationName: string): TargetInput {
  const target = input.structure("Target");
  target.refuse(operationName, ...ABSENT_TARGETS);
  const retry = target.optionalStructure("RetryPolicy");
  const deadLetter = target.optionalStructure("DeadLetterConfig");
  const sqs = target.optionalStructure("SqsParameters");
  return defined({
    Arn: target.text("Arn"),
    RoleArn: target.text("RoleArn"),
    Input: target.optionalText("Input"),
    DeadLetterConfig: deadLetter && defined({ Arn: deadLetter.optionalText("Arn") }),
    RetryPolicy:
      retry &&
      defined({
        MaximumEventAgeInSeconds: retry.optionalInteger("MaximumEventAgeInSeconds"),
        MaximumRetryAttempts: retry.optionalInteger("MaximumRetryAttempts"),
      }),
    SqsParameters: sqs && defined({ MessageGroupId: sqs.optionalText("MessageGroupId") }),
  }) as TargetInput;
}

function dateIn(input: Members, name: string): string | undefined {
  const time = input.optionalTime(name);
  if (time === undefined) return undefined;
  return Number.isNaN(time) ? String(input.value(name)) : new Date(time).toISOString();
}

/** Without the members that are undefined. */
function defined(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
