import { failureSenders, QUEUE, sendingService } from "../../lib/failure-paths.ts";
import { keyLets, SENDING } from "../../lib/keys.ts";
import { defineRule } from "../../lib/rule.ts";
import { each } from "../../lib/verdict.ts";

export const dlqKeyReachable = defineRule({
  id: "dlq-key-reachable",
  severity: "high",
  service: "sqs",
  title: "Services that send dead letters can use the key of the dead-letter queue.",
  why: "A service that may send to the queue but not use its key drops the dead letter without a word.",
  remediation:
    "Let the service call kms:GenerateDataKey and kms:Decrypt in the key's policy; AWS's own key alias/aws/sqs has no such policy.",
  url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html",
  anchors: [],
  types: [QUEUE],
  checkInGraph: (queue, graph) => {
    const services = failureSenders(queue, graph).flatMap((sender) => sendingService(sender) ?? []);
    return each(new Set(services), (service) => keyLets(queue, "kmsMasterKeyId", service, SENDING, graph));
  },
});
