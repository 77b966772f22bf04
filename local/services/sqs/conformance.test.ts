/** What SQS refuses, with the document that says so. The messages are SQS's. */
import assert from "node:assert/strict";
import { arnOf, SqsHarness } from "./testing.ts";

type Case = readonly [source: string, what: string, operation: string, input: object, expected: RegExp];

const QUEUE = { QueueUrl: "http://localhost:4566/000000000000/orders" };
const FIFO = { QueueUrl: "http://localhost:4566/000000000000/orders.fifo" };
const sent = { ...QUEUE, MessageBody: "a" };
const sentToFifo = { ...FIFO, MessageBody: "a", MessageGroupId: "g", MessageDeduplicationId: "d" };
const attribute = (name: string, value: object) => ({ ...sent, MessageAttributes: { [name]: value } });
const text = { DataType: "String", StringValue: "v" };
const entries = (...Entries: readonly object[]) => ({ ...QUEUE, Entries });
const setting = (name: string, value: unknown) => ({
  ...QUEUE,
  Attributes: { [name]: typeof value === "string" ? value : JSON.stringify(value) },
});
const redrive = (maxReceiveCount: unknown, target = "orders-dlq") =>
  setting("RedrivePolicy", { deadLetterTargetArn: arnOf(target), maxReceiveCount });
const permission = { ...QUEUE, Label: "peer", AWSAccountIds: ["111111111111"], Actions: ["SendMessage"] };
const move = { SourceArn: arnOf("orders-dlq") };

