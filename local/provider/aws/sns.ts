import { AwsError } from "../../core/errors.ts";
import { parseFilterPolicy } from "../../services/sns/filter-policy.ts";
import { parseTopicPolicy } from "../../services/sns/policy.ts";
import type { Sns } from "../../services/sns/sns.ts";
import { type Protocol, subscriptionSettings } from "../../services/sns/subscription-settings.ts";
import { checkEndpoint, type Subscription } from "../../services/sns/subscriptions.ts";
import type { Attributes } from "../../services/sns/topic-settings.ts";
import { checkTopicName, type Topic } from "../../services/sns/topics.ts";
import {
  type CheckFailure,
  isUnknown,
  type Properties,
  type ProviderModule,
  type ResourceHandler,
} from "../resource.ts";
import { document, documentText, tagsOf } from "./documents.ts";
import { checkProperties, flag, integer, oneOf, only, type Rules, text } from "./property-rules.ts";

/** `aws:sns/topic:Topic`, `aws:sns/topicPolicy:TopicPolicy` and `aws:sns/topicSubscription:TopicSubscription`. */
export function snsModule(sns: Sns): ProviderModule {
  return {
    resources: {
      "aws:sns/topic:Topic": topicHandler(sns),
      "aws:sns/topicPolicy:TopicPolicy": topicPolicyHandler(sns),
      "aws:sns/topicSubscription:TopicSubscription": subscriptionHandler(sns),
    },
  };
}

/** Pulumi's properties and the attributes of the API they set. */
const TOPIC_ATTRIBUTES: Readonly<Record<string, string>> = {
  displayName: "DisplayName",
  kmsMasterKeyId: "KmsMasterKeyId",
  policy: "Policy",
  signatureVersion: "SignatureVersion",
  tracingConfig: "TracingConfig",
};

const TOPIC_RULES: Rules = {
  name: text({ min: 1, max: 256 }),
  displayName: text({ max: 100 }),
  kmsMasterKeyId: text(),
  policy: document(parseTopicPolicy),
  signatureVersion: integer(1, 2),
  tracingConfig: only("PassThrough", "traces no topics"),
  fifoTopic: only(false, "has no FIFO topics"),
  contentBasedDeduplication: only(false, "has no FIFO topics"),
};

function topicHandler({ topics }: Sns): ResourceHandler {
  const outputsOf = (topic: Topic, inputs: Properties): Properties => ({
    ...inputs,
    arn: topic.arn,
    name: topic.name,
    owner: topic.arn.split(":")[4],
    region: topic.arn.split(":")[3],
    policy: topic.settings.attributes.Policy,
  });
  return {
    replaceOn: ["name", "fifoTopic"],
    nameProperty: "name",
    check(given, { autoName }) {
      const inputs: Properties = { fifoTopic: false, contentBasedDeduplication: false, ...given };
      const failures = [
        ...checkProperties(inputs, TOPIC_RULES),
        ...refusal("name", inputs.name, checkTopicName),
      ];
      return { inputs: inputs.name === undefined ? { ...inputs, name: autoName(256) } : inputs, failures };
    },
    create(inputs) {
      const topic = topics.create(
        String(inputs.name),
        attributesOf(TOPIC_ATTRIBUTES, inputs),
        tagsOf(inputs),
      );
      return { id: topic.arn, outputs: outputsOf(topic, inputs) };
    },
    update(id, inputs, olds) {
      const topic = topics.require(id);
      const attributes = attributesOf(TOPIC_ATTRIBUTES, inputs);
      const cleared = {
        ...(olds.displayName ? { DisplayName: "" } : {}),
        ...(olds.kmsMasterKeyId ? { KmsMasterKeyId: "" } : {}),
      };
      for (const [name, value] of Object.entries({ ...cleared, ...attributes }))
        topics.setAttribute(topic, name, value);
      topic.tags = tagsOf(inputs);
      return outputsOf(topic, inputs);
    },
    delete: (id) => topics.delete(id),
    read(id, olds) {
      const topic = topics.find(id);
      if (topic === undefined) return undefined;
      const { attributes, kmsMasterKeyId } = topic.settings;
      const now = { kmsMasterKeyId, displayName: attributes.DisplayName || undefined, tags: topic.tags };
      return { id, outputs: outputsOf(topic, { ...olds, ...now }) };
    },
  };
}

function topicPolicyHandler({ topics }: Sns): ResourceHandler {
  const rules: Rules = { arn: text({ min: 1 }), policy: document(parseTopicPolicy) };
  const set = (inputs: Properties): Properties => {
    const topic = topics.require(String(inputs.arn));
    const policy = documentText(inputs.policy);
    topics.setAttribute(topic, "Policy", policy);
    return { ...inputs, policy, owner: topic.arn.split(":")[4], region: topic.arn.split(":")[3] };
  };
  return {
    replaceOn: ["arn"],
    check: (inputs) => ({ inputs, failures: checkProperties(inputs, rules, ["arn", "policy"]) }),
    create: (inputs) => ({ id: String(inputs.arn), outputs: set(inputs) }),
    update: (_id, inputs) => set(inputs),
    delete(id) {
      const topic = topics.find(id);
      if (topic !== undefined) topics.setAttribute(topic, "Policy", "");
    },
    read(id, olds) {
      const topic = topics.find(id);
      return topic && { id, outputs: { ...olds, arn: id, policy: topic.settings.attributes.Policy } };
    },
  };
}

