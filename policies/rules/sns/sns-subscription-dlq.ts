import { defineRule } from "../../lib/rule.ts";
import { failUnless, notApplicable, pass } from "../../lib/verdict.ts";

export const snsSubscriptionDlq = defineRule({
  id: "sns-subscription-dlq",
  severity: "high",
  service: "sns",
  title: "Subscriptions send what can't be delivered to a dead-letter queue.",
  why: "A subscriber that is gone, or refuses, loses the message for good; SNS keeps no copy.",
  remediation: "Set redrivePolicy with a deadLetterTargetArn.",
  url: "https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html",
  anchors: ["cdk-nag:Serverless-SNSRedrivePolicy"],
  types: ["aws:sns/topicSubscription:TopicSubscription"],
  check: ({ props }) => {
    if (props.has("redrivePolicy") && props.isUnknown("redrivePolicy")) return pass;
    const protocol = props.string("protocol");
    if (!["sqs", "lambda", "firehose", "http", "https"].includes(protocol ?? "")) return notApplicable;
    return failUnless(
      props.document("redrivePolicy")?.has("deadLetterTargetArn") === true,
      `The subscription by ${protocol} has no redrivePolicy with a deadLetterTargetArn.`,
    );
  },
});
