import type { Message, MessageAttributeValue } from "@aws-sdk/client-sqs";

/** A message of a dead-letter queue, as it was received. */
export interface DeadLetter {
  readonly id: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  /** Milliseconds since the epoch: of a message that SQS itself moved here, when it was first sent. */
  readonly sentAt: number;
  /** The queue that it was received from too often. Only of what SQS itself moved here. */
  readonly sourceQueueArn: string | undefined;
  readonly groupId: string | undefined;
  readonly traceHeader: string | undefined;
}

export function deadLetterOf({
  MessageId = "",
  ReceiptHandle = "",
  Body = "",
  Attributes = {},
  MessageAttributes = {},
}: Message): DeadLetter {
  return {
    id: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: MessageAttributes,
    sentAt: Number(Attributes.SentTimestamp),
    sourceQueueArn: Attributes.DeadLetterQueueSourceArn,
    groupId: Attributes.MessageGroupId,
    traceHeader: Attributes.AWSTraceHeader,
  };
}

/** What a service says of a message in an attribute. */
export function attribute({ attributes }: DeadLetter, name: string): string | undefined {
  return attributes[name]?.StringValue;
}

/** The body, where it is a JSON object. */
export function objectOf({ body }: Pick<DeadLetter, "body">): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
