import type { SqsMessage, SqsMessageAttribute } from "./queue-client.ts";

/** The event that Lambda hands a function for messages of a queue ("Using Lambda with Amazon SQS"). */
export function sqsEvent(messages: readonly SqsMessage[], queueArn: string): string {
  const region = queueArn.split(":")[3] ?? "";
  return JSON.stringify({ Records: messages.map((message) => sqsRecord(message, queueArn, region)) });
}

function sqsRecord(message: SqsMessage, eventSourceARN: string, awsRegion: string): object {
  const { MessageAttributes = {}, MD5OfMessageAttributes } = message;
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, attribute]) => [name, recordAttribute(attribute)]),
    ),
    ...(MD5OfMessageAttributes === undefined ? {} : { md5OfMessageAttributes: MD5OfMessageAttributes }),
    md5OfBody: message.MD5OfBody,
    eventSource: "aws:sqs",
    eventSourceARN,
    awsRegion,
  };
}

function recordAttribute({ DataType, StringValue, BinaryValue }: SqsMessageAttribute): object {
  return {
    ...(StringValue === undefined ? {} : { stringValue: StringValue }),
    ...(BinaryValue === undefined
      ? {}
      : {
          binaryValue:
            typeof BinaryValue === "string" ? BinaryValue : Buffer.from(BinaryValue).toString("base64"),
        }),
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType,
  };
}

/**
 * Which messages of a batch failed, by a function that reports batch item failures: the ids, or `all`.
 * An empty or absent list is a success; a response that names no message, or one that was not in
 * the batch, fails it whole ("Implementing partial batch responses").
 */
export function failedMessageIds(response: string, batch: ReadonlySet<string>): ReadonlySet<string> | "all" {
  const parsed: unknown = JSON.parse(response);
  if (parsed === null || parsed === "") return new Set();
  if (typeof parsed !== "object") return "all";
  const { batchItemFailures } = parsed as { batchItemFailures?: unknown };
  if (batchItemFailures === undefined || batchItemFailures === null) return new Set();
  if (!Array.isArray(batchItemFailures)) return "all";
  const failed = new Set<string>();
  for (const failure of batchItemFailures as unknown[]) {
    const id = (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier;
    if (typeof id !== "string" || !batch.has(id)) return "all";
    failed.add(id);
  }
  return failed;
}
