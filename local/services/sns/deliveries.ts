import type { Principal } from "../../core/access.ts";
import type { Clock } from "../../core/clock.ts";
import { Changes, type Durable } from "../../core/durable.ts";
import type { EventInvoker } from "../../core/ports.ts";
import type { Dispatcher } from "../../core/service.ts";
import { queueUrl } from "../sqs/queue-url.ts";
import type { Message } from "./message.ts";
import { filterableAttributes, type MessageAttributes } from "./message-attributes.ts";
import type { FilterReason, SnsMetrics } from "./metrics.ts";
import { envelope, lambdaEvent, notificationOf } from "./notification.ts";
import { isServerSide, retryDelayMs } from "./retries.ts";
import type { Signer } from "./signature.ts";
import type { Subscription } from "./subscriptions.ts";
import type { Topic, Topics } from "./topics.ts";

export interface DeliveriesOptions {
  readonly clock: Clock;
  readonly dispatcher: Dispatcher;
  readonly functions: EventInvoker;
  readonly endpoint: () => string;
  readonly metrics: SnsMetrics;
  readonly signer: Signer;
  readonly topics: Topics;
  readonly warn: (message: string) => void;
}

/** A notification in the form its subscription gets it, and its dead-letter queue too. */
interface Rendered {
  readonly body: string;
  readonly attributes: MessageAttributes;
}

/** One message on its way to one subscriber. */
interface Delivery {
  readonly topic: Topic;
  readonly subscription: Subscription;
  readonly message: Message;
  retry: number;
}

interface StoredDelivery {
  readonly topicArn: string;
  readonly subscriptionArn: string;
  readonly message: Omit<Message, "textFor"> & { readonly text: string };
  readonly retry: number;
}

/** Brings messages to the subscribers of their topic, each on its own, with SNS's retries. */
export class Deliveries implements Durable<StoredDelivery> {
  readonly name = "sns/deliveries";
  readonly changes = new Changes();
  readonly #options: DeliveriesOptions;
  readonly #underWay = new Map<string, Delivery>();
  #closed = new AbortController();

  constructor(options: DeliveriesOptions) {
    this.#options = options;
  }

  /** Starts the delivery to every subscriber there is now. */
  start(topic: Topic, message: Message): void {
    for (const subscription of topic.subscriptions) {
      if (subscription.pending) continue;
      const reason = filteredOutBy(subscription, message);
      if (reason !== undefined) this.#options.metrics.filteredOut(topic, reason);
      else if (subscription.protocol === "sqs" || subscription.protocol === "lambda")
        this.#begin({ topic, subscription, message, retry: 0 });
    }
  }

  /** Gives up deliveries that wait for a retry; where they are kept, they stay. */
  close(): void {
    this.changes.listen(undefined);
    this.#closed.abort();
  }

  /** Forgets the deliveries that wait for a retry. */
  forget(): void {
    this.#closed.abort();
    this.#closed = new AbortController();
  }

