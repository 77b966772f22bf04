import { createHash, randomUUID } from "node:crypto";
import type { Members } from "../../core/members.ts";
import {
  batchTooLong,
  invalidMessageContents,
  invalidParameter,
  invalidValue,
  missingParameter,
  notForThisQueueType,
} from "./errors.ts";
import type { MessageContent } from "./message.ts";
import {
  attributesSize,
  type MessageAttributes,
  md5OfAttributes,
  parseMessageAttributes,
  parseSystemAttributes,
} from "./message-attributes.ts";
import type { Queue } from "./queue.ts";
import { hasInvalidCharacters, isMessageToken } from "./text.ts";

/** Source: SQS Developer Guide, "Amazon SQS message quotas". */
const MAX_BATCH_BYTES = 1_048_576;
const MAX_DELAY_SECONDS = 900;

/** A message to send, checked for the queue it goes to. */
interface Draft {
  readonly body: string;
  readonly attributes: MessageAttributes | undefined;
  readonly systemAttributes: MessageAttributes | undefined;
  readonly delaySeconds: number;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
}

/** Sends one message, or finds that a FIFO queue has it already. Answers the wire's members. */
export function sendMessage(queue: Queue, input: Members, senderId: string, now: number): Sent {
  const draft = readDraft(queue, input);
  const sent: Omit<Sent, "MessageId"> = {
    MD5OfMessageBody: createHash("md5").update(draft.body).digest("hex"),
    ...(draft.attributes && { MD5OfMessageAttributes: md5OfAttributes(draft.attributes) }),
    ...(draft.systemAttributes && { MD5OfMessageSystemAttributes: md5OfAttributes(draft.systemAttributes) }),
  };
  if (!queue.settings.fifo) {
    const id = randomUUID();
    queue.send(content(draft, id, sent.MD5OfMessageBody, senderId), draft.delaySeconds);
    return { ...sent, MessageId: id };
  }
  const deduplicationId = draft.deduplicationId ?? createHash("sha256").update(draft.body).digest("hex");
  const scope = queue.settings.deduplicationPerGroup
    ? `${draft.groupId} ${deduplicationId}`
    : deduplicationId;
  const earlier = queue.deduplication.find(scope, now);
  if (earlier !== undefined)
    return { ...sent, MessageId: earlier.messageId, SequenceNumber: earlier.sequenceNumber };
  const accepted = { messageId: randomUUID(), sequenceNumber: nextSequenceNumber() };
  queue.deduplication.remember(scope, accepted, now);
  queue.send(
    {
      ...content(draft, accepted.messageId, sent.MD5OfMessageBody, senderId),
      deduplicationId,
      sequenceNumber: accepted.sequenceNumber,
    },
    draft.delaySeconds,
  );
  return { ...sent, MessageId: accepted.messageId, SequenceNumber: accepted.sequenceNumber };
}

export interface Sent {
  readonly MessageId: string;
  readonly MD5OfMessageBody: string;
  readonly MD5OfMessageAttributes?: string;
  readonly MD5OfMessageSystemAttributes?: string;
  readonly SequenceNumber?: string;
}

/** @throws {AwsError} `BatchRequestTooLong` when the messages of a batch are too large together. */
export function checkBatchSize(entries: readonly Members[]): void {
  let size = 0;
  for (const entry of entries) {
    const body = entry.optionalText("MessageBody") ?? "";
    size += Buffer.byteLength(body);
    size += attributesSize(entry.optionalMap("MessageAttributes"));
  }
  if (size > MAX_BATCH_BYTES) throw batchTooLong(MAX_BATCH_BYTES, size);
}

function content(draft: Draft, id: string, md5OfBody: string, senderId: string): MessageContent {
  const trace = draft.systemAttributes?.AWSTraceHeader?.StringValue;
  return {
    id,
    body: draft.body,
    md5OfBody,
    senderId,
    ...(draft.attributes && { attributes: draft.attributes }),
    ...(trace && { traceHeader: trace }),
    ...(draft.groupId && { groupId: draft.groupId }),
  };
}

function readDraft(queue: Queue, input: Members): Draft {
  const body = input.optionalText("MessageBody");
  if (!body) throw missingParameter("MessageBody");
  if (hasInvalidCharacters(body)) throw invalidMessageContents();
  const attributes = parseMessageAttributes(input.optionalMap("MessageAttributes"));
  const limit = queue.settings.maximumMessageSize;
  if (Buffer.byteLength(body) + attributesSize(attributes) > limit) {
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
    );
  }
  return {
    body,
    attributes,
    systemAttributes: parseSystemAttributes(input.optionalMap("MessageSystemAttributes")),
    delaySeconds: readDelay(queue, input.optionalInteger("DelaySeconds")),
    groupId: readGroupId(queue, input.optionalText("MessageGroupId")),
    deduplicationId: readDeduplicationId(queue, input.optionalText("MessageDeduplicationId")),
  };
}

function readDelay(queue: Queue, delay: number | undefined): number {
  if (delay === undefined) return queue.settings.delaySeconds;
  if (queue.settings.fifo && delay !== 0) throw notForThisQueueType(delay, "DelaySeconds");
  if (delay < 0 || delay > MAX_DELAY_SECONDS) {
    throw invalidValue(delay, "DelaySeconds", `DelaySeconds must be >= 0 and <= ${MAX_DELAY_SECONDS}.`);
  }
  return queue.settings.fifo ? queue.settings.delaySeconds : delay;
}

function readGroupId(queue: Queue, groupId: string | undefined): string | undefined {
  if (groupId === undefined) {
    if (queue.settings.fifo) throw missingParameter("MessageGroupId");
    return undefined;
  }
  if (!isMessageToken(groupId)) throw invalidToken(groupId, "MessageGroupId");
  return groupId;
}

function readDeduplicationId(queue: Queue, id: string | undefined): string | undefined {
  if (id === undefined) {
    if (!queue.settings.fifo || queue.settings.contentBasedDeduplication) return undefined;
    throw invalidParameter(
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  }
  if (!queue.settings.fifo) throw notForThisQueueType(id, "MessageDeduplicationId");
  if (!isMessageToken(id)) throw invalidToken(id, "MessageDeduplicationId");
  return id;
}

function invalidToken(value: string, parameter: string) {
  return invalidValue(
    value,
    parameter,
    `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
}

/** From the time on, so that it goes on growing in the next process. */
let sequence = 18_000_000_000_000_000_000n + BigInt(Date.now()) * 200_000n;

/** 20 digits that grow by 256, as SQS numbers them. */
function nextSequenceNumber(): string {
  sequence += 256n;
  return String(sequence);
}
