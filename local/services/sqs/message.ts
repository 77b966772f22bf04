import type { MessageAttributes } from "./message-attributes.ts";

/** A message as its sender gave it. */
export interface MessageContent {
  readonly id: string;
  readonly body: string;
  readonly md5OfBody: string;
  readonly attributes?: MessageAttributes;
  readonly traceHeader?: string;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly sequenceNumber?: string;
  readonly senderId: string;
}

/** A message in a queue. Times are milliseconds since the epoch. */
export interface Message extends MessageContent {
  /** Unique in the queue; two deliveries of a duplicated message have the id in common, not this. */
  readonly key: number;
  readonly sentAt: number;
  /** What retention counts from: the original enqueue time, kept on the way to a standard dead-letter queue. */
  readonly retainedSince: number;
  /** When the message came into this queue. */
  readonly arrivedAt: number;
  /** The queue a dead-letter queue has the message from. */
  readonly sourceArn?: string;
  state: "delayed" | "visible" | "inFlight" | "gone";
  /** When the delay or the visibility timeout ends. */
  dueAt: number;
  receiveCount: number;
  receivedAt: number;
  firstReceivedAt: number | undefined;
}

/** The name a receive gives a message: it says which queue, which message, and which of its receives. */
export interface Receipt {
  readonly queue: string;
  readonly key: number;
  readonly receiveCount: number;
}

const PREFIX = "AQEB";

export function formatReceiptHandle(receipt: Receipt): string {
  const text = `${receipt.queue}.${receipt.key.toString(36)}.${receipt.receiveCount}`;
  return PREFIX + Buffer.from(text).toString("base64");
}

export function parseReceiptHandle(handle: string): Receipt | undefined {
  if (!handle.startsWith(PREFIX)) return undefined;
  const text = Buffer.from(handle.slice(PREFIX.length), "base64").toString();
  const match = /^([0-9a-f-]{36})\.([0-9a-z]+)\.(\d+)$/.exec(text);
  if (match === null) return undefined;
  const [, queue = "", key = "", receiveCount = ""] = match;
  return { queue, key: Number.parseInt(key, 36), receiveCount: Number(receiveCount) };
}
