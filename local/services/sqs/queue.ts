import type { Clock, Timer } from "../../core/clock.ts";
import type { Changes } from "../../core/durable.ts";
import { identityUuid } from "../../core/identity.ts";
import { type Backlog, FifoBacklog, StandardBacklog } from "./backlog.ts";
import { Deduplication } from "./deduplication.ts";
import type { DeliveryPolicy } from "./delivery.ts";
import { DueTimes } from "./due-times.ts";
import {
  expiredReceiptHandle,
  invalidReceiptHandle,
  invalidValue,
  messageNotInFlight,
  purgeInProgress,
} from "./errors.ts";
import { LongPolls } from "./long-poll.ts";
import { formatReceiptHandle, type Message, type MessageContent, parseReceiptHandle } from "./message.ts";
import { type Attributes, changeSettings, type QueueSettings } from "./settings.ts";

const PURGE_INTERVAL_MS = 60_000;
const MAX_VISIBILITY_SECONDS = 43_200;
/** How many due times of messages that are gone are kept before they are swept. */
const SETTLED_DUE_TIMES = 1024;
/** Receives after which a standard queue no longer counts a message in its age ("poison pill" in the metric's docs). */
const POISON_RECEIVES = 3;

export interface QueueOptions {
  readonly name: string;
  readonly arn: string;
  readonly clock: Clock;
  readonly settings: QueueSettings;
  readonly tags: Readonly<Record<string, string>>;
  readonly delivery: DeliveryPolicy;
  /** Takes a message that was received too often; false when the dead-letter queue does not take it. */
  readonly redrive: (source: Queue, message: Message) => boolean;
  /** Told of what is to outlive the process. */
  readonly changes?: { readonly messages: Changes; readonly deduplication: Changes };
}

/** What a message gets anew in each queue. */
type Handling = Pick<Message, "key" | "state" | "dueAt" | "receiveCount" | "receivedAt" | "firstReceivedAt">;

export interface Delivery {
  readonly message: Message;
  readonly receiptHandle: string;
}

/** One queue: its messages with their states, its attributes, and who waits for messages. */
export class Queue {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly deduplication: Deduplication;
  readonly tags: Map<string, string>;
  /** Tells queues that have had one name apart. */
  readonly id = identityUuid();
  readonly #onChange: (message: Message) => void;
  readonly #clock: Clock;
  readonly #delivery: DeliveryPolicy;
  readonly #redrive: QueueOptions["redrive"];
  readonly #backlog: Backlog;
  readonly #messages = new Map<number, Message>();
  readonly #due = new DueTimes<Message>();
  readonly #polls: LongPolls;
  readonly #listeners = new Set<() => void>();
  readonly #counts = { delayed: 0, visible: 0, inFlight: 0, gone: 0 };
  #settings: QueueSettings;
  #modifiedAt: number;
  #nextKey = 1;
  #purgedAt = Number.NEGATIVE_INFINITY;
  #timer: { readonly at: number; readonly timer: Timer } | undefined;
  /** No message expires before. */
  #earliestExpiry = Number.POSITIVE_INFINITY;

  constructor(options: QueueOptions) {
    this.name = options.name;
    this.arn = options.arn;
    this.tags = new Map(Object.entries(options.tags));
    this.#clock = options.clock;
    this.#delivery = options.delivery;
    this.#redrive = options.redrive;
    const { changes } = options;
    this.#onChange = ({ key }) => changes?.messages.mark(this.id, key);
    this.deduplication = new Deduplication((id) => changes?.deduplication.mark(this.id, id));
    this.#settings = options.settings;
    this.#backlog = options.settings.fifo ? new FifoBacklog() : new StandardBacklog(options.delivery);
    this.#polls = new LongPolls(options.clock);
    this.createdAt = options.clock.now();
    this.#modifiedAt = this.createdAt;
  }

  get settings(): QueueSettings {
    return this.#settings;
  }

  get modifiedAt(): number {
    return this.#modifiedAt;
  }

  /** Messages by state, as they are now. */
  counts(): { readonly delayed: number; readonly visible: number; readonly inFlight: number } {
    this.#refresh();
    return this.#counts;
  }

