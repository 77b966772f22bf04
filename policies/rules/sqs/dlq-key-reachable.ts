import { failureSenders, QUEUE, sendingRoles, sendingService } from "../../lib/failure-paths.ts";
import { keyLets, keyLetsRole, SENDING } from "../../lib/keys.ts";
import { defineRule } from "../../lib/rule.ts";
import { combine, each } from "../../lib/verdict.ts";

export const dlqKeyReachable = defineRule({
  id: "dlq-key-reachable",
  severity: "high",
  service: "sqs",
  title: "Services and roles that send dead letters can use the key of the dead-letter queue.",
  why: "Whoever may send to the queue but not use its key drops the dead letter without a word.",
  remediation:
    "Let the service call kms:GenerateDataKey and kms:Decrypt in the key's policy, or the role by its own; AWS's own key alias/aws/sqs lets no service in.",
  url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html",
  anchors: [],
  types: [QUEUE],
  checkInGraph: (queue, graph) => {
    const senders = failureSenders(queue, graph);
    const services = new Set(senders.flatMap((sender) => sendingService(sender) ?? []));
    const roles = new Set(senders.flatMap((sender) => sendingRoles(sender, graph)));
    return combine([
      each(services, (service) => keyLets(queue, "kmsMasterKeyId", service, SENDING, graph)),
      each(roles, (role) => keyLetsRole(queue, "kmsMasterKeyId", role, SENDING, graph)),
    ]);
  },
});
