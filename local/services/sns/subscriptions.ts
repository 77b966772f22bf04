import { type Account, globalArn } from "../../core/account.ts";
import { identityBytes, identityUuid } from "../../core/identity.ts";
import { invalidParameter, unsupported } from "./errors.ts";
import { type Protocol, type SubscriptionSettings, subscriptionSettings } from "./subscription-settings.ts";
import type { Attributes } from "./topic-settings.ts";

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: Protocol;
  readonly endpoint: string;
  readonly owner: string;
  /** The ARN of who subscribed. */
  readonly principalArn: string;
  /** What confirms the subscription; an endpoint outside AWS gets it in a message, which the local cloud does not send. */
  readonly token: string;
  pending: boolean;
  settings: SubscriptionSettings;
}

const AWS_PROTOCOLS = ["http", "https", "sms", "application", "firehose"];
const QUEUE_ARN = /^arn:[^:]+:sqs:[^:]+:\d{12}:[A-Za-z0-9_.-]+$/;
const FUNCTION_ARN = /^arn:[^:]+:lambda:[^:]+:\d{12}:function:[A-Za-z0-9-_]+(:[A-Za-z0-9$_-]+)?$/;

/** The subscriptions of one topic. Queues and functions confirm at once, e-mail addresses by their token. */
export class Subscriptions {
  readonly #topicArn: string;
  readonly #account: Account;
  readonly #byArn = new Map<string, Subscription>();
  #deleted = 0;

  constructor(topicArn: string, account: Account) {
    this.#topicArn = topicArn;
    this.#account = account;
  }

  [Symbol.iterator](): Iterator<Subscription> {
    return this.#byArn.values();
  }

  counts(): { readonly confirmed: number; readonly pending: number; readonly deleted: number } {
    const pending = [...this].filter((subscription) => subscription.pending).length;
    return { confirmed: this.#byArn.size - pending, pending, deleted: this.#deleted };
  }

  find(subscriptionArn: string): Subscription | undefined {
    return this.#byArn.get(subscriptionArn);
  }

  /**
   * Subscribes an endpoint, or answers its subscription if that has the same attributes.
   * @throws {AwsError} `InvalidParameter`; `UnsupportedOperationException` for a protocol the local cloud does not have
   */
  subscribe(
    protocol: string,
    endpoint: string,
    attributes: Attributes,
    principalArn: string = globalArn(this.#account, "iam", "root"),
  ): Subscription {
    const checked = checkEndpoint(protocol, endpoint);
    const settings = subscriptionSettings(checked, attributes);
    const existing = [...this].find(
      (subscription) => subscription.protocol === checked && subscription.endpoint === endpoint,
    );
    if (existing !== undefined) {
      const known = existing.settings.attributes;
      if (Object.entries(settings.attributes).some(([name, value]) => known[name] !== value))
        throw invalidParameter("Attributes Reason: Subscription already exists with different attributes");
      return existing;
    }
    const subscription: Subscription = {
      arn: `${this.#topicArn}:${identityUuid()}`,
      topicArn: this.#topicArn,
      protocol: checked,
      endpoint,
      owner: this.#account.accountId,
      principalArn,
      token: identityBytes(144).toString("hex"),
      pending: !confirmsItself(checked),
      settings,
    };
    this.#byArn.set(subscription.arn, subscription);
    return subscription;
  }

  /** @throws {AwsError} `InvalidParameter`, `UnsupportedOperationException` */
  setAttribute(subscription: Subscription, name: string, value: string): void {
    this.setAttributes(subscription, { ...subscription.settings.attributes, [name]: value });
  }

  /** Replaces all attributes. @throws {AwsError} `InvalidParameter`, `UnsupportedOperationException` */
  setAttributes(subscription: Subscription, attributes: Attributes): void {
    subscription.settings = subscriptionSettings(subscription.protocol, attributes);
  }

  /** @throws {AwsError} `InvalidParameter` for a token that is not one of this topic */
  confirm(token: string): Subscription {
    const subscription = [...this].find((candidate) => candidate.token === token);
    if (subscription === undefined) throw invalidParameter("Token");
    subscription.pending = false;
    return subscription;
  }

  delete(subscriptionArn: string): void {
    if (this.#byArn.delete(subscriptionArn)) this.#deleted += 1;
  }
}

/** Endpoints within the account need no token. */
export function confirmsItself(protocol: Protocol): boolean {
  return protocol === "sqs" || protocol === "lambda";
}

/** @throws {AwsError} `InvalidParameter`; `UnsupportedOperationException` for a protocol the local cloud does not have */
export function checkEndpoint(protocol: string, endpoint: string): Protocol {
  switch (protocol) {
    case "sqs":
      if (!QUEUE_ARN.test(endpoint)) throw invalidParameter(`SQS endpoint ARN: ${endpoint}`);
      if (endpoint.endsWith(".fifo"))
        throw invalidParameter(
          "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics",
        );
      return protocol;
    case "lambda":
      if (!FUNCTION_ARN.test(endpoint)) throw invalidParameter(`Lambda endpoint ARN: ${endpoint}`);
      return protocol;
    case "email":
    case "email-json":
      if (!/^[^@\s]+@[^@\s]+$/.test(endpoint)) throw invalidParameter(`Email address: ${endpoint}`);
      return protocol;
    default:
      if (AWS_PROTOCOLS.includes(protocol))
        throw unsupported(
          `The local cloud does not deliver by ${protocol}: subscribe a queue (sqs), a function (lambda) or an e-mail address (email).`,
        );
      throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
  }
}