const SUBSCRIPTION_ATTRIBUTES: Readonly<Record<string, string>> = {
  filterPolicy: "FilterPolicy",
  filterPolicyScope: "FilterPolicyScope",
  rawMessageDelivery: "RawMessageDelivery",
  redrivePolicy: "RedrivePolicy",
};

const SUBSCRIPTION_RULES: Rules = {
  topic: text({ min: 1 }),
  protocol: oneOf("sqs", "lambda", "email", "email-json"),
  endpoint: text({ min: 1 }),
  filterPolicy: text(),
  filterPolicyScope: oneOf("MessageAttributes", "MessageBody"),
  rawMessageDelivery: flag,
  redrivePolicy: document((json) => subscriptionSettings("sqs", { RedrivePolicy: json })),
  confirmationTimeoutInMinutes: integer(1),
  endpointAutoConfirms: only(false, "has no endpoints over HTTP"),
};

function subscriptionHandler({ topics }: Sns): ResourceHandler {
  const find = (id: string) => topics.ofSubscription(id)?.subscriptions.find(id);
  const outputsOf = (subscription: Subscription, inputs: Properties): Properties => ({
    ...inputs,
    arn: subscription.arn,
    ownerId: subscription.owner,
    region: subscription.arn.split(":")[3],
    pendingConfirmation: subscription.pending,
    confirmationWasAuthenticated: !subscription.pending,
    filterPolicyScope: subscription.settings.filterPolicy ? subscription.settings.filterPolicyScope : "",
  });
  return {
    replaceOn: ["topic", "protocol", "endpoint"],
    check(given) {
      const inputs: Properties = {
        confirmationTimeoutInMinutes: 1,
        endpointAutoConfirms: false,
        rawMessageDelivery: false,
        ...given,
      };
      const failures = checkProperties(inputs, SUBSCRIPTION_RULES, ["topic", "protocol", "endpoint"]);
      return { inputs, failures: failures.length > 0 ? failures : subscriptionFailures(inputs) };
    },
    create(inputs) {
      const topic = topics.require(String(inputs.topic));
      const attributes = attributesOf(SUBSCRIPTION_ATTRIBUTES, inputs);
      const subscription = topic.subscriptions.subscribe(
        String(inputs.protocol),
        String(inputs.endpoint),
        attributes,
      );
      return { id: subscription.arn, outputs: outputsOf(subscription, inputs) };
    },
    update(id, inputs) {
      const topic = topics.require(id.slice(0, id.lastIndexOf(":")));
      const subscription = topic.subscriptions.find(id);
      if (subscription === undefined)
        throw new AwsError("NotFound", `Subscription ${id} does not exist`, 404);
      topic.subscriptions.setAttributes(subscription, attributesOf(SUBSCRIPTION_ATTRIBUTES, inputs));
      return outputsOf(subscription, inputs);
    },
    delete: (id) => topics.ofSubscription(id)?.subscriptions.delete(id),
    read(id, olds) {
      const subscription = find(id);
      return subscription && { id, outputs: outputsOf(subscription, olds) };
    },
  };
}

function subscriptionFailures(inputs: Properties): readonly CheckFailure[] {
  const { protocol, endpoint, filterPolicy, filterPolicyScope, rawMessageDelivery } = inputs;
  const scope = filterPolicyScope === "MessageBody" ? "MessageBody" : "MessageAttributes";
  const raw = { RawMessageDelivery: String(rawMessageDelivery) };
  return [
    ...(isUnknown(protocol)
      ? []
      : [
          ...refusal("endpoint", endpoint, (value) => checkEndpoint(String(protocol), value)),
          ...refusal("rawMessageDelivery", String(rawMessageDelivery), () =>
            subscriptionSettings(protocol as Protocol, raw),
          ),
        ]),
    ...(isUnknown(filterPolicyScope)
      ? []
      : refusal("filterPolicy", filterPolicy, (json) => json !== "" && parseFilterPolicy(json, scope))),
  ];
}

function refusal(
  property: string,
  value: unknown,
  check: (value: string) => unknown,
): readonly CheckFailure[] {
  if (typeof value !== "string" || isUnknown(value)) return [];
  try {
    check(value);
    return [];
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return [{ property, reason: error.message }];
  }
}

function attributesOf(names: Readonly<Record<string, string>>, inputs: Properties): Attributes {
  const attributes: Record<string, string> = {};
  for (const [property, attribute] of Object.entries(names)) {
    const value = inputs[property];
    if (value !== undefined && value !== null && value !== "") attributes[attribute] = documentText(value);
  }
  return attributes;
}
