import type { sns } from "@pulumi/aws";
import { describeRule } from "../../lib/testing/resource-rule.ts";
import { snsNoHttp } from "./sns-no-http.ts";

describeRule<sns.TopicSubscriptionArgs>(snsNoHttp, {
  good: {
    protocol: "https",
    topic: "arn:aws:sns:eu-west-1:111122223333:orders",
    endpoint: "https://example.com/hook",
  },
  bad: { "in the clear": { protocol: "http", endpoint: "http://example.com/hook" } },
  nearMisses: { "a queue": { protocol: "sqs", endpoint: "arn:aws:sqs:eu-west-1:111122223333:q" } },
});
