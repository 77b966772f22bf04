import type { sns } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { snsSubscriptionDlq } from "./sns-subscription-dlq.ts";

const redrivePolicy = '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:111122223333:dlq"}';

describeRule<sns.TopicSubscriptionArgs>(snsSubscriptionDlq, {
  good: {
    protocol: "sqs",
    topic: "arn:aws:sns:eu-west-1:111122223333:orders",
    endpoint: "arn:aws:sqs:eu-west-1:111122223333:q",
    redrivePolicy,
  },
  bad: {
    "no policy": { redrivePolicy: undefined },
    "a policy without a queue": { redrivePolicy: "{}" },
    "a policy that is none": { redrivePolicy: "arn:aws:sqs:eu-west-1:111122223333:dlq" },
    "a function": { protocol: "lambda", redrivePolicy: undefined },
  },
  nearMisses: { "a site": { protocol: "https", endpoint: "https://example.com/hook" } },
  notApplicable: {
    "an e-mail": { protocol: "email", redrivePolicy: undefined },
    "a text message": { protocol: "sms", redrivePolicy: undefined },
  },
});
