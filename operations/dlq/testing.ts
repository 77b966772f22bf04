import type { MessageAttributeValue } from "@aws-sdk/client-sqs";
import type { DeadLetter } from "./dead-letter.ts";

/** A dead letter as tests need one. */
export function deadLetter(
  body: unknown,
  attributes: Readonly<Record<string, string>> = {},
  more: Partial<DeadLetter> = {},
): DeadLetter {
  return {
    id: "11111111-2222-4333-8444-555555555555",
    receiptHandle: "handle",
    body: typeof body === "string" ? body : JSON.stringify(body),
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]): [string, MessageAttributeValue] => [
        name,
        { DataType: "String", StringValue },
      ]),
    ),
    sentAt: 0,
    sourceQueueArn: undefined,
    groupId: undefined,
    traceHeader: undefined,
    ...more,
  };
}
