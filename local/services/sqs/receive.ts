import type { Members } from "../../core/members.ts";
import { invalidParameter, invalidValue, notForThisQueueType, overLimit } from "./errors.ts";
import { md5OfAttributes, selectAttributes } from "./message-attributes.ts";
import type { Delivery, Queue } from "./queue.ts";
import { isMessageToken } from "./text.ts";

/** Source: SQS Developer Guide, "Amazon SQS message quotas": the same for both types of queue. */
const MAX_IN_FLIGHT = 120_000;
const ATTEMPT_MS = 5 * 60_000;

const SYSTEM_ATTRIBUTES: readonly string[] = [
  "All",
  "AWSTraceHeader",
  "ApproximateFirstReceiveTimestamp",
  "ApproximateReceiveCount",
  "DeadLetterQueueSourceArn",
  "MessageDeduplicationId",
  "MessageGroupId",
  "SenderId",
  "SentTimestamp",
  "SequenceNumber",
];

/** What a receive asks for, checked. */
export interface Receive {
  readonly max: number;
  readonly visibilitySeconds: number;
  readonly waitSeconds: number;
  readonly systemAttributes: readonly string[];
  readonly attributes: readonly string[];
  readonly attemptId: string | undefined;
}

export function readReceive(queue: Queue, input: Members): Receive {
  const max = input.optionalInteger("MaxNumberOfMessages") ?? 1;
  if (max < 1 || max > 10)
    throw invalidValue(max, "MaxNumberOfMessages", "Must be between 1 and 10, if provided.");
  const wait = input.optionalInteger("WaitTimeSeconds") ?? queue.settings.receiveMessageWaitTimeSeconds;
  if (wait < 0 || wait > 20)
    throw invalidValue(wait, "WaitTimeSeconds", "Must be >= 0 and <= 20, if provided.");
  const attemptId = input.optionalText("ReceiveRequestAttemptId");
  if (attemptId !== undefined && !queue.settings.fifo)
    throw notForThisQueueType(attemptId, "ReceiveRequestAttemptId");
  if (attemptId !== undefined && !isMessageToken(attemptId)) {
    throw invalidValue(
      attemptId,
      "ReceiveRequestAttemptId",
      "It can only include alphanumeric and punctuation characters. 1 to 128 in length.",
    );
  }
  const system = [
    ...(input.optionalTexts("MessageSystemAttributeNames") ?? []),
    ...(input.optionalTexts("AttributeNames") ?? []),
  ];
  const unknown = system.find((name) => !SYSTEM_ATTRIBUTES.includes(name));
  if (unknown !== undefined) throw invalidParameter(`Unknown Attribute ${unknown}.`);
  return {
    max,
    visibilitySeconds:
      readVisibility(input.optionalInteger("VisibilityTimeout")) ?? queue.settings.visibilityTimeout,
    waitSeconds: wait,
    systemAttributes: system,
    attributes: input.optionalTexts("MessageAttributeNames") ?? [],
    attemptId,
  };
}

/** @throws {AwsError} `InvalidParameterValue` beyond 12 hours. */
export function readVisibility(seconds: number | undefined): number | undefined {
  if (seconds !== undefined && (seconds < 0 || seconds > 43_200))
    throw invalidValue(seconds, "VisibilityTimeout", "Must be >= 0 and <= 43200, if provided.");
  return seconds;
}

/** Receives of a FIFO queue that can be asked for again within five minutes. */
export class ReceiveAttempts {
  readonly #attempts = new Map<string, { readonly at: number; readonly deliveries: readonly Delivery[] }>();

  find(queue: Queue, attemptId: string, now: number): readonly Delivery[] | undefined {
    const attempt = this.#attempts.get(keyOf(queue, attemptId));
    return attempt !== undefined && attempt.at + ATTEMPT_MS > now ? attempt.deliveries : undefined;
  }

  remember(queue: Queue, attemptId: string, deliveries: readonly Delivery[], now: number): void {
    for (const [oldest, attempt] of this.#attempts) {
      if (attempt.at + ATTEMPT_MS > now) break;
      this.#attempts.delete(oldest);
    }
    this.#attempts.set(keyOf(queue, attemptId), { at: now, deliveries });
  }
}

/** A queue that was deleted and created again under its name is another one. */
function keyOf(queue: Queue, attemptId: string): string {
  return `${queue.arn} ${queue.createdAt} ${attemptId}`;
}

/**
 * What `MaxNumberOfMessages` comes to where many messages are in flight.
 * @throws {AwsError} `OverLimit` for a short poll of a standard queue, as `ReceiveMessage` documents it.
 */
export function withinFlightLimit(queue: Queue, receive: Receive): number {
  const free = MAX_IN_FLIGHT - queue.counts().inFlight;
  if (free <= 0 && !queue.settings.fifo && receive.waitSeconds === 0) {
    throw overLimit(
      `The maximum number of messages in flight, ${MAX_IN_FLIGHT}, is reached: delete messages after they are processed.`,
    );
  }
  return Math.max(0, Math.min(receive.max, free));
}

/** A delivered message as the wire has it. */
export function toWire({ message, receiptHandle }: Delivery, receive: Receive): Record<string, unknown> {
  const attributes = selectAttributes(message.attributes, receive.attributes);
  const system = systemAttributes({ message, receiptHandle }, receive.systemAttributes);
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle,
    MD5OfBody: message.md5OfBody,
    Body: message.body,
    ...(system && { Attributes: system }),
    ...(attributes && {
      MD5OfMessageAttributes: md5OfAttributes(attributes),
      MessageAttributes: attributes,
    }),
  };
}

function systemAttributes(
  { message }: Delivery,
  names: readonly string[],
): Record<string, string> | undefined {
  if (names.length === 0) return undefined;
  const all: Readonly<Record<string, string | undefined>> = {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? 0),
    AWSTraceHeader: message.traceHeader,
    DeadLetterQueueSourceArn: message.sourceArn,
    MessageGroupId: message.groupId,
    MessageDeduplicationId: message.deduplicationId,
    SequenceNumber: message.sequenceNumber,
  };
  const chosen: Record<string, string> = {};
  for (const [name, value] of Object.entries(all))
    if (value !== undefined && (names.includes(name) || names.includes("All"))) chosen[name] = value;
  return Object.keys(chosen).length === 0 ? undefined : chosen;
}
