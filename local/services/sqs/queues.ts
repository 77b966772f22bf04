import { type Account, arn } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import { type DeliveryPolicy, IN_ORDER } from "./delivery.ts";
import {
  invalidAddress,
  invalidParameter,
  invalidValue,
  queueDeletedRecently,
  queueDoesNotExist,
  queueNameExists,
} from "./errors.ts";
import { Queue, type QueueOptions } from "./queue.ts";
import { parseRedrivePolicy, permitsRedrive } from "./redrive.ts";
import { type Attributes, newSettings } from "./settings.ts";
import { checkTags } from "./tags.ts";

/** How long the name of a deleted queue cannot be used again. */
const DELETED_RECENTLY_MS = 60_000;

export interface QueuesOptions {
  readonly account: Account;
  readonly clock: Clock;
  /** The base of queue URLs, without a slash at its end. */
  readonly endpoint: () => string;
  readonly delivery?: (queueArn: string) => DeliveryPolicy;
  readonly changes?: QueueOptions["changes"];
}

/** The queues of the account, by name, by ARN and by URL. */
export class Queues {
  readonly #account: Account;
  readonly #clock: Clock;
  readonly #endpoint: () => string;
  readonly #delivery: (queueArn: string) => DeliveryPolicy;
  readonly #changes: QueueOptions["changes"];
  readonly #byName = new Map<string, Queue>();
  readonly #deletedAt = new Map<string, number>();

  constructor(options: QueuesOptions) {
    this.#account = options.account;
    this.#clock = options.clock;
    this.#endpoint = options.endpoint;
    this.#delivery = options.delivery ?? (() => IN_ORDER);
    this.#changes = options.changes;
  }

  [Symbol.iterator](): Iterator<Queue> {
    return this.#byName.values();
  }

  urlOf(queue: Queue): string {
    return `${this.#endpoint()}/${this.#account.accountId}/${queue.name}`;
  }

  arnOf(name: string): string {
    return arn(this.#account, "sqs", name);
  }

  find(name: string): Queue | undefined {
    return this.#byName.get(name);
  }

  /** @throws {AwsError} `QueueDoesNotExist` */
  require(name: string): Queue {
    const queue = this.#byName.get(name);
    if (queue === undefined) throw queueDoesNotExist();
    return queue;
  }

  findByArn(queueArn: string): Queue | undefined {
    const name = queueArn.slice(queueArn.lastIndexOf(":") + 1);
    return queueArn === this.arnOf(name) ? this.#byName.get(name) : undefined;
  }

  /** The name in a queue URL, whatever its host. @throws {AwsError} `InvalidAddress`, `QueueDoesNotExist` */
  nameIn(url: string): string {
    const match = /^https?:\/\/[^/]+(?:\/[^/]+)*\/(\d{12})\/([A-Za-z0-9_-]+(?:\.fifo)?)\/?$/.exec(url);
    if (match === null) throw invalidAddress(url);
    if (match[1] !== this.#account.accountId) throw queueDoesNotExist();
    return match[2] as string;
  }

  /**
   * Creates a queue, or answers the one that has the name and the same values for the given attributes.
   * @throws {AwsError} `QueueNameExists`, `QueueDeletedRecently`, and what `SetQueueAttributes` refuses
   */
  create(name: string, attributes: Attributes, tags: Readonly<Record<string, string>>): Queue {
    checkName(name, attributes.FifoQueue === "true");
    checkTags(name, new Map(Object.entries(tags)));
    const settings = newSettings(attributes);
    const existing = this.#byName.get(name);
    if (existing !== undefined) {
      const differing = Object.keys(attributes).find(
        (attribute) => existing.settings.attributes[attribute] !== settings.attributes[attribute],
      );
      if (differing !== undefined) throw queueNameExists(differing);
      return existing;
    }
    const deletedAt = this.#deletedAt.get(name);
    if (deletedAt !== undefined && this.#clock.now() < deletedAt + DELETED_RECENTLY_MS)
      throw queueDeletedRecently();
    this.#checkRedrive(this.arnOf(name), settings.fifo, attributes.RedrivePolicy);
    const queue = new Queue({
      name,
      arn: this.arnOf(name),
      clock: this.#clock,
      settings,
      tags,
      delivery: this.#delivery(this.arnOf(name)),
      ...(this.#changes && { changes: this.#changes }),
      redrive: (source, message) => {
        const target = this.deadLetterQueueOf(source);
        if (target === undefined || !permitsRedrive(target.settings.redriveAllowPolicy, source.arn))
          return false;
        target.adopt(message, source);
        return true;
      },
    });
    this.#byName.set(name, queue);
    return queue;
  }

  /** @throws {AwsError} what AWS refuses of the attributes, dead-letter queues that don't fit included. */
  setAttributes(queue: Queue, changes: Attributes): void {
    this.#checkRedrive(queue.arn, queue.settings.fifo, changes.RedrivePolicy);
    queue.setAttributes(changes);
  }

  delete(queue: Queue): void {
    this.#byName.delete(queue.name);
    this.#deletedAt.set(queue.name, this.#clock.now());
    queue.close();
  }

  /** Frees the name of a deleted queue at once. */
  forgetDeletion(name: string): void {
    this.#deletedAt.delete(name);
  }

  deadLetterQueueOf(source: Queue): Queue | undefined {
    const policy = source.settings.redrivePolicy;
    return policy === undefined ? undefined : this.findByArn(policy.deadLetterTargetArn);
  }

  /** The queues whose dead-letter queue this is. */
  sourcesOf(queue: Queue): readonly Queue[] {
    return [...this].filter(({ settings }) => settings.redrivePolicy?.deadLetterTargetArn === queue.arn);
  }

  close(): void {
    for (const queue of this) queue.close();
  }

  #checkRedrive(sourceArn: string, fifo: boolean, json: string | undefined): void {
    if (json === undefined || json === "") return;
    const refuse = (reason: string) => invalidValue(json, "RedrivePolicy", reason);
    const { deadLetterTargetArn } = parseRedrivePolicy(json);
    const [, partition, , region, accountId] = deadLetterTargetArn.split(":");
    const home = this.#account;
    if (partition !== home.partition || region !== home.region || accountId !== home.accountId) {
      throw refuse(
        `Dead letter target must be in the account and region of the queue, ${home.accountId} and ${home.region}.`,
      );
    }
    const target = this.findByArn(deadLetterTargetArn);
    if (target === undefined) throw refuse("Dead letter target does not exist.");
    if (target.settings.fifo !== fifo)
      throw refuse("Dead-letter queue must be same type of queue as the source.");
    if (!permitsRedrive(target.settings.redriveAllowPolicy, sourceArn))
      throw refuse(`The RedriveAllowPolicy of the dead letter target does not permit ${sourceArn}.`);
  }
}

/** @throws {AwsError} `InvalidParameterValue` */
export function checkName(name: string, fifo: boolean): void {
  if (fifo && !/^(?=.{1,80}$)[A-Za-z0-9_-]+\.fifo$/.test(name)) {
    throw invalidParameter(
      "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length",
    );
  }
  if (!fifo && !/^[A-Za-z0-9_-]{1,80}$/.test(name)) {
    throw invalidParameter(
      "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
    );
  }
}
