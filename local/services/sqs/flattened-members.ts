import type { FlattenedMember } from "../../core/service.ts";

/**
 * SQS spoke the query protocol until 2023, and AWS CLIs of before, Debian's for one, still do.
 * Source: the API model `sqs/2012-11-05` of botocore 1.29.
 */
export const FLATTENED_MEMBERS: readonly FlattenedMember[] = [
  { member: "tags", name: "Tag", key: "Key", operation: "CreateQueue" },
  { member: "queueUrls", name: "QueueUrl", operation: "ListDeadLetterSourceQueues" },
  { member: "AWSAccountIds", name: "AWSAccountId" },
  { member: "Actions", name: "ActionName" },
  { member: "AttributeNames", name: "AttributeName" },
  { member: "Attributes", name: "Attribute", key: "Name" },
  { member: "Entries", name: "*RequestEntry" },
  { member: "Failed", name: "BatchResultErrorEntry" },
  { member: "MessageAttributeNames", name: "MessageAttributeName" },
  { member: "MessageAttributes", name: "MessageAttribute", key: "Name" },
  { member: "MessageSystemAttributeNames", name: "MessageSystemAttributeName" },
  { member: "MessageSystemAttributes", name: "MessageSystemAttribute", key: "Name" },
  { member: "Messages", name: "Message" },
  { member: "QueueUrls", name: "QueueUrl" },
  { member: "Results", name: "*ResultEntry" },
  { member: "Successful", name: "*ResultEntry" },
  { member: "TagKeys", name: "TagKey" },
  { member: "Tags", name: "Tag", key: "Key" },
];
