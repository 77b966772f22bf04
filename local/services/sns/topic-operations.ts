import { resourceNotFound } from "./errors.ts";
import { accessTo, type Engine, type Operations, onTopic, operation } from "./operations.ts";
import { addPermission, removePermission } from "./policy.ts";
import type { Topic } from "./topics.ts";
import { mapOutput, page, readTags, readTextMap } from "./wire.ts";

/** How SNS would retry HTTP endpoints, which every topic answers with. */
const EFFECTIVE_DELIVERY_POLICY = JSON.stringify({
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: "linear",
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: "text/plain; charset=UTF-8" },
  },
});

/** The operations on topics. */
export function topicOperations(engine: Engine): Operations {
  const { account, topics } = engine;
  const tagged = (topicArn: string): Topic => {
    const topic = topics.find(topicArn);
    if (topic === undefined) throw resourceNotFound();
    return topic;
  };
  const onTagged = (
    action: string,
    handle: (...args: Parameters<Parameters<typeof onTopic>[2]>) => unknown,
  ) =>
    operation(
      (input, call) => [accessTo(engine, action, input.text("ResourceArn"), call)],
      (input, call) => handle(tagged(input.text("ResourceArn")), input, call),
    );
  return {
    CreateTopic: operation(
      (input, call) => {
        const topicArn = topics.arnOf(input.text("Name"));
        const tags = Object.keys(readTags(input)).length > 0;
        const actions = tags ? ["sns:CreateTopic", "sns:TagResource"] : ["sns:CreateTopic"];
        return actions.map((action) => accessTo(engine, action, topicArn, call));
      },
      (input) => {
        input.refuse("CreateTopic", "DataProtectionPolicy");
        const topic = topics.create(input.text("Name"), readTextMap(input, "Attributes"), readTags(input));
        return { TopicArn: topic.arn };
      },
    ),
    DeleteTopic: operation(
      (input, call) => [accessTo(engine, "sns:DeleteTopic", input.text("TopicArn"), call)],
      (input) => {
        topics.delete(input.text("TopicArn"));
        return {};
      },
    ),
    ListTopics: operation(
      () => [{ action: "sns:ListTopics", resource: "*" }],
      (input) => {
        const { items, ...rest } = page([...topics], input);
        return { Topics: items.map((topic) => ({ TopicArn: topic.arn })), ...rest };
      },
    ),
    GetTopicAttributes: onTopic(engine, "sns:GetTopicAttributes", (topic) => {
      const { confirmed, pending, deleted } = topic.subscriptions.counts();
      return {
        Attributes: mapOutput({
          TopicArn: topic.arn,
          Owner: account.accountId,
          ...topic.settings.attributes,
          EffectiveDeliveryPolicy: EFFECTIVE_DELIVERY_POLICY,
          SubscriptionsConfirmed: String(confirmed),
          SubscriptionsPending: String(pending),
          SubscriptionsDeleted: String(deleted),
        }),
      };
    }),
    SetTopicAttributes: onTopic(engine, "sns:SetTopicAttributes", (topic, input) => {
      topics.setAttribute(topic, input.text("AttributeName"), input.optionalText("AttributeValue") ?? "");
      return {};
    }),
    AddPermission: onTopic(engine, "sns:AddPermission", (topic, input) => {
      const policy = addPermission(topic.settings.policy, topic.arn, input, account);
      topics.setAttribute(topic, "Policy", JSON.stringify(policy));
      return {};
    }),
    RemovePermission: onTopic(engine, "sns:RemovePermission", (topic, input) => {
      const policy = removePermission(topic.settings.policy, input.text("Label"));
      topics.setAttribute(topic, "Policy", policy.Statement.length === 0 ? "" : JSON.stringify(policy));
      return {};
    }),
    TagResource: onTagged("sns:TagResource", (topic, input) => {
      topics.tag(topic, readTags(input));
      return {};
    }),
    UntagResource: onTagged("sns:UntagResource", (topic, input) => {
      const gone = input.optionalTexts("TagKeys") ?? [];
      topic.tags = Object.fromEntries(Object.entries(topic.tags).filter(([key]) => !gone.includes(key)));
      return {};
    }),
    ListTagsForResource: onTagged("sns:ListTagsForResource", (topic) => ({
      Tags: Object.entries(topic.tags).map(([Key, Value]) => ({ Key, Value })),
    })),
  };
}
