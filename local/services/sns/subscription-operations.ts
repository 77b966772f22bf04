import type { Members } from "../../core/members.ts";
import type { Call, Operation } from "../../core/service.ts";
import { invalidParameter, subscriptionDoesNotExist } from "./errors.ts";
import { accessTo, type Engine, type Operations, onTopic, operation } from "./operations.ts";
import { confirmsItself, type Subscription } from "./subscriptions.ts";
import type { Topic } from "./topics.ts";
import { mapOutput, page, readTextMap } from "./wire.ts";

/** The operations on subscriptions. SNS has no resource for those: only the topic of some can be named in a policy. */
export function subscriptionOperations(engine: Engine): Operations {
  const { topics } = engine;
  const onSubscription = (
    name: string,
    handle: (subscription: Subscription, input: Members, topic: Topic) => unknown,
  ): Operation =>
    operation(
      () => [{ action: `sns:${name}`, resource: "*" }],
      (input) => {
        const subscriptionArn = input.text("SubscriptionArn");
        if (!/^arn:[^:]+:sns:[^:]*:\d{12}:[^:]+:[^:]+$/.test(subscriptionArn))
          throw invalidParameter(
            `SubscriptionArn Reason: An ARN must have at least 6 elements, not ${subscriptionArn}`,
          );
        const topic = topics.ofSubscription(subscriptionArn);
        const subscription = topic?.subscriptions.find(subscriptionArn);
        if (topic === undefined || subscription === undefined) throw subscriptionDoesNotExist();
        return handle(subscription, input, topic);
      },
    );
  return {
    Subscribe: operation(
      (input, call) => [
        accessTo(engine, "sns:Subscribe", input.text("TopicArn"), call, {
          "sns:Protocol": input.text("Protocol"),
          "sns:Endpoint": input.text("Endpoint"),
        }),
      ],
      (input, call) => {
        const topic = topics.require(input.text("TopicArn"));
        const attributes = readTextMap(input, "Attributes");
        const subscription = topic.subscriptions.subscribe(
          input.text("Protocol"),
          input.text("Endpoint"),
          attributes,
          principalArn(call),
        );
        const shown = !subscription.pending || input.optionalBoolean("ReturnSubscriptionArn") === true;
        return { SubscriptionArn: shown ? subscription.arn : "pending confirmation" };
      },
    ),
    ConfirmSubscription: onTopic(engine, "sns:ConfirmSubscription", (topic, input) => {
      input.refuse("ConfirmSubscription", "AuthenticateOnUnsubscribe");
      return { SubscriptionArn: topic.subscriptions.confirm(input.text("Token")).arn };
    }),
    Unsubscribe: onSubscription("Unsubscribe", (subscription, _input, topic) => {
      topic.subscriptions.delete(subscription.arn);
      return {};
    }),
    ListSubscriptions: operation(
      () => [{ action: "sns:ListSubscriptions", resource: "*" }],
      (input) =>
        listed(
          [...topics].flatMap((topic) => [...topic.subscriptions]),
          input,
        ),
    ),
    ListSubscriptionsByTopic: onTopic(engine, "sns:ListSubscriptionsByTopic", (topic, input) =>
      listed([...topic.subscriptions], input),
    ),
    GetSubscriptionAttributes: onSubscription("GetSubscriptionAttributes", (subscription) => ({
      Attributes: mapOutput(attributesOf(subscription)),
    })),
    SetSubscriptionAttributes: onSubscription("SetSubscriptionAttributes", (subscription, input, topic) => {
      const value = input.optionalText("AttributeValue") ?? "";
      topic.subscriptions.setAttribute(subscription, input.text("AttributeName"), value);
      return {};
    }),
  };
}

function attributesOf(subscription: Subscription): Readonly<Record<string, string>> {
  const { settings } = subscription;
  return {
    SubscriptionArn: subscription.arn,
    TopicArn: subscription.topicArn,
    Owner: subscription.owner,
    Protocol: subscription.protocol,
    Endpoint: subscription.endpoint,
    SubscriptionPrincipal: subscription.principalArn,
    PendingConfirmation: String(subscription.pending),
    ConfirmationWasAuthenticated: String(confirmsItself(subscription.protocol)),
    RawMessageDelivery: "false",
    ...settings.attributes,
    ...(settings.filterPolicy && { FilterPolicyScope: settings.filterPolicyScope }),
  };
}

function listed(subscriptions: readonly Subscription[], input: Members) {
  const { items, ...rest } = page(subscriptions, input);
  return {
    Subscriptions: items.map(({ arn, pending, owner, protocol, endpoint, topicArn }) => ({
      SubscriptionArn: pending ? "PendingConfirmation" : arn,
      Owner: owner,
      Protocol: protocol,
      Endpoint: endpoint,
      TopicArn: topicArn,
    })),
    ...rest,
  };
}

/** The role of a session; the account for anyone else. */
function principalArn({ principal }: Call): string | undefined {
  return principal.kind === "session" ? principal.roleArn : undefined;
}
