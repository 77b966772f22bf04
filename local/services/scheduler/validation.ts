import { validationError } from "../../core/errors.ts";
import { constraint } from "./errors.ts";
import { parseExpression } from "./expression.ts";
import {
  DEFAULT_GROUP,
  type Definition,
  type ScheduleInput,
  type Target,
  type TargetInput,
} from "./schedule.ts";

/** Source: EventBridge Scheduler API Reference, CreateSchedule and its data types. */
const NAME = /^[0-9a-zA-Z-_.]{1,64}$/;
export const WINDOW_MINUTES = { min: 1, max: 1_440 } as const;
export const EVENT_AGE_SECONDS = { min: 60, max: 86_400, default: 86_400 } as const;
export const RETRY_ATTEMPTS = { min: 0, max: 185, default: 185 } as const;
const MAX_DESCRIPTION = 512;
const MAX_INPUT_BYTES = 262_144;
const EARLIEST_START_MS = 5 * 60_000;

const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;
const FUNCTION_ARN = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9-_]+(:[A-Za-z0-9$_-]+)?$/;
const QUEUE_ARN = /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9-_]+(\.fifo)?$/;
const DEAD_LETTER_ARN = /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9-_]+$/;
const KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key|alias)\/[0-9a-zA-Z-_/]+$/;

/**
 * Reads a schedule's members, by themselves. The start of a schedule that is there already, `knownStart`, may lie in
 * the past. @throws {AwsError} `ValidationException`
 */
export function readDefinition(input: ScheduleInput, now: number, knownStart?: number): Definition {
  const timeZone = input.ScheduleExpressionTimezone ?? "UTC";
  checkName(input.Name, "name");
  const groupName = input.GroupName ?? DEFAULT_GROUP;
  checkName(groupName, "groupName");
  if ((input.Description ?? "").length > MAX_DESCRIPTION)
    throw constraint(
      input.Description,
      "description",
      `Member must have length less than or equal to ${MAX_DESCRIPTION}`,
    );
  if (input.KmsKeyArn !== undefined && !KEY_ARN.test(input.KmsKeyArn))
    throw constraint(input.KmsKeyArn, "kmsKeyArn", "Member must be the ARN of a key");
  return {
    name: input.Name,
    groupName,
    description: input.Description,
    expression: input.ScheduleExpression,
    timeZone,
    recurrence: parseExpression(input.ScheduleExpression, timeZone),
    ...readDates(input, now, knownStart),
    windowMinutes: readWindow(input.FlexibleTimeWindow),
    enabled: oneOf("state", input.State ?? "ENABLED", ["ENABLED", "DISABLED"]) === "ENABLED",
    deletedAfterCompletion:
      oneOf("actionAfterCompletion", input.ActionAfterCompletion ?? "NONE", ["NONE", "DELETE"]) === "DELETE",
    kmsKeyArn: input.KmsKeyArn,
    target: readTarget(input.Target),
  };
}

export function checkName(name: string, member: string): void {
  if (!NAME.test(name))
    throw constraint(
      name,
      member,
      "Member must satisfy regular expression pattern: [0-9a-zA-Z-_.]+, 1 to 64 characters",
    );
}

function readDates(
  { StartDate, EndDate }: ScheduleInput,
  now: number,
  knownStart: number | undefined,
): Pick<Definition, "start" | "end"> {
  const start = readDate("startDate", StartDate);
  const end = readDate("endDate", EndDate);
  if (start !== undefined && start !== knownStart && start < now - EARLIEST_START_MS)
    throw validationError(`The StartDate you specify cannot be earlier than 5 minutes ago: ${StartDate}.`);
  if (end !== undefined && end <= now)
    throw validationError(`The EndDate you specify must be in the future: ${EndDate}.`);
  if (start !== undefined && end !== undefined && start >= end)
    throw validationError(`The StartDate ${StartDate} must come before the EndDate ${EndDate}.`);
  return { start, end };
}

