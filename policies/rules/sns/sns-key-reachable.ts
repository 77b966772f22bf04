import { keyLets, SENDING } from "../../lib/keys.ts";
import { publishingServices } from "../../lib/publishers.ts";
import { defineRule } from "../../lib/rule.ts";
import { combine, each } from "../../lib/verdict.ts";

export const snsKeyReachable = defineRule({
  id: "sns-key-reachable",
  severity: "high",
  service: "sns",
  title: "Services that publish to a topic, and the topic itself, can use the keys on the way.",
  why: "A service that may publish but not use the key loses its message without a word: alarms that never arrive.",
  remediation:
    "Let the service call kms:GenerateDataKey and kms:Decrypt in the key's policy. AWS's own key alias/aws/sns has no such policy: use one of yours.",
  url: "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
  anchors: [],
  types: ["aws:sns/topic:Topic"],
  checkInGraph: (topic, graph) => {
    const toTopic = each(publishingServices(topic, graph), (service) =>
      keyLets(topic, "kmsMasterKeyId", service, SENDING, graph),
    );
    const queues = graph
      .referrers(topic, "aws:sns/topicSubscription:TopicSubscription")
      .filter(({ property }) => property === "topic")
      .flatMap(({ from }) => graph.targets(from, "endpoint", "aws:sqs/queue:Queue"));
    const toQueues = each(new Set(queues), (queue) =>
      keyLets(queue, "kmsMasterKeyId", "sns.amazonaws.com", SENDING, graph),
    );
    return combine([toTopic, toQueues]);
  },
});
