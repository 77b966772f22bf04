import { describeGraphRule, ref, resource } from "../../lib/testing/graph-rule.ts";
import { snsDeliveryLogs } from "./sns-delivery-logs.ts";

describeGraphRule(snsDeliveryLogs, {
  good: [
    resource("aws:iam/role:Role", "feedback"),
    resource("aws:sns/topic:Topic", "topic", { sqsFailureFeedbackRoleArn: ref("feedback") }),
    resource("aws:sns/topicSubscription:TopicSubscription", "subscription", {
      protocol: "sqs",
      topic: ref("topic"),
    }),
  ],
  bad: {
    "no role": { set: { topic: { sqsFailureFeedbackRoleArn: undefined } }, on: ["subscription"] },
    "a role for another protocol": { set: { subscription: { protocol: "lambda" } }, on: ["subscription"] },
  },
  nearMisses: {
    "by https": {
      set: { subscription: { protocol: "https" }, topic: { httpFailureFeedbackRoleArn: ref("feedback") } },
    },
  },
  notApplicable: { "an e-mail": { set: { subscription: { protocol: "email" } } } },
});
