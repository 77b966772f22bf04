import { allowFor, policy } from "../../lib/testing/policy.ts";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { respolServiceNeedsSource } from "./respol-service-needs-source.ts";

const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders";
const TOPIC = "arn:aws:sns:eu-west-1:111122223333:orders";
const queuePolicy = (principal: unknown, condition?: object) => ({
  queueUrl: "orders",
  policy: policy(allowFor(principal, "sqs:SendMessage", QUEUE, condition)),
});
const SNS = { Service: "sns.amazonaws.com" };

describeRule(respolServiceNeedsSource, {
  type: "aws:sqs/queuePolicy:QueuePolicy",
  good: queuePolicy(SNS, { ArnEquals: { "aws:SourceArn": TOPIC } }),
  bad: {
    "no condition": given(queuePolicy(SNS), { findings: ["sns.amazonaws.com@Access"] }),
    "topics of any account": queuePolicy(SNS, { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:orders" } }),
    "another service in a topic's policy": given(
      { arn: TOPIC, policy: policy(allowFor({ Service: "cloudwatch.amazonaws.com" }, "sns:Publish", TOPIC)) },
      { type: "aws:sns/topicPolicy:TopicPolicy" },
    ),
    "EventBridge in a queue's policy": queuePolicy({ Service: "events.amazonaws.com" }),
    "a condition on something else": queuePolicy(SNS, { Bool: { "aws:SecureTransport": "true" } }),
    "a mistyped operator": queuePolicy(SNS, { StringNotEquals: { "aws:SourceAccount": "999988887777" } }),
    "a key for CloudTrail": given(
      { policy: policy(allowFor({ Service: "cloudtrail.amazonaws.com" }, "kms:GenerateDataKey*", "*")) },
      { type: "aws:kms/key:Key" },
    ),
  },
  nearMisses: {
    "one account": queuePolicy(SNS, { StringEquals: { "aws:SourceAccount": "111122223333" } }),
    "one organization": queuePolicy(SNS, { StringEquals: { "aws:SourceOrgID": "o-a1b2c3d4e5" } }),
    "EventBridge in a topic's policy, which takes no condition for it": given(
      { arn: TOPIC, policy: policy(allowFor({ Service: "events.amazonaws.com" }, "sns:Publish", TOPIC)) },
      { type: "aws:sns/topicPolicy:TopicPolicy" },
    ),
    "a role": queuePolicy({ AWS: "arn:aws:iam::111122223333:role/orders-create" }),
    "a key for log groups": given(
      {
        policy: policy(
          allowFor({ Service: "logs.eu-west-1.amazonaws.com" }, "kms:Decrypt", "*", {
            ArnLike: {
              "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/*",
            },
          }),
        ),
      },
      { type: "aws:kms/key:Key" },
    ),
  },
});
