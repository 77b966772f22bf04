import { type Account, arn } from "../../core/account.ts";
import { requireTags } from "../../core/tags.ts";
import { invalidParameter, invalidTag, tagLimitExceeded, topicDoesNotExist, unsupported } from "./errors.ts";
import { Subscriptions } from "./subscriptions.ts";
import { type Attributes, changeSettings, newSettings, type TopicSettings } from "./topic-settings.ts";

export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly subscriptions: Subscriptions;
  settings: TopicSettings;
  tags: Readonly<Record<string, string>>;
}

/** The standard topics of the account. FIFO topics are refused. */
export class Topics {
  readonly #account: Account;
  readonly #byArn = new Map<string, Topic>();

  constructor(account: Account) {
    this.#account = account;
  }

  [Symbol.iterator](): Iterator<Topic> {
    return this.#byArn.values();
  }

  arnOf(name: string): string {
    return arn(this.#account, "sns", name);
  }

  find(topicArn: string): Topic | undefined {
    return this.#byArn.get(topicArn);
  }

  /** @throws {AwsError} `NotFound` */
  require(topicArn: string): Topic {
    const topic = this.#byArn.get(topicArn);
    if (topic !== undefined) return topic;
    if (!/^arn:[^:]+:sns:[^:]*:\d{12}:[A-Za-z0-9_.-]+$/.test(topicArn))
      throw invalidParameter(`TopicArn Reason: ${topicArn} is not the ARN of a topic`);
    throw topicDoesNotExist();
  }

  /**
   * Creates a topic, or answers the one of that name that has the same attributes and tags.
   * @throws {AwsError} `InvalidParameter`, `TagLimitExceeded`; `UnsupportedOperationException` for a FIFO topic
   */
  create(name: string, given: Attributes, tags: Readonly<Record<string, string>>): Topic {
    checkTopicName(name);
    const topicArn = this.arnOf(name);
    const settings = newSettings(topicArn, this.#account, given);
    const existing = this.#byArn.get(topicArn);
    if (existing !== undefined) {
      if (Object.keys(given).some((key) => existing.settings.attributes[key] !== settings.attributes[key]))
        throw invalidParameter("Attributes Reason: Topic already exists with different attributes");
      if (Object.keys(tags).length > 0 && !sameEntries(tags, existing.tags))
        throw invalidParameter("Tags Reason: Topic already exists with different tags");
      return existing;
    }
    const topic: Topic = {
      arn: topicArn,
      name,
      settings,
      tags: {},
      subscriptions: new Subscriptions(topicArn, this.#account),
    };
    this.tag(topic, tags);
    this.#byArn.set(topicArn, topic);
    return topic;
  }

  /** @throws {AwsError} `InvalidParameter`, `UnsupportedOperationException` */
  setAttribute(topic: Topic, name: string, value: string): void {
    topic.settings = changeSettings(topic.settings, topic.arn, this.#account, name, value);
  }

  /** @throws {AwsError} `InvalidParameter`, `TagLimitExceeded` */
  tag(topic: Topic, tags: Readonly<Record<string, string>>): void {
    topic.tags = requireTags({ ...topic.tags, ...tags }, invalidTag, tagLimitExceeded);
  }

  /** Deletes a topic and its subscriptions; one that is gone already is no error. */
  delete(topicArn: string): void {
    this.#byArn.delete(topicArn);
  }

  /** The topic of a subscription's ARN. */
  ofSubscription(subscriptionArn: string): Topic | undefined {
    return this.#byArn.get(subscriptionArn.slice(0, subscriptionArn.lastIndexOf(":")));
  }
}

/** @throws {AwsError} `InvalidParameter`; `UnsupportedOperationException` for the name of a FIFO topic */
export function checkTopicName(name: string): void {
  if (/^[A-Za-z0-9_-]{1,251}\.fifo$/.test(name))
    throw unsupported(`The local cloud has no FIFO topics: name ${name} without .fifo.`);
  if (!/^[A-Za-z0-9_-]{1,256}$/.test(name))
    throw invalidParameter(
      `Topic Name Reason: ${JSON.stringify(name)} must have 1 to 256 letters, digits, hyphens and underscores`,
    );
}

function sameEntries(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
