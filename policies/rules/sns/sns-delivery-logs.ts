import { isSet } from "../../lib/graph.ts";
import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable } from "../../lib/verdict.ts";

const ROLES: Readonly<Record<string, string>> = {
  lambda: "lambdaFailureFeedbackRoleArn",
  sqs: "sqsFailureFeedbackRoleArn",
  firehose: "firehoseFailureFeedbackRoleArn",
  http: "httpFailureFeedbackRoleArn",
  https: "httpFailureFeedbackRoleArn",
};

export const snsDeliveryLogs = defineRule({
  id: "sns-delivery-logs",
  severity: "low",
  service: "sns",
  title: "Topics with subscribers that can fail log failed deliveries.",
  why: "A delivery that fails leaves no other trace than a metric: neither which message it was, nor why.",
  remediation:
    "Set lambdaFailureFeedbackRoleArn, sqsFailureFeedbackRoleArn, firehoseFailureFeedbackRoleArn or httpFailureFeedbackRoleArn, by the protocols in use.",
  url: "https://docs.aws.amazon.com/sns/latest/dg/sns-topic-attributes.html",
  anchors: [],
  types: ["aws:sns/topicSubscription:TopicSubscription"],
  checkInGraph: (subscription, graph) => {
    const protocol = subscription.props.string("protocol") ?? "";
    const role = ROLES[protocol];
    const [topic] = graph.targets(subscription, "topic", "aws:sns/topic:Topic");
    if (role === undefined || topic === undefined) return notApplicable;
    return failUnless(isSet(topic, role), `${topic.name} delivers by ${protocol} and has no ${role}.`);
  },
});
