import { randomBytes } from "node:crypto";
import type { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import type { EventInvoker, Keys, RoleSessions, Session } from "../../core/ports.ts";
import type { Dispatcher } from "../../core/service.ts";
import { queueUrl } from "../sqs/queue-url.ts";
import { assumeRole } from "./execution-role.ts";
import type { SchedulerMetrics } from "./metrics.ts";
import { type Attempt, formatTime, requestOf, type TargetRequest } from "./request.ts";
import { isThrottle, retryDelayMs } from "./retry-delay.ts";
import type { Schedule } from "./schedule.ts";

export interface InvocationsOptions {
  readonly clock: Clock;
  readonly dispatcher: Dispatcher;
  readonly functions: EventInvoker;
  readonly sessions: RoleSessions;
  readonly keys: Keys;
  readonly metrics: SchedulerMetrics;
  readonly warn: (message: string) => void;
}

type Exhausted = "MaximumRetryAttempts" | "MaximumEventAgeInSeconds";

/** Runs occurrences: the target in the name of the schedule's own role, again while it fails, then the dead-letter queue. */
export class Invocations {
  readonly #options: InvocationsOptions;

  constructor(options: InvocationsOptions) {
    this.#options = options;
  }

  /** Resolves when the occurrence has run, is dead-lettered or dropped, or when `signal` aborts its retries. */
  async run(schedule: Schedule, scheduledAt: number, signal: AbortSignal): Promise<void> {
    const { clock, metrics } = this.#options;
    const { groupName, target } = schedule.definition;
    const executionId = randomBytes(8).toString("hex");
    for (let number = 1; !signal.aborted; number++) {
      const attempt: Attempt = { scheduledAt, executionId, number };
      const request = requestOf(schedule, attempt);
      metrics.count(groupName, "InvocationAttemptCount");
      try {
        await this.#invoke(schedule, request);
        return;
      } catch (error) {
        metrics.count(groupName, "TargetErrorCount");
        if (isThrottle(error)) metrics.count(groupName, "TargetErrorThrottledCount");
        const delay = retryDelayMs(number);
        const expires = scheduledAt + target.maximumEventAgeInSeconds * 1000;
        if (number > target.maximumRetryAttempts)
          return this.#drop(schedule, attempt, request, error, "MaximumRetryAttempts");
        if (clock.now() + delay > expires)
          return this.#drop(schedule, attempt, request, error, "MaximumEventAgeInSeconds");
        await clock.sleep(delay, signal);
      }
    }
  }

  async #invoke(schedule: Schedule, { payload, members }: TargetRequest): Promise<void> {
    const { dispatcher, functions } = this.#options;
    const { target } = schedule.definition;
    const principal = this.#principal(schedule);
    if (target.service === "lambda") functions.invokeEvent({ functionArn: target.arn, payload, principal });
    else await dispatcher.call("sqs", "SendMessage", members, principal);
  }

  /** The role's session; it has to be able to read what a customer managed key encrypts. */
  #principal(schedule: Schedule): Session["principal"] {
    const { sessions, keys } = this.#options;
    const principal = assumeRole(sessions, schedule);
    const { kmsKeyArn } = schedule.definition;
    if (kmsKeyArn !== undefined)
      keys.use(principal, {
        key: kmsKeyArn,
        action: "kms:Decrypt",
        via: "scheduler",
        encryptionContext: { "aws:scheduler:schedule:arn": schedule.arn },
      });
    return principal;
  }

  async #drop(
    schedule: Schedule,
    { scheduledAt, executionId, number }: Attempt,
    { members }: TargetRequest,
    error: unknown,
    exhausted: Exhausted,
  ): Promise<void> {
    const { dispatcher, metrics, sessions, warn } = this.#options;
    const { groupName, target } = schedule.definition;
    metrics.count(groupName, "InvocationDroppedCount");
    warn(
      `The schedule ${schedule.arn} could not invoke ${target.arn} for ${formatTime(scheduledAt)}: ${messageOf(error)}`,
    );
    if (target.deadLetterArn === undefined) return;
    const attributes = {
      ERROR_CODE: codeOf(error),
      ERROR_MESSAGE: messageOf(error),
      EXECUTION_ID: executionId,
      EXHAUSTED_RETRY_CONDITION: exhausted,
      IS_PAYLOAD_TRUNCATED: "false",
      RETRY_ATTEMPTS: String(number - 1),
      SCHEDULED_TIME: formatTime(scheduledAt),
      SCHEDULE_ARN: schedule.arn,
      TARGET_ARN: target.arn,
    };
    try {
      await dispatcher.call(
        "sqs",
        "SendMessage",
        {
          QueueUrl: queueUrl(target.deadLetterArn),
          MessageBody: JSON.stringify(members),
          MessageAttributes: Object.fromEntries(
            Object.entries(attributes).map(([name, StringValue]) => [
              name,
              { DataType: "String", StringValue },
            ]),
          ),
        },
        assumeRole(sessions, schedule),
      );
      metrics.count(groupName, "InvocationsSentToDeadLetterCount");
    } catch (reason) {
      metrics.count(groupName, "InvocationsFailedToBeSentToDeadLetterCount");
      warn(`The schedule ${schedule.arn} could not write to ${target.deadLetterArn}: ${messageOf(reason)}`);
    }
  }
}

/** SQS's errors go by the codes of its query protocol there. */
function codeOf(error: unknown): string {
  if (!(error instanceof AwsError)) return "InternalServerError";
  return error.queryErrorCode ?? error.code;
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)) || "Unknown error";
}