const CASES: readonly Case[] = [
  // SQS API Reference, SendMessage
  ["SendMessage", "no body", "SendMessage", QUEUE, /^MissingRequiredParameterException: .*MessageBody\.$/],
  ["SendMessage", "an empty body", "SendMessage", { ...sent, MessageBody: "" }, /^MissingRequired/],
  [
    "SendMessage",
    "a control character",
    "SendMessage",
    { ...sent, MessageBody: "\u0001" },
    /^InvalidMessageContents/,
  ],
  [
    "SendMessage",
    "a lone surrogate",
    "SendMessage",
    { ...sent, MessageBody: "\ud800" },
    /^InvalidMessageContents/,
  ],
  [
    "Amazon SQS message quotas",
    "more than 1 MiB",
    "SendMessage",
    { ...sent, MessageBody: "x".repeat(1_048_577) },
    /Reason: Message must be shorter than 1048576 bytes\.$/,
  ],
  [
    "Amazon SQS message quotas",
    "more than 1 MiB with its attributes",
    "SendMessage",
    { ...attribute("k", text), MessageBody: "x".repeat(1_048_570) },
    /Message must be shorter than 1048576 bytes\.$/,
  ],
  [
    "SendMessage",
    "a delay over 15 minutes",
    "SendMessage",
    { ...sent, DelaySeconds: 901 },
    />= 0 and <= 900\.$/,
  ],
  [
    "SendMessage",
    "a delay of one FIFO message",
    "SendMessage",
    { ...sentToFifo, DelaySeconds: 1 },
    /not valid for this queue type\.$/,
  ],
  [
    "SendMessage",
    "a FIFO message without a group",
    "SendMessage",
    { ...FIFO, MessageBody: "a" },
    /MessageGroupId\.$/,
  ],
  [
    "SendMessage",
    "a FIFO message that nothing tells apart",
    "SendMessage",
    { ...FIFO, MessageBody: "a", MessageGroupId: "g" },
    /either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly$/,
  ],
  [
    "SendMessage",
    "129 characters of a group",
    "SendMessage",
    { ...sentToFifo, MessageGroupId: "g".repeat(129) },
    /1 to 128 in length\.$/,
  ],
  [
    "SendMessage",
    "a space in a group of a standard queue",
    "SendMessage",
    { ...sent, MessageGroupId: "a b" },
    /1 to 128 in length\.$/,
  ],
  [
    "SendMessage",
    "a deduplication id on a standard queue",
    "SendMessage",
    { ...sent, MessageDeduplicationId: "d" },
    /not valid for this queue type\.$/,
  ],
  // SQS Developer Guide, "Amazon SQS message metadata"
  [
    "message metadata",
    "an attribute that begins with AWS.",
    "SendMessage",
    attribute("AWS.k", text),
    /attribute name 'AWS\.k' is invalid/,
  ],
  ["message metadata", "an attribute with two dots", "SendMessage", attribute("a..b", text), /is invalid/],
  ["message metadata", "a name of 257", "SendMessage", attribute("a".repeat(257), text), /is invalid/],
  [
    "message metadata",
    "no type",
    "SendMessage",
    attribute("k", { StringValue: "v" }),
    /must contain a non-empty attribute type\.$/,
  ],
  [
    "message metadata",
    "an unknown type",
    "SendMessage",
    attribute("k", { DataType: "Date", StringValue: "v" }),
    /supported type prefixes is Binary, Number, and String\.$/,
  ],
  [
    "message metadata",
    "an empty value",
    "SendMessage",
    attribute("k", { ...text, StringValue: "" }),
    /must contain a non-empty value of type 'String'\.$/,
  ],
  [
    "message metadata",
    "a number that is none",
    "SendMessage",
    attribute("k", { DataType: "Number", StringValue: "0x10" }),
    /^InvalidParameterValueException: Can't cast the value/,
  ],
  [
    "message metadata",
    "text in a binary",
    "SendMessage",
    attribute("k", { DataType: "Binary", StringValue: "v" }),
    /must use field 'Binary'\.$/,
  ],
  [
    "message metadata",
    "a list",
    "SendMessage",
    attribute("k", { ...text, StringListValues: ["v"] }),
    /list values are not supported\.$/,
  ],
  [
    "message metadata",
    "eleven attributes",
    "SendMessage",
    { ...sent, MessageAttributes: Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`k${n}`, text])) },
    /Number of message attributes \[11\] exceeds the allowed maximum \[10\]\.$/,
  ],
  [
    "message metadata",
    "an unknown system attribute",
    "SendMessage",
    { ...sent, MessageSystemAttributes: { SenderId: text } },
    /system attribute name 'SenderId' is invalid\.$/,
  ],
  // SQS API Reference, SendMessageBatch, DeleteMessageBatch
  [
    "SendMessageBatch",
    "no entries",
    "SendMessageBatch",
    entries(),
    /^EmptyBatchRequest: There should be at least one SendMessageBatchRequestEntry/,
  ],
  [
    "SendMessageBatch",
    "eleven entries",
    "SendMessageBatch",
    entries(...Array.from({ length: 11 }, (_, n) => ({ Id: `${n}`, MessageBody: "a" }))),
    /^TooManyEntriesInBatchRequest: Maximum number of entries per request are 10\. You have sent 11\.$/,
  ],
  [
    "SendMessageBatch",
    "an id twice",
    "SendMessageBatch",
    entries({ Id: "1", MessageBody: "a" }, { Id: "1", MessageBody: "b" }),
    /^BatchEntryIdsNotDistinct: Id 1 repeated\.$/,
  ],
  [
    "SendMessageBatch",
    "a space in an id",
    "SendMessageBatch",
    entries({ Id: "1 2", MessageBody: "a" }),
    /^InvalidBatchEntryId/,
  ],
  [
    "Amazon SQS message quotas",
    "a batch over 1 MiB",
    "SendMessageBatch",
    entries({ Id: "1", MessageBody: "x".repeat(600_000) }, { Id: "2", MessageBody: "x".repeat(600_000) }),
    /^BatchRequestTooLong: Batch requests cannot be longer than 1048576 bytes\. You have sent 1200000 bytes\.$/,
  ],
  // SQS API Reference, ReceiveMessage
  [
    "ReceiveMessage",
    "eleven messages",
    "ReceiveMessage",
    { ...QUEUE, MaxNumberOfMessages: 11 },
    /Must be between 1 and 10, if provided\.$/,
  ],
  [
    "ReceiveMessage",
    "a wait over 20 s",
    "ReceiveMessage",
    { ...QUEUE, WaitTimeSeconds: 21 },
    /Must be >= 0 and <= 20, if provided\.$/,
  ],
  [
    "ReceiveMessage",
    "visibility over 12 hours",
    "ReceiveMessage",
    { ...QUEUE, VisibilityTimeout: 43_201 },
    /<= 43200, if provided\.$/,
  ],
  [
    "ReceiveMessage",
    "an unknown attribute",
    "ReceiveMessage",
    { ...QUEUE, AttributeNames: ["Nope"] },
    /Unknown Attribute Nope\.$/,
  ],
  [
    "ReceiveMessage",
    "an attempt id on a standard queue",
    "ReceiveMessage",
    { ...QUEUE, ReceiveRequestAttemptId: "a" },
    /not valid for this queue type\.$/,
  ],
  [
    "ReceiveMessage",
    "a space in an attempt id",
    "ReceiveMessage",
    { ...FIFO, ReceiveRequestAttemptId: "a b" },
    /1 to 128 in length\.$/,
  ],
  // SQS API Reference, DeleteMessage, ChangeMessageVisibility
  [
    "DeleteMessage",
    "a handle that is none",
    "DeleteMessage",
    { ...QUEUE, ReceiptHandle: "x" },
    /^ReceiptHandleIsInvalid: The input receipt handle "x" is not a valid/,
  ],
  [
    "ChangeMessageVisibility",
    "no timeout",
    "ChangeMessageVisibility",
    { ...QUEUE, ReceiptHandle: "x" },
    /VisibilityTimeout\.$/,
  ],
  [
    "ChangeMessageVisibility",
    "more than 12 hours",
    "ChangeMessageVisibility",
    { ...QUEUE, ReceiptHandle: "x", VisibilityTimeout: 43_201 },
    /<= 43200/,
  ],
  // SQS API Reference, SetQueueAttributes; Developer Guide, "Using dead-letter queues in Amazon SQS"
  ["SetQueueAttributes", "no attributes", "SetQueueAttributes", QUEUE, /^MissingRequiredParameterException/],
  [
    "SetQueueAttributes",
    "an unknown attribute",
    "SetQueueAttributes",
    setting("Nope", "1"),
    /^InvalidAttributeName: Unknown Attribute Nope\.$/,
  ],
  [
    "SetQueueAttributes",
    "a computed attribute",
    "SetQueueAttributes",
    setting("QueueArn", "x"),
    /^InvalidAttributeName/,
  ],
  [
    "SetQueueAttributes",
    "another type",
    "SetQueueAttributes",
    setting("FifoQueue", "true"),
    /Modifying queue type is not supported\.$/,
  ],
  [
    "SetQueueAttributes",
    "a key kept for a week",
    "SetQueueAttributes",
    setting("KmsDataKeyReusePeriodSeconds", "604800"),
    /^InvalidAttributeValue/,
  ],
  [
    "dead-letter queues",
    "no JSON",
    "SetQueueAttributes",
    setting("RedrivePolicy", "{"),
    /Redrive policy is not a valid JSON map\.$/,
  ],
  [
    "dead-letter queues",
    "no target",
    "SetQueueAttributes",
    setting("RedrivePolicy", { maxReceiveCount: 3 }),
    /mandatory attribute: deadLetterTargetArn\.$/,
  ],
  [
    "dead-letter queues",
    "no count",
    "SetQueueAttributes",
    setting("RedrivePolicy", { deadLetterTargetArn: arnOf("orders-dlq") }),
    /mandatory attribute: maxReceiveCount\.$/,
  ],
  [
    "dead-letter queues",
    "a count of 1001",
    "SetQueueAttributes",
    redrive(1001),
    /Invalid value for maxReceiveCount: 1001, valid values are from 1 to 1000 both inclusive\.$/,
  ],
  [
    "dead-letter queues",
    "a target that is not there",
    "SetQueueAttributes",
    redrive(3, "none"),
    /Dead letter target does not exist\.$/,
  ],
  [
    "dead-letter queues",
    "a target of the other type",
    "SetQueueAttributes",
    redrive(3, "orders.fifo"),
    /must be same type of queue as the source\.$/,
  ],
  [
    "dead-letter queues",
    "a target elsewhere",
    "SetQueueAttributes",
    setting("RedrivePolicy", {
      deadLetterTargetArn: "arn:aws:sqs:us-east-1:000000000000:q",
      maxReceiveCount: 1,
    }),
    /must be in the account and region of the queue/,
  ],
  [
    "RedriveAllowPolicy",
    "an unknown permission",
    "SetQueueAttributes",
    setting("RedriveAllowPolicy", { redrivePermission: "some" }),
    /one of allowAll, denyAll and byQueue\.$/,
  ],
  [
    "RedriveAllowPolicy",
    "sources for all",
    "SetQueueAttributes",
    setting("RedriveAllowPolicy", { redrivePermission: "allowAll", sourceQueueArns: [arnOf("a")] }),
    /only where redrivePermission is byQueue\.$/,
  ],
  // SQS API Reference, AddPermission, RemovePermission; Developer Guide, "Amazon SQS policy quotas"
  [
    "AddPermission",
    "a label of 81",
    "AddPermission",
    { ...permission, Label: "l".repeat(81) },
    /for parameter Label is invalid/,
  ],
  [
    "AddPermission",
    "an account that is none",
    "AddPermission",
    { ...permission, AWSAccountIds: ["1"] },
    /Value \[1\] for parameter PrincipalId is invalid\. Reason: Unable to verify\.$/,
  ],
  [
    "AddPermission",
    "an action of the owner's",
    "AddPermission",
    { ...permission, Actions: ["DeleteQueue"] },
    /Only the queue owner is allowed to invoke this action\.$/,
  ],
  [
    "RemovePermission",
    "an unknown label",
    "RemovePermission",
    { ...QUEUE, Label: "none" },
    /can't find label on existing policy\.$/,
  ],
  [
    "policy quotas",
    "eight actions",
    "AddPermission",
    {
      ...permission,
      Actions: [
        "SendMessage",
        "ReceiveMessage",
        "DeleteMessage",
        "ChangeMessageVisibility",
        "GetQueueAttributes",
        "GetQueueUrl",
        "ListDeadLetterSourceQueues",
        "PurgeQueue",
      ],
    },
    /^OverLimit: 8 Actions were found, maximum allowed is 7\.$/,
  ],
  // SQS API Reference, StartMessageMoveTask, CancelMessageMoveTask
  [
    "StartMessageMoveTask",
    "501 a second",
    "StartMessageMoveTask",
    { ...move, MaxNumberOfMessagesPerSecond: 501 },
    /from 1 to 500, but is 501\.$/,
  ],
  [
    "StartMessageMoveTask",
    "its own source as destination",
    "StartMessageMoveTask",
    { ...move, DestinationArn: arnOf("orders-dlq") },
    /Source queue arn and destination queue arn cannot be the same\.$/,
  ],
  [
    "StartMessageMoveTask",
    "a destination of the other type",
    "StartMessageMoveTask",
    { ...move, DestinationArn: arnOf("orders.fifo") },
    /must be of the same type/,
  ],
  [
    "CancelMessageMoveTask",
    "a handle that is none",
    "CancelMessageMoveTask",
    { TaskHandle: "x" },
    /Value for parameter TaskHandle is invalid\.$/,
  ],
  // SQS Developer Guide, "Amazon SQS cost allocation tags"
  [
    "cost allocation tags",
    "a key of 129",
    "TagQueue",
    { ...QUEUE, Tags: { ["k".repeat(129)]: "v" } },
    /between 1 and 128 characters/,
  ],
  [
    "cost allocation tags",
    "a value of 257",
    "TagQueue",
    { ...QUEUE, Tags: { k: "v".repeat(257) } },
    /between 0 and 256 characters/,
  ],
  [
    "cost allocation tags",
    "51 tags",
    "CreateQueue",
    { QueueName: "tagged", tags: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, "v"])) },
    /Too many tags added for queue tagged: it can have 50\.$/,
  ],
  // SQS API Reference, GetQueueUrl, ListQueues, GetQueueAttributes
  [
    "GetQueueUrl",
    "no such queue",
    "GetQueueUrl",
    { QueueName: "none" },
    /^QueueDoesNotExist: The specified queue does not exist\.$/,
  ],
  [
    "GetQueueAttributes",
    "an unknown attribute",
    "GetQueueAttributes",
    { ...QUEUE, AttributeNames: ["Nope"] },
    /^InvalidAttributeName/,
  ],
  ["ListQueues", "1001 at a time", "ListQueues", { MaxResults: 1001 }, /MaxResults/],
  [
    "ListQueues",
    "no URL",
    "DeleteQueue",
    { QueueUrl: "orders" },
    /^InvalidAddress: The address orders is not valid for this endpoint\.$/,
  ],
];

describe("SQS refuses", () => {
  let h: SqsHarness;
  before(async () => {
    h = new SqsHarness();
    await h.queue("orders-dlq");
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf("orders-dlq"), maxReceiveCount: 3 });
    await h.queue("orders", { RedrivePolicy });
    await h.queue("orders.fifo", { FifoQueue: "true" });
  });
  after(() => h.close());

  for (const [source, what, operation, input, expected] of CASES) {
    it(`${what} (${source})`, async () => {
      const error = await h.call(operation, input).then(
        () => undefined,
        (refused: Error) => refused,
      );
      assert.ok(error, `${operation} was not refused`);
      assert.match(`${error.name}: ${error.message}`, expected);
    });
  }
});