  *keys(): Iterable<readonly [string, string]> {
    for (const key of this.#underWay.keys()) yield ["", key];
  }

  value(_owner: string, key: string): StoredDelivery | undefined {
    const delivery = this.#underWay.get(key);
    if (delivery === undefined) return undefined;
    const { topic, subscription, message, retry } = delivery;
    const { textFor, ...rest } = message;
    return {
      topicArn: topic.arn,
      subscriptionArn: subscription.arn,
      message: { ...rest, text: textFor(subscription.protocol) },
      retry,
    };
  }

  restore(_owner: string, _key: string, stored: StoredDelivery): void {
    const { topicArn, subscriptionArn, retry } = stored;
    const topic = this.#options.topics.find(topicArn);
    const subscription = topic?.subscriptions.find(subscriptionArn);
    if (topic === undefined || subscription === undefined) return;
    const { text, ...rest } = stored.message;
    this.#begin({ topic, subscription, message: { ...rest, textFor: () => text }, retry });
  }

  #begin(delivery: Delivery): void {
    const key = `${delivery.message.id} ${delivery.subscription.arn}`;
    this.#underWay.set(key, delivery);
    this.changes.mark("", key);
    void this.#deliver(delivery, () => this.changes.mark("", key)).finally(() => {
      this.#underWay.delete(key);
      this.changes.mark("", key);
    });
  }

  async #deliver(delivery: Delivery, onRetry: () => void): Promise<void> {
    const { topic, subscription, message } = delivery;
    const { clock, metrics, warn } = this.#options;
    const { signal } = this.#closed;
    const principal: Principal = { kind: "service", service: "sns.amazonaws.com", sourceArn: topic.arn };
    const rendered = await this.#render(topic, subscription, message);
    for (; !signal.aborted; delivery.retry++) {
      try {
        await this.#attempt(subscription, rendered, principal);
        metrics.delivered(topic);
        return;
      } catch (error) {
        const delay = isServerSide(error) ? retryDelayMs(delivery.retry) : undefined;
        if (delay === undefined) {
          metrics.failed(topic);
          warn(
            `The message ${message.id} of ${topic.arn} could not be delivered to ${subscription.endpoint}: ${messageOf(error)}`,
          );
          return this.#redrive(topic, subscription, rendered, principal);
        }
        onRetry();
        await clock.sleep(delay, signal);
      }
    }
  }

  async #render(topic: Topic, subscription: Subscription, message: Message): Promise<Rendered> {
    if (subscription.settings.rawMessageDelivery)
      return { body: message.textFor(subscription.protocol), attributes: message.attributes };
    const { signer, endpoint } = this.#options;
    const notification = await notificationOf(topic, subscription, message, signer, endpoint());
    const body =
      subscription.protocol === "lambda" ? lambdaEvent(notification, subscription) : envelope(notification);
    return { body, attributes: {} };
  }

  async #attempt(subscription: Subscription, rendered: Rendered, principal: Principal): Promise<void> {
    if (subscription.protocol === "sqs") return this.#send(subscription.endpoint, rendered, principal);
    this.#options.functions.invokeEvent({
      functionArn: subscription.endpoint,
      payload: rendered.body,
      principal,
      sourceArn: subscription.topicArn,
    });
  }

  async #redrive(
    topic: Topic,
    { settings: { deadLetterTargetArn } }: Subscription,
    rendered: Rendered,
    principal: Principal,
  ): Promise<void> {
    const { metrics, warn } = this.#options;
    if (deadLetterTargetArn === undefined) return;
    try {
      await this.#send(deadLetterTargetArn, rendered, principal);
      metrics.redriven(topic);
    } catch (error) {
      metrics.failedToRedrive(topic);
      warn(`A message of ${topic.arn} could not be written to ${deadLetterTargetArn}: ${messageOf(error)}`);
    }
  }

  async #send(queueArn: string, { body, attributes }: Rendered, principal: Principal): Promise<void> {
    await this.#options.dispatcher.call(
      "sqs",
      "SendMessage",
      {
        QueueUrl: queueUrl(queueArn),
        MessageBody: body,
        ...(Object.keys(attributes).length > 0 && { MessageAttributes: attributes }),
      },
      principal,
    );
  }
}

/** Why a message does not pass the filter policy of a subscription; `undefined` when it passes. */
function filteredOutBy({ settings, protocol }: Subscription, message: Message): FilterReason | undefined {
  const { filterPolicy, filterPolicyScope } = settings;
  if (filterPolicy === undefined) return undefined;
  if (filterPolicyScope === "MessageAttributes") {
    if (filterPolicy(filterableAttributes(message.attributes))) return undefined;
    return Object.keys(message.attributes).length === 0 ? "NoMessageAttributes" : "MessageAttributes";
  }
  const body = objectOf(message.textFor(protocol));
  if (body === undefined) return "InvalidMessageBody";
  return filterPolicy(body) ? undefined : "MessageBody";
}

function objectOf(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
