import { type Lives, tags, terraform } from "./life.ts";
import { named } from "./scopes.ts";

const TOPICS = named("Topics", "sns", "NAME");
/** A subscription's ARN is its topic's and an id. */
const SUBSCRIPTIONS = named("Subscriptions", "sns", "NAME", "NAME:*");

export const SNS: Lives = {
  "aws:sns/topic:Topic": [
    {
      on: TOPICS,
      source: terraform("sns/topic.go"),
      create: ["sns:CreateTopic", "sns:SetTopicAttributes"],
      read: ["sns:GetTopicAttributes"],
      update: ["sns:SetTopicAttributes"],
      delete: ["sns:DeleteTopic"],
    },
    tags(TOPICS, "sns", {
      list: "sns:ListTagsForResource",
      tag: "sns:TagResource",
      untag: "sns:UntagResource",
    }),
  ],
  "aws:sns/topicPolicy:TopicPolicy": [
    {
      on: TOPICS,
      source: terraform("sns/topic_policy.go"),
      create: ["sns:SetTopicAttributes"],
      read: ["sns:GetTopicAttributes"],
      update: ["sns:SetTopicAttributes"],
      delete: ["sns:SetTopicAttributes"],
    },
  ],
  "aws:sns/topicSubscription:TopicSubscription": [
    {
      on: SUBSCRIPTIONS,
      source: terraform("sns/topic_subscription.go"),
      create: ["sns:Subscribe"],
      read: ["sns:GetSubscriptionAttributes"],
      update: ["sns:SetSubscriptionAttributes"],
      delete: ["sns:Unsubscribe"],
    },
  ],
};