function readDate(member: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const instant = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(instant))
    throw constraint(text, member, "Member must be a timestamp such as 2030-01-01T00:00:00Z");
  return instant;
}

function readWindow({ Mode, MaximumWindowInMinutes: minutes }: ScheduleInput["FlexibleTimeWindow"]): number {
  if (oneOf("flexibleTimeWindow.mode", Mode, ["OFF", "FLEXIBLE"]) === "OFF") {
    if (minutes !== undefined)
      throw validationError(
        "MaximumWindowInMinutes must not be given when the mode of FlexibleTimeWindow is OFF.",
      );
    return 0;
  }
  if (minutes === undefined)
    throw validationError(
      "MaximumWindowInMinutes is required when the mode of FlexibleTimeWindow is FLEXIBLE.",
    );
  return within("flexibleTimeWindow.maximumWindowInMinutes", minutes, WINDOW_MINUTES);
}

function readTarget(input: TargetInput): Target {
  const { Arn: arn, RoleArn: roleArn, Input, DeadLetterConfig, RetryPolicy, SqsParameters } = input;
  const service = FUNCTION_ARN.test(arn) ? "lambda" : QUEUE_ARN.test(arn) ? "sqs" : undefined;
  if (service === undefined)
    throw validationError(
      `Provided Arn is not in correct format. The local cloud schedules Lambda functions and SQS queues: ${arn}`,
    );
  if (!ROLE_ARN.test(roleArn))
    throw constraint(roleArn, "target.roleArn", "Member must be the ARN of a role");
  const deadLetterArn = DeadLetterConfig?.Arn;
  if (deadLetterArn !== undefined && !DEAD_LETTER_ARN.test(deadLetterArn))
    throw constraint(
      deadLetterArn,
      "target.deadLetterConfig.arn",
      "Member must be the ARN of a standard SQS queue",
    );
  checkMessageGroup(arn, SqsParameters?.MessageGroupId);
  checkInput(service, Input);
  return {
    arn,
    service,
    roleArn,
    input: Input,
    deadLetterArn,
    maximumEventAgeInSeconds: within(
      "target.retryPolicy.maximumEventAgeInSeconds",
      RetryPolicy?.MaximumEventAgeInSeconds ?? EVENT_AGE_SECONDS.default,
      EVENT_AGE_SECONDS,
    ),
    maximumRetryAttempts: within(
      "target.retryPolicy.maximumRetryAttempts",
      RetryPolicy?.MaximumRetryAttempts ?? RETRY_ATTEMPTS.default,
      RETRY_ATTEMPTS,
    ),
    messageGroupId: SqsParameters?.MessageGroupId,
  };
}

function checkMessageGroup(arn: string, messageGroupId: string | undefined): void {
  const fifo = arn.endsWith(".fifo");
  if (fifo && messageGroupId === undefined)
    throw validationError(`SqsParameters.MessageGroupId is required for the FIFO queue ${arn}.`);
  if (!fifo && messageGroupId !== undefined)
    throw validationError(`SqsParameters.MessageGroupId is for FIFO queues only, which ${arn} is not.`);
}

function checkInput(service: Target["service"], input: string | undefined): void {
  if (input === undefined) return;
  if (input === "")
    throw constraint(input, "target.input", "Member must have length greater than or equal to 1");
  if (Buffer.byteLength(input) > MAX_INPUT_BYTES)
    throw validationError(`The Input has more than ${MAX_INPUT_BYTES} bytes.`);
  if (service !== "lambda") return;
  try {
    JSON.parse(input);
  } catch {
    throw validationError(`The Input of a Lambda target must be well-formed JSON: ${input.slice(0, 100)}`);
  }
}

function within(
  member: string,
  value: number,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw constraint(value, member, `Member must have value between ${min} and ${max}`);
}

function oneOf(member: string, value: string, allowed: readonly string[]): string {
  if (allowed.includes(value)) return value;
  throw constraint(value, member, `Member must satisfy enum value set: [${allowed.join(", ")}]`);
}
