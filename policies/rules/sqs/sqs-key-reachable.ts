import { keyLets, SENDING } from "../../lib/keys.ts";
import { publishingServices } from "../../lib/publishers.ts";
import { defineRule } from "../../lib/rule.ts";
import { each } from "../../lib/verdict.ts";

export const sqsKeyReachable = defineRule({
  id: "sqs-key-reachable",
  severity: "high",
  service: "sqs",
  title: "Services that send to a queue, such as EventBridge and S3, can use the queue's key.",
  why: "A service that may send but not use the key can't deliver: its events are tried for a day at most, then dropped.",
  remediation:
    "Let the service call kms:GenerateDataKey and kms:Decrypt in the key's policy. AWS's own key alias/aws/sqs has no such policy: use one of yours.",
  url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html",
  anchors: [],
  types: ["aws:sqs/queue:Queue"],
  checkInGraph: (queue, graph) =>
    each(publishingServices(queue, graph), (service) =>
      keyLets(queue, "kmsMasterKeyId", service, SENDING, graph),
    ),
});
