import { randomUUID } from "node:crypto";
import { queueUrl } from "../sqs/queue-url.ts";
import type { Schedule } from "./schedule.ts";

/** One attempt at one occurrence of a schedule. */
export interface Attempt {
  /** Milliseconds since the epoch. */
  readonly scheduledAt: number;
  readonly executionId: string;
  /** Counted from 1. */
  readonly number: number;
}

/** What Scheduler asks of the target: the API operation of a templated target with its members. */
export interface TargetRequest {
  /** The payload of a function, or the body of a message. */
  readonly payload: string;
  /** The members of the operation, which a dead-letter queue gets. */
  readonly members: Readonly<Record<string, string>>;
}

export function requestOf(schedule: Schedule, attempt: Attempt): TargetRequest {
  const { target } = schedule.definition;
  const payload = substitute(target.input ?? defaultEvent(schedule, attempt), schedule, attempt);
  if (target.service === "lambda")
    return { payload, members: { FunctionName: target.arn, InvocationType: "Event", Payload: payload } };
  const group = target.messageGroupId === undefined ? {} : { MessageGroupId: target.messageGroupId };
  return { payload, members: { MessageBody: payload, QueueUrl: queueUrl(target.arn), ...group } };
}

/** In UTC, to the second. */
export function formatTime(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

/** Source: EventBridge Scheduler User Guide, "Adding context attributes". */
function substitute(text: string, schedule: Schedule, attempt: Attempt): string {
  return text
    .replaceAll("<aws.scheduler.schedule-arn>", schedule.arn)
    .replaceAll("<aws.scheduler.scheduled-time>", formatTime(attempt.scheduledAt))
    .replaceAll("<aws.scheduler.execution-id>", attempt.executionId)
    .replaceAll("<aws.scheduler.attempt-number>", String(attempt.number));
}

/** What a target without an input gets. */
function defaultEvent({ arn }: Schedule, { scheduledAt }: Attempt): string {
  const [, , , region, account] = arn.split(":");
  return JSON.stringify({
    version: "0",
    id: randomUUID(),
    "detail-type": "Scheduled Event",
    source: "aws.scheduler",
    account,
    time: formatTime(scheduledAt),
    region,
    resources: [arn],
    detail: "{}",
  });
}
