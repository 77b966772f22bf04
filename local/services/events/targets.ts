import { AwsError } from "../../core/errors.ts";
import { checkDeadLetterArn } from "./buses.ts";
import { constraint, notValid } from "./errors.ts";
import { checkInput, type TargetInput } from "./input.ts";

/** The members of `Target` that the local cloud honours. */
export interface Target extends TargetInput {
  readonly Id: string;
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly SqsParameters?: { readonly MessageGroupId?: string };
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly RetryPolicy?: {
    readonly MaximumRetryAttempts?: number;
    readonly MaximumEventAgeInSeconds?: number;
  };
}

export type TargetService = "lambda" | "sqs" | "sns" | "states" | "logs" | "events";

/** Source: EventBridge API Reference, `RetryPolicy`. */
export const EVENT_AGE_SECONDS = { min: 60, max: 86_400, default: 86_400 } as const;
export const RETRY_ATTEMPTS = { min: 0, max: 185, default: 185 } as const;

const HONOURED: ReadonlySet<string> = new Set([
  "Id",
  "Arn",
  "RoleArn",
  "Input",
  "InputPath",
  "InputTransformer",
  "SqsParameters",
  "DeadLetterConfig",
  "RetryPolicy",
]);

const SERVICES: Readonly<Record<TargetService, RegExp>> = {
  lambda: /^arn:[^:]+:lambda:[^:]+:\d{12}:function:[A-Za-z0-9-_]+(:[A-Za-z0-9$_-]+)?$/,
  sqs: /^arn:[^:]+:sqs:[^:]+:\d{12}:[A-Za-z0-9-_]+(\.fifo)?$/,
  sns: /^arn:[^:]+:sns:[^:]+:\d{12}:[A-Za-z0-9-_]+$/,
  states: /^arn:[^:]+:states:[^:]+:\d{12}:stateMachine:[A-Za-z0-9-_]+$/,
  logs: /^arn:[^:]+:logs:[^:]+:\d{12}:log-group:[^:]+(:\*)?$/,
  events: /^arn:[^:]+:events:[^:]+:\d{12}:event-bus\/[.\-_A-Za-z0-9]+$/,
};

const ROLE_ARN = /^arn:[^:]+:iam::\d{12}:role\/[\w+=,.@/-]+$/;

/** The service of a target's ARN. @throws {AwsError} `ValidationException` for one that the local cloud cannot reach */
export function serviceOf(targetArn: string): TargetService {
  for (const [service, pattern] of Object.entries(SERVICES))
    if (pattern.test(targetArn)) return service as TargetService;
  throw notValid(
    "Arn",
    `${targetArn} is no target: the local cloud has functions, queues, topics, state machines, log groups and event buses.`,
  );
}

/** @throws {AwsError} `ValidationException`; `UnsupportedOperationException` for what the local cloud does not have */
export function checkTarget(target: Target): void {
  const { Id, Arn, RoleArn, SqsParameters, DeadLetterConfig, RetryPolicy = {} } = target;
  const absent = Object.keys(target).find((member) => !HONOURED.has(member));
  if (absent !== undefined)
    throw new AwsError(
      "UnsupportedOperationException",
      `The local cloud has no targets with ${absent}: leave it out.`,
    );
  if (typeof Id !== "string" || !/^[.\-_A-Za-z0-9]{1,64}$/.test(Id))
    throw constraint(
      Id,
      "targets.1.member.id",
      "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
    );
  if (typeof Arn !== "string") throw constraint(Arn, "targets.1.member.arn", "Member must not be null");
  const service = serviceOf(Arn);
  if (RoleArn !== undefined && !ROLE_ARN.test(RoleArn))
    throw notValid("RoleArn", `${RoleArn} is not the ARN of a role.`);
  if (service === "states" && RoleArn === undefined)
    throw notValid("RoleArn", `RoleArn is required for target ${Arn}.`);
  const fifo = Arn.endsWith(".fifo");
  if (fifo && SqsParameters?.MessageGroupId === undefined)
    throw notValid("SqsParameters", `SqsParameters must be specified for target: ${Id}.`);
  if (!fifo && SqsParameters?.MessageGroupId !== undefined && service !== "sqs")
    throw notValid("SqsParameters", `SqsParameters are for queues only, which ${Arn} is not.`);
  if (DeadLetterConfig?.Arn !== undefined) checkDeadLetterArn(DeadLetterConfig.Arn);
  within("maximumRetryAttempts", RetryPolicy.MaximumRetryAttempts, RETRY_ATTEMPTS);
  within("maximumEventAgeInSeconds", RetryPolicy.MaximumEventAgeInSeconds, EVENT_AGE_SECONDS);
  checkInput(target, Id);
}

function within(
  member: string,
  value: number | undefined,
  { min, max }: { readonly min: number; readonly max: number },
): void {
  if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return;
  throw constraint(
    value,
    `targets.1.member.retryPolicy.${member}`,
    `Member must have value between ${min} and ${max}`,
  );
}