  /** Seconds that the oldest message has been in this queue; 0 when it is empty. */
  ageOfOldestMessage(): number {
    this.#refresh();
    for (const message of this.#messages.values()) {
      if (this.#settings.fifo || message.receiveCount <= POISON_RECEIVES)
        return Math.floor((this.#clock.now() - message.arrivedAt) / 1000);
    }
    return 0;
  }

  setAttributes(changes: Attributes): void {
    const before = this.#settings;
    this.#settings = changeSettings(before, changes);
    this.#modifiedAt = this.#clock.now();
    this.#earliestExpiry = 0;
    if (this.#settings.fifo && this.#settings.delaySeconds !== before.delaySeconds) this.#delayAgain();
  }

  /** Puts a new message into the queue. */
  send(content: MessageContent, delaySeconds: number): void {
    const now = this.#clock.now();
    const times = { sentAt: now, retainedSince: now, arrivedAt: now };
    this.#insert({ ...content, ...times, ...this.#fresh() }, delaySeconds);
  }

  /**
   * Takes over a message from the queue `source` whose dead-letter queue this is. It keeps its receive count; a standard
   * queue also keeps its enqueue time, so that retention goes on counting.
   * Source: SQS Developer Guide, "Using dead-letter queues in Amazon SQS", message retention.
   */
  adopt(message: Message, source: Queue): void {
    const now = this.#clock.now();
    const times = this.#settings.fifo ? { sentAt: now, retainedSince: now } : {};
    const { receiveCount, firstReceivedAt } = message;
    const moved = { ...message, ...this.#fresh(), receiveCount, firstReceivedAt, ...times };
    this.#insert({ ...moved, arrivedAt: now, sourceArn: source.arn }, 0);
  }

  /** Takes up to `max` messages and hides them for `visibilitySeconds`. */
  receive(max: number, visibilitySeconds: number): readonly Delivery[] {
    this.#refresh();
    const receive = {};
    const deliveries: Delivery[] = [];
    while (deliveries.length < max) {
      const message = this.#next(receive);
      if (message === undefined) break;
      deliveries.push(this.#deliver(message, visibilitySeconds));
    }
    return deliveries;
  }

  /** Receives, and waits for messages for `waitSeconds` where there are none. `admit` runs before a message is taken. */
  async receiveOrWait(
    max: number,
    visibilitySeconds: number,
    waitSeconds: number,
    admit: () => void,
  ): Promise<readonly Delivery[]> {
    const attempt = () => {
      if (this.counts().visible === 0) return [];
      admit();
      return this.receive(max, visibilitySeconds);
    };
    const deliveries = attempt();
    if (deliveries.length > 0 || waitSeconds === 0) return deliveries;
    const waiting = this.#polls.wait(waitSeconds, attempt);
    this.#arm();
    return waiting;
  }

  /** Hides messages again that an earlier receive took, if they are all still in flight from that receive. */
  receiveAgain(earlier: readonly Delivery[], visibilitySeconds: number): readonly Delivery[] | undefined {
    this.#refresh();
    const messages = earlier.map(({ receiptHandle }) => this.#find(receiptHandle));
    if (messages.length === 0 || messages.some((message) => message?.state !== "inFlight")) return undefined;
    for (const message of messages) if (message !== undefined) this.#hide(message, visibilitySeconds);
    return earlier;
  }

  /** @throws {AwsError} `ReceiptHandleIsInvalid`; for a FIFO queue also when the handle has expired. */
  delete(receiptHandle: string): boolean {
    this.#refresh();
    const message = this.#find(receiptHandle);
    if (message === undefined) {
      if (this.#settings.fifo && this.#isSuperseded(receiptHandle)) throw expiredReceiptHandle(receiptHandle);
      return false;
    }
    if (this.#settings.fifo && message.state !== "inFlight") throw expiredReceiptHandle(receiptHandle);
    this.#remove(message);
    if (this.#settings.fifo) this.#announce();
    return true;
  }

  /** @throws {AwsError} `ReceiptHandleIsInvalid`, `InvalidParameterValue`, `MessageNotInflight` */
  changeVisibility(receiptHandle: string, seconds: number): void {
    this.#refresh();
    const message = this.#find(receiptHandle);
    if (message === undefined) {
      throw invalidValue(
        receiptHandle,
        "ReceiptHandle",
        "Message does not exist or is not available for visibility timeout change.",
      );
    }
    if (message.state !== "inFlight") throw messageNotInFlight();
    const total = (this.#clock.now() - message.receivedAt) / 1000 + seconds;
    if (total > MAX_VISIBILITY_SECONDS) {
      throw invalidValue(
        seconds,
        "VisibilityTimeout",
        `Total VisibilityTimeout for the message is beyond the limit [${MAX_VISIBILITY_SECONDS} seconds].`,
      );
    }
    this.#hide(message, seconds);
    this.#refresh();
    this.#announce();
  }

  /** The keys of all messages. */
  keys(): Iterable<number> {
    return this.#messages.keys();
  }

  message(key: number): Message | undefined {
    return this.#messages.get(key);
  }

  /** Puts a message back as it was in an earlier life of the queue; one in flight is so for the rest of its time. */
  restore(message: Message): void {
    const restored: Message = { ...message, state: "gone" };
    this.#nextKey = Math.max(this.#nextKey, message.key + 1);
    this.#messages.set(message.key, restored);
    this.#earliestExpiry = Math.min(this.#earliestExpiry, this.#expiry(restored));
    if (message.state === "visible") {
      this.#show(restored);
      this.#announce();
      return;
    }
    this.#setState(restored, message.state);
    if (message.state === "inFlight") this.#backlog.take(restored);
    this.#setDue(restored, message.dueAt);
  }

  /** Takes a visible message out for good, for a move to another queue. */
  takeOut(): Message | undefined {
    this.#refresh();
    const message = this.#takeVisible({});
    if (message !== undefined) this.#remove(message, true);
    return message;
  }

  /** Puts a message back, unchanged, that was taken out. */
  putBack(message: Message): void {
    this.#messages.set(message.key, message);
    this.#show(message);
  }

  /** @throws {AwsError} `PurgeQueueInProgress` within 60 seconds of the last purge. */
  purge(): void {
    const now = this.#clock.now();
    if (now < this.#purgedAt + PURGE_INTERVAL_MS) throw purgeInProgress(this.name);
    this.#purgedAt = now;
    this.#clear();
  }

  /** Drops every message, and what is known of earlier ones; who waits for messages goes on waiting. */
  reset(): void {
    this.#purgedAt = Number.NEGATIVE_INFINITY;
    this.deduplication.forget();
    this.#clear();
  }

  /** Calls back whenever messages have become visible. */
  onAvailable(callback: () => void): () => void {
    this.#listeners.add(callback);
    this.#arm();
    return () => this.#listeners.delete(callback);
  }

  /** Drops messages and listeners, and ends what waits. */
  close(): void {
    this.#clear();
    this.#listeners.clear();
    this.#polls.end();
    this.#timer?.timer.cancel();
  }

  #fresh(): Handling {
    return {
      key: this.#nextKey++,
      state: "gone",
      dueAt: 0,
      receiveCount: 0,
      receivedAt: 0,
      firstReceivedAt: undefined,
    };
  }

  #insert(message: Message, delaySeconds: number): void {
    this.#messages.set(message.key, message);
    this.#earliestExpiry = Math.min(this.#earliestExpiry, this.#expiry(message));
    if (delaySeconds > 0) {
      this.#setState(message, "delayed");
      this.#setDue(message, message.sentAt + delaySeconds * 1000);
    } else {
      this.#show(message);
      this.#announce();
    }
  }

  #next(receive: object): Message | undefined {
    const limit = this.#settings.redrivePolicy?.maxReceiveCount ?? Number.POSITIVE_INFINITY;
    for (;;) {
      const message = this.#takeVisible(receive);
      if (message === undefined || message.receiveCount < limit || !this.#redrive(this, message))
        return message;
      this.#remove(message, true);
    }
  }

  #takeVisible(receive: object): Message | undefined {
    for (;;) {
      const message = this.#backlog.next(receive);
      if (message === undefined || message.state === "visible") return message;
      this.#backlog.release(message);
    }
  }

  #deliver(message: Message, visibilitySeconds: number): Delivery {
    const now = this.#clock.now();
    if (!this.#settings.fifo && this.#delivery.duplicate()) this.#duplicate(message);
    message.receiveCount++;
    message.receivedAt = now;
    message.firstReceivedAt ??= now;
    this.#setState(message, "inFlight");
    this.#hide(message, visibilitySeconds);
    const receiptHandle = formatReceiptHandle({
      queue: this.id,
      key: message.key,
      receiveCount: message.receiveCount,
    });
    return { message: { ...message }, receiptHandle };
  }

  /** A second delivery of the same message, as soon as this receive is over. */
  #duplicate(message: Message): void {
    const { receiveCount, firstReceivedAt } = message;
    const copy: Message = { ...message, ...this.#fresh(), receiveCount, firstReceivedAt };
    this.#messages.set(copy.key, copy);
    this.#setState(copy, "delayed");
    this.#setDue(copy, this.#clock.now());
  }

  #hide(message: Message, seconds: number): void {
    this.#setDue(message, this.#clock.now() + seconds * 1000);
  }

  #setDue(message: Message, at: number): void {
    message.dueAt = at;
    this.#onChange(message);
    this.#due.add(at, message);
    if (this.#due.size > 2 * this.#messages.size + SETTLED_DUE_TIMES)
      this.#due.keep((item, dueAt) => item.state !== "gone" && item.dueAt === dueAt);
    if (this.#timer === undefined || at < this.#timer.at) this.#arm();
  }

  /** The message that a receipt handle names, unless it is gone or was received again since. */
  #find(receiptHandle: string): Message | undefined {
    const receipt = parseReceiptHandle(receiptHandle);
    if (receipt === undefined || receipt.queue !== this.id) throw invalidReceiptHandle(receiptHandle);
    const message = this.#messages.get(receipt.key);
    return message?.receiveCount === receipt.receiveCount ? message : undefined;
  }

  #isSuperseded(receiptHandle: string): boolean {
    const receipt = parseReceiptHandle(receiptHandle);
    return receipt !== undefined && this.#messages.has(receipt.key);
  }

  #setState(message: Message, state: Message["state"]): void {
    if (message.state !== "gone") this.#counts[message.state]--;
    if (state !== "gone") this.#counts[state]++;
    message.state = state;
    this.#onChange(message);
  }

  #show(message: Message): void {
    this.#setState(message, "visible");
    this.#backlog.add(message);
  }

  #remove(message: Message, taken = message.state === "inFlight"): void {
    this.#setState(message, "gone");
    this.#messages.delete(message.key);
    if (taken) this.#backlog.release(message);
  }

  #clear(): void {
    for (const message of this.#messages.values()) this.#setState(message, "gone");
    this.#messages.clear();
    this.#backlog.clear();
    this.#due.clear();
  }

  /** A FIFO queue's delay also holds for the messages that are in it. Source: "Amazon SQS delay queues". */
  #delayAgain(): void {
    for (const message of this.#messages.values()) {
      if (message.state === "delayed")
        this.#setDue(message, message.sentAt + this.#settings.delaySeconds * 1000);
    }
  }

  /** Shows messages whose delay or visibility timeout is over and drops those that retention ends. */
  #refresh(): void {
    const now = this.#clock.now();
    for (let due = this.#due.take(now); due !== undefined; due = this.#due.take(now)) {
      const { at, item: message } = due;
      if (message.dueAt !== at || (message.state !== "delayed" && message.state !== "inFlight")) continue;
      if (message.state === "inFlight") this.#backlog.release(message);
      this.#show(message);
    }
    if (now >= this.#earliestExpiry) this.#expire(now);
  }

  #expire(now: number): void {
    this.#earliestExpiry = Number.POSITIVE_INFINITY;
    for (const message of this.#messages.values()) {
      const expiry = this.#expiry(message);
      if (expiry <= now) this.#remove(message);
      else this.#earliestExpiry = Math.min(this.#earliestExpiry, expiry);
    }
  }

  #expiry(message: Message): number {
    return message.retainedSince + this.#settings.messageRetentionPeriod * 1000;
  }

  #announce(): void {
    if (this.#counts.visible === 0) return;
    this.#polls.serve(() => this.#counts.visible > 0);
    if (this.#counts.visible === 0) return;
    for (const listener of this.#listeners) listener();
  }

  /** Wakes up when the next message becomes visible. */
  #arm(): void {
    const at = this.#due.earliest;
    this.#timer?.timer.cancel();
    this.#timer = undefined;
    if (at === undefined) return;
    const timer = this.#clock.schedule(at - this.#clock.now(), () => {
      this.#timer = undefined;
      this.#refresh();
      this.#announce();
      this.#arm();
    });
    this.#timer = { at, timer };
  }
}
